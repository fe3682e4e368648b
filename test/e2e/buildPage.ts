import { cpSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { rendererConfig } from '../../scripts/buildRenderer.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');

/**
 * The page as it is built for use, in a folder of its own, so that no build beside it takes files away from under a running browser: a copy of
 * out/renderer where that is newer than every source, else built anew. Returns the folder.
 */
export async function buildPage(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-page-'));
  if (isFresh()) cpSync(join(ROOT, 'out', 'renderer'), folder, { recursive: true });
  else await build({ ...rendererConfig, build: { ...rendererConfig.build, outDir: folder }, logLevel: 'warn' });
  return folder;
}

function isFresh(): boolean {
  const built = statSync(join(ROOT, 'out', 'renderer', 'index.html'), { throwIfNoEntry: false });
  if (built === undefined) return false;
  const sources = ['src/renderer/**/*', 'src/contract/**/*.ts', 'scripts/buildRenderer.ts', 'package-lock.json'].flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  return sources.every((path) => path.endsWith('.test.ts') || statSync(join(ROOT, path)).mtimeMs <= built.mtimeMs);
}

export function removePage(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
