import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig, type Plugin } from 'vite';

/**
 * How the page is built, once for both hosts: everything relative, so that it loads under `app://palimpsest/` and under http; no inline script
 * and no script in a data: address, so that the strict content security policy of both hosts holds; workers are modules in files of their own.
 */
const ROOT = resolve(import.meta.dirname, '..');

/**
 * zod tries whether it may make functions from text as soon as a schema is built, which a strict policy reports as a violation although zod goes on
 * without. It must know before, in the page and in each worker; so each chunk says it first, whatever order they run in.
 */
function zodWithoutEval(): Plugin {
  return { name: 'palimpsest:zod-without-eval', renderChunk: (code) => ({ code: `(globalThis.__zod_globalConfig ??= {}).jitless = true;\n${code}`, map: null }) };
}

export const rendererConfig = {
  root: resolve(ROOT, 'src/renderer'),
  base: './',
  configFile: false,
  plugins: [react(), zodWithoutEval()],
  worker: { format: 'es', plugins: () => [zodWithoutEval()] },
  build: {
    outDir: resolve(ROOT, 'out/renderer'),
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    reportCompressedSize: false,
  },
} satisfies InlineConfig;

/** Builds the page into out/renderer. */
export async function buildRenderer(logLevel: 'info' | 'warn' = 'warn'): Promise<void> {
  await build({ ...rendererConfig, logLevel });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await buildRenderer('info');
