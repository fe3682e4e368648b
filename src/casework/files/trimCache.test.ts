import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { trimCache } from './trimCache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-trim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(path: string, bytes: number, at: number): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), Buffer.alloc(bytes));
  utimesSync(join(folder, path), at, at);
}

test('the oldest views go until nine tenths of the limit are left', async () => {
  for (let index = 0; index < 10; index += 1) file(`cache/a${index}/0/0_0.png`, 100, 1000 + index);
  expect(await trimCache(join(folder, 'cache'), 1000)).toBe(0);
  file('cache/new.jpg', 100, 5000);
  expect(await trimCache(join(folder, 'cache'), 1000)).toBe(200);
  expect([0, 1, 2].map((index) => existsSync(join(folder, `cache/a${index}/0/0_0.png`)))).toEqual([false, false, true]);
});

test('links are not followed, and a cache that is one is left alone', async () => {
  file('outside/evidence.jpg', 500, 1);
  file('cache/view.jpg', 500, 2);
  symlinkSync(join(folder, 'outside'), join(folder, 'cache', 'link'));
  symlinkSync(join(folder, 'outside'), join(folder, 'other-cache'));
  await trimCache(join(folder, 'cache'), 100);
  await trimCache(join(folder, 'other-cache'), 100);
  expect(existsSync(join(folder, 'outside/evidence.jpg'))).toBe(true);
  expect(existsSync(join(folder, 'cache/view.jpg'))).toBe(false);
  expect(await trimCache(join(folder, 'none'), 100)).toBe(0);
});
