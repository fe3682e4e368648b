import { expect, test } from 'vitest';
import { binaryLut } from '../logic/luts.ts';
import type { Lut } from '../logic/luts.ts';
import { byteAt } from './greyTile.ts';
import { greyOf, mapGrey, paintOutline, presentValues } from './colourMap.ts';

function mapped(grey: Uint8Array, lut: Lut): Uint32Array {
  const colours = new Uint32Array(grey.length);
  mapGrey(grey, lut, colours);
  return colours;
}

test('maps every byte through the table', () => {
  const lut = Uint32Array.from({ length: 256 }, (_, value) => value * 3);
  expect([...mapped(Uint8Array.from([0, 7, 255]), lut)]).toEqual([0, 21, 765]);
});

test('names the values that occur', () => {
  const present = presentValues(Uint8Array.from([4, 4, 200]));
  expect([present[4], present[200], present[5]]).toEqual([1, 1, 0]);
});

test('draws the border inside the shape and none along the edge of the tile', () => {
  const lut = binaryLut(0.5, [9, 9, 9], 100);
  const rows = ['00000', '0###0', '0###0', '0###0', '00000'];
  const grey = Uint8Array.from(rows.flatMap((row) => row.split('').map((cell) => (cell === '#' ? 255 : 0))));
  const colours = mapped(grey, lut);
  paintOutline(grey, 5, lut, 1, colours);
  expect([...colours].filter((colour) => colour === 1)).toHaveLength(8);
  expect(colours[12]).toBe(lut[255]);
  const full = new Uint8Array(25).fill(255);
  const all = mapped(full, lut);
  paintOutline(full, 5, lut, 1, all);
  expect([...all].some((colour) => colour === 1)).toBe(false);
});

test('takes grey from red', () => {
  expect([...greyOf(Uint8ClampedArray.from([12, 12, 12, 255, 240, 240, 240, 255]))]).toEqual([12, 240]);
});

test('gives the byte of one pixel, and none beyond the tile', () => {
  const tile = { grey: Uint8Array.from([1, 2, 3, 4, 5, 6]), width: 3, height: 2 };
  expect([byteAt(tile, 0, 0), byteAt(tile, 2, 0), byteAt(tile, 1, 1)]).toEqual([1, 3, 5]);
  expect(() => byteAt(tile, 3, 0)).toThrow(RangeError);
  expect(() => byteAt(tile, 0, 2)).toThrow('no pixel 0, 2');
});
