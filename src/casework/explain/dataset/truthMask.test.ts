import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readGreyPicture } from '../../../engine/index.ts';
import { truthMap } from './truthMask.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The pixels as the engine's decoder reads them. */
async function decoded(png: Uint8Array): Promise<{ readonly size: readonly number[]; readonly data: readonly number[] }> {
  writeFileSync(join(folder, 'map.png'), png);
  const { width, height, data } = await readGreyPicture(join(folder, 'map.png'));
  return { size: [width, height], data: [...data] };
}

test('a map the decoder reads back: 8-bit grey, 0 and 255, at the size of the picture', async () => {
  const mask = { width: 3, height: 2, data: Uint8Array.of(0, 128, 255, 127, 1, 200) };
  const same = truthMap(mask, { width: 3, height: 2 });
  expect(await decoded(same.png)).toEqual({ size: [3, 2], data: [0, 255, 255, 0, 0, 255] });
  // Bit depth 8, colour type 0: the view process takes no other map.
  expect([...same.png.subarray(24, 26)]).toEqual([8, 0]);
  expect(same.note).toBeNull();
  const double = truthMap(mask, { width: 6, height: 4 });
  const { size, data } = await decoded(double.png);
  expect([size, data.slice(0, 6), data.slice(18)]).toEqual([[6, 4], [0, 0, 255, 255, 255, 255], [0, 0, 0, 0, 255, 255]]);
  expect(double.note).toContain('nearest neighbour');
});

test('another shape and an empty mask are refused', () => {
  const mask = { width: 3, height: 2, data: new Uint8Array(6).fill(127) };
  expect(() => truthMap(mask, { width: 3, height: 2 })).toThrow('marks nothing');
  expect(() => truthMap(mask, { width: 2, height: 3 })).toThrow('another shape');
});
