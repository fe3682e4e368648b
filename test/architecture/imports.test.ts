import { expect, test } from 'vitest';
import { ROOMS, violation } from './rooms.ts';
import { importsOf, packageOf, productFiles, reachable, read, repositoryFiles, roomOf } from './sources.ts';

const product = productFiles(repositoryFiles());
const imports = new Map(product.map((path) => [path, importsOf(path, read(path))]));
const all = [...imports.values()].flat();

test('every file of src/ stands in a known room', () => {
  expect(product.length).toBeGreaterThan(10);
  expect(product.filter((path) => ROOMS[roomOf(path) ?? ''] === undefined)).toEqual([]);
});

test('no import breaks a wall', () => {
  expect(all.map(violation).filter((reason) => reason !== null)).toEqual([]);
});

test('a relative import leads to a file that exists', () => {
  const known = new Set(repositoryFiles());
  expect(all.filter((one) => one.target !== null && !known.has(one.target)).map((one) => `${one.from}: ${one.specifier}`)).toEqual([]);
});

test('one file of the engine, and no other, knows onnxruntime-node', () => {
  const files = new Set(all.filter((one) => packageOf(one.specifier) === 'onnxruntime-node').map((one) => one.from));
  expect([...files].filter((path) => roomOf(path) !== 'engine')).toEqual([]);
  expect(files.size).toBe(1);
});

test.each(['casework', 'cli', 'server', 'main'])('src/%s never loads the inference runtime into its own process', (room) => {
  const seen = reachable(product.filter((path) => roomOf(path) === room), imports);
  const loaders = [...seen.keys()].filter((path) => (imports.get(path) ?? []).some((one) => !one.typeOnly && packageOf(one.specifier) === 'onnxruntime-node'));
  expect(loaders.map((path) => `${path}, reached from ${seen.get(path) ?? 'itself'}`)).toEqual([]);
});

test('casework never loads the decoder either: pixels stay in the engine', () => {
  const seen = reachable(product.filter((path) => roomOf(path) === 'casework'), imports);
  const loaders = [...seen.keys()].filter((path) => (imports.get(path) ?? []).some((one) => !one.typeOnly && packageOf(one.specifier) === 'sharp'));
  expect(loaders.map((path) => `${path}, reached from ${seen.get(path) ?? 'itself'}`)).toEqual([]);
});

test('one folder outside the page and the host reaches for the network (docs/decisions/0009)', () => {
  const reaching = product.filter((path) => ['contract', 'engine', 'casework', 'cli'].includes(roomOf(path) ?? '')).filter((path) => {
    const text = read(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    return (imports.get(path) ?? []).some((one) => !one.typeOnly && /^node:(http|https|http2|net|tls|dgram|dns)(\/|$)/.test(one.specifier)) || /(?<![.\w])fetch\s*\(|globalThis\.fetch|\bnew (WebSocket|EventSource|XMLHttpRequest)\b/.test(text);
  });
  expect(reaching.filter((path) => !path.startsWith('src/casework/explain/client/'))).toEqual([]);
  expect(reaching.length).toBeGreaterThan(0);
});

test('no two files import each other in a circle at run time', () => {
  const circles: string[] = [];
  for (const path of product) {
    const direct = (imports.get(path) ?? []).filter((one) => !one.typeOnly && one.target !== null).map((one) => one.target ?? '');
    if (reachable(direct, imports).has(path)) circles.push(path);
  }
  expect(circles).toEqual([]);
});

test('the guard itself sees every way to import, and refuses what it must', () => {
  const text = `import sharp from 'sharp'; import type { A } from '../casework/index.ts'; export { b } from 'node:net';
    export async function f() { await import('electron'); return require('better-sqlite3'); }`;
  const found = importsOf('src/engine/probe.ts', text);
  expect(found.map((one) => one.specifier)).toEqual(['sharp', '../casework/index.ts', 'node:net', 'electron', 'better-sqlite3']);
  expect(found.map((one) => violation(one) === null)).toEqual([true, false, false, false, false]);
  expect(() => importsOf('src/engine/probe.ts', 'const name = "x"; await import(name);')).toThrow('computed');
  expect(violation({ from: 'src/casework/a.ts', specifier: '../engine/decode/pixels.ts', target: 'src/engine/decode/pixels.ts', typeOnly: false })).toContain('public door');
});
