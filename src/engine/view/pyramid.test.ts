import { expect, test } from 'vitest';
import { levelCount, levelSize } from '../../contract/pyramid.ts';
import type { Pixels } from '../decode/pixels.ts';
import { crop, halve } from './pyramid.ts';

function noise(width: number, height: number, channels: 1 | 3): Pixels {
  let state = width * 7919 + height;
  const data = Uint8Array.from({ length: width * height * channels }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
  return { width, height, channels, data };
}

/** The definition, word by word: the mean of those pixels of the pair of rows and columns that exist. */
function reference(source: Pixels): number[] {
  const { width, height } = levelSize(source, 1);
  const values: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < source.channels; channel += 1) {
        const under: number[] = [];
        for (const row of [2 * y, 2 * y + 1]) {
          for (const column of [2 * x, 2 * x + 1]) {
            if (row < source.height && column < source.width) under.push(source.data[(row * source.width + column) * source.channels + channel]!);
          }
        }
        values.push(Math.floor(under.reduce((sum, value) => sum + value, 0) / under.length + 0.5));
      }
    }
  }
  return values;
}

test.each([
  [8, 6, 3],
  [7, 5, 3],
  [1, 1, 3],
  [1, 9, 1],
  [9, 1, 1],
  [513, 3, 1],
  [2, 2, 1],
] as const)('a %i x %i level of %i channels is halved exactly', async (width, height, channels) => {
  const source = noise(width, height, channels);
  const half = await halve(source);
  expect({ width: half.width, height: half.height }).toEqual(levelSize(source, 1));
  expect([...half.data]).toEqual(reference(source));
});

test('a level larger than one turn is the same as made at once', async () => {
  const source = noise(2101, 1999, 1);
  const expected = reference(source);
  expect((await halve(source)).data.every((value, at) => value === expected[at])).toBe(true);
});

test('the last level fits one tile, and a crop is the box itself', () => {
  expect(levelCount({ width: 512, height: 512 })).toBe(1);
  expect(levelCount({ width: 513, height: 1 })).toBe(2);
  expect(levelSize({ width: 1025, height: 3 }, 2)).toEqual({ width: 257, height: 1 });
  const source = noise(6, 4, 3);
  const part = crop(source, { x: 4, y: 1, width: 2, height: 3 });
  expect([...part.data.subarray(0, 6)]).toEqual([...source.data.subarray(30, 36)]);
  expect([...part.data.subarray(12)]).toEqual([...source.data.subarray(66, 72)]);
});
