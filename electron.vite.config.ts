import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';

/**
 * The desktop build. There is nothing to build yet: the Electron host (src/main), its bridge (src/preload) and the page
 * (src/renderer) come with a later change. This file holds what is already decided, and is type-checked with the other tools:
 * each part lands in its own folder below out/, packages stay outside the bundles, and the page may not be served from a CDN.
 */
const out = (part: string): string => resolve(import.meta.dirname, 'out', part);

export default defineConfig({
  main: { build: { outDir: out('main'), externalizeDeps: true } },
  // A sandboxed preload must be one CommonJS file with everything inside.
  preload: { build: { outDir: out('preload'), externalizeDeps: false } },
  renderer: { root: resolve(import.meta.dirname, 'src/renderer'), build: { outDir: out('renderer') } },
});
