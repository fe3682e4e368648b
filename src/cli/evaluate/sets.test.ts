import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findSets, maskFor } from './sets.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-sets-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

test('a mask is found by name, by stem, or by stem with a suffix', () => {
  const masks = ['m/a.png', 'm/b_gt.png', 'm/c-mask.png', 'm/d.jpg', 'm/d.png', 'm/a_2.png', 'm/e_mask.png', 'm/e_gt.png'];
  expect(maskFor('i/a.jpg', masks)).toBe('m/a.png');
  expect(maskFor('i/b.tif', masks)).toBe('m/b_gt.png');
  expect(maskFor('i/c.jpg', masks)).toBe('m/c-mask.png');
  expect(maskFor('i/d.png', masks)).toBe('m/d.png');
  // Which of two it is cannot be known; another picture's mask is none.
  expect(maskFor('i/d.webp', masks)).toBeNull();
  expect(maskFor('i/e.jpg', masks)).toBeNull();
  expect(maskFor('i/f.jpg', masks)).toBeNull();
});

test('reads one set, with and without untouched pictures, and says what has no mask', async () => {
  put('images/a.jpg', 'images/b.png', 'images/notes.txt', 'masks/a.png', 'authentic/x.jpg');
  const [set] = await findSets(folder);
  expect(set?.tampered).toEqual([{ image: join(folder, 'images/a.jpg'), mask: join(folder, 'masks/a.png') }]);
  expect(set?.authentic).toEqual([join(folder, 'authentic/x.jpg')]);
  expect(set?.warnings).toEqual(['images/b.png has no mask and is left out']);
});

test('finds every set of a folder of sets', async () => {
  put('one/images/a.jpg', 'one/masks/a.png', 'two/authentic/b.jpg', 'three/readme.md');
  expect((await findSets(folder)).map((set) => set.name)).toEqual(['one', 'two']);
});

test('a folder without a set is an error that says what a set is', async () => {
  await expect(findSets(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('masks/') });
  await expect(findSets(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});
