import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { rendererConfig } from './scripts/buildRenderer.ts';

/**
 * The desktop build, below out/ (or `--outDir`): the main process with the engine's processes beside it, the preload script as one CommonJS file, and the
 * page as the browser host has it. `--mode shell` leaves the page out. Packages stay outside the bundles of Node: natives are opened by path.
 */
const source = (path: string): string => resolve(import.meta.dirname, 'src', path);

/** Entries of the main build. Their names are how they find each other: all lie in one folder. */
const MAIN_ENTRIES = {
  index: source('main/index.ts'),
  process: source('engine/process.ts'),
  viewProcess: source('engine/viewProcess.ts'),
  blocksThread: source('engine/view/blocksThread.ts'),
};

/** Sources name threads by the file they run from; built, that file has another extension. Fails where the name is no longer there to be changed. */
function builtThreads(): Plugin {
  const written = "new URL('blocksThread.ts', import.meta.url)";
  let seen = false;
  return {
    name: 'palimpsest:built-threads',
    enforce: 'pre',
    transform(code, id) {
      if (id.split('?', 1)[0] !== source('engine/view/blocks.ts')) return null;
      if (!code.includes(written)) this.error(`${id} no longer holds ${written}: name the thread's built file here.`);
      seen = true;
      return { code: code.replace(written, "new URL('blocksThread.js', import.meta.url)"), map: null };
    },
    buildEnd(error) {
      if (error === undefined && !seen) this.error('The thread of the view process is in no entry.');
    },
  };
}

/** The review package's page is read at run time from beside the file that packs it. */
function packageViewer(): Plugin {
  return {
    name: 'palimpsest:package-viewer',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'packageViewer.html', source: readFileSync(source('casework/export/package/packageViewer.html'), 'utf8') });
    },
  };
}

const { build: { outDir: pageFolder, ...page }, base, worker, plugins } = rendererConfig;

export default defineConfig(({ mode }) => ({
  main: {
    plugins: [builtThreads(), packageViewer()],
    build: { externalizeDeps: true, emptyOutDir: true, rolldownOptions: { input: MAIN_ENTRIES, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } } },
  },
  // A sandboxed preload must be one CommonJS file with everything inside.
  preload: { build: { externalizeDeps: false, emptyOutDir: true, rolldownOptions: { input: { index: source('preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } } } },
  ...(mode === 'shell' ? {} : { renderer: { root: source('renderer'), base, worker, plugins, build: { ...page, outDir: pageFolder, rolldownOptions: { input: source('renderer/index.html') } } } }),
}));
