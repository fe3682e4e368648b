import { globSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildDesktop } from '../integration/electronFixtures.ts';
import { importsOf, packageOf } from './sources.ts';

/** What was built says what the sources meant: walls that a bundler could have moved are looked at in its output. */

let out: string;
beforeAll(() => {
  out = buildDesktop('production');
}, 120_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Packages that an entry and everything it reaches load; `node:` for all that Node brings. */
function loadedBy(entry: string): ReadonlySet<string> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [join(out, entry)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { specifier } of importsOf(file, readFileSync(file, 'utf8'))) {
      const name = packageOf(specifier);
      if (name === null) queue.push(resolve(dirname(file), specifier));
      else packages.add(name);
    }
  }
  return packages;
}

test.each(['main/process.js', 'main/viewProcess.js', 'main/blocksThread.js'])('%s knows neither Electron nor the case', (entry) => {
  const loaded = loadedBy(entry);
  expect([...loaded].filter((name) => ['electron', 'better-sqlite3', '@orpc/server'].includes(name))).toEqual([]);
});

test('only the engine process loads the inference runtime, and the decoder stays out of the main process', () => {
  expect(loadedBy('main/process.js')).toContain('onnxruntime-node');
  expect(loadedBy('main/viewProcess.js')).not.toContain('onnxruntime-node');
  expect(loadedBy('main/viewProcess.js')).toContain('sharp');
  expect([...loadedBy('main/index.js')].filter((name) => ['onnxruntime-node', 'sharp'].includes(name))).toEqual([]);
  expect(loadedBy('main/index.js')).toContain('electron');
});

test('the main process loads only packages that are shipped', () => {
  const { dependencies } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  const known = new Set([...Object.keys(dependencies), 'electron', 'node:']);
  const entries = ['index', 'process', 'viewProcess', 'blocksThread'].map((name) => `main/${name}.js`);
  expect(entries.flatMap((entry) => [...loadedBy(entry)]).filter((name) => !known.has(name))).toEqual([]);
});

test('the preload script is one CommonJS file that loads Electron alone', () => {
  expect(globSync('**/*', { cwd: join(out, 'preload') })).toEqual(['index.cjs']);
  expect([...loadedBy('preload/index.cjs')]).toEqual(['electron']);
});

test('the page holds everything it needs, and nothing of Node', () => {
  const scripts = globSync('renderer/**/*.js', { cwd: out });
  expect(scripts.length).toBeGreaterThan(1);
  for (const script of scripts) {
    expect([script, [...loadedBy(script)]]).toEqual([script, []]);
    expect([script, /["'`]node:[a-z_/]+["'`]/.exec(readFileSync(join(out, script), 'utf8'))?.[0]]).toEqual([script, undefined]);
  }
});
