import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, repositoryFiles, ROOT } from './sources.ts';

const files = repositoryFiles();
const code = files.filter((path) => /\.(ts|tsx|js|py|css|sql)$/.test(path));
const text = files.filter((path) => /\.(ts|tsx|js|mjs|py|css|sql|html|md|json|jsonc|ya?ml|toml|txt|cfg|csv|svg)$|(^|\/)(\.npmrc|\.gitignore|\.gitattributes|run|LICENSE)$/.test(path));

function lineCount(path: string): number {
  return read(path).split('\n').length - 1;
}

test('no file of code is longer than 500 lines, and half are under 90', () => {
  const counts = code.map((path) => ({ path, lines: lineCount(path) }));
  expect(counts.filter(({ lines }) => lines > 500)).toEqual([]);
  const sorted = counts.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[sorted.length >> 1]).toBeLessThan(90);
});

test('no file is over 40 MiB', () => {
  expect(files.filter((path) => statSync(join(ROOT, path)).size > 40 * 1024 * 1024)).toEqual([]);
});

test('the sample pictures with their masks stay under 4 MB', () => {
  const bytes = files.filter((path) => path.startsWith('cases/sample/')).map((path) => statSync(join(ROOT, path)).size);
  expect(bytes.length).toBeGreaterThanOrEqual(12);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4_000_000);
});

test('no text names a folder of one machine', () => {
  // Put together here, so that this file does not name one itself.
  const folder = new RegExp(String.raw`(^|[\s"'\x60(=:])/(${['work', 'root', 'tmp', 'home/\\w+', 'Users/\\w+'].join('|')})/|[A-Z]:\\Users\\`);
  expect(text.filter((path) => read(path).split('\n').some((line) => folder.test(line)))).toEqual([]);
});

test('no text names the host of a package registry', () => {
  const host = new RegExp(['registry\\.npmjs', 'registry\\.yarnpkg', 'npm\\.pkg\\.github', 'pypi\\.(org|python)', 'pythonhosted', 'download\\.pytorch', 'artifactory', 'nexus\\.'].map((part) => `(${part})`).join('|'));
  expect(text.filter((path) => path !== 'test/architecture/files.test.ts' && host.test(read(path)))).toEqual([]);
});

test('the lockfile pins every package by hash and leaves the registry open', () => {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { integrity?: string; resolved?: string; optionalDependencies?: Record<string, string> }> };
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(([, entry]) => entry.integrity === undefined || entry.resolved !== undefined)).toEqual([]);
  // A platform package left out makes `npm ci` refuse the lock, on every platform.
  const locked = new Set(entries.map(([path]) => path.split('node_modules/').at(-1)));
  expect(entries.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {})).filter((name) => !locked.has(name))).toEqual([]);
});

test('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
