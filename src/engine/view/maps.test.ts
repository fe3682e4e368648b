import { expect, test } from 'vitest';
import { MASK_TILE } from '../../contract/annotations.ts';
import type { Pixels } from '../decode/pixels.ts';
import { bitTilesOf, histogramOf, regionsOf } from './maps.ts';

function map(width: number, height: number, set: readonly (readonly [number, number, number])[]): Pixels {
  const data = new Uint8Array(width * height);
  for (const [x, y, value] of set) data[y * width + x] = value;
  return { width, height, channels: 1, data };
}

test('bits: the highest is the first pixel, rows of 32 bytes, empty tiles left out, the threshold included', () => {
  const tiles = bitTilesOf(map(600, 300, [[256, 256, 128], [263, 256, 255], [264, 257, 127], [599, 299, 200], [3, 1, 127]]), 0.5);
  expect(tiles.map(({ column, row }) => [column, row])).toEqual([[1, 1], [2, 1]]);
  const [first, second] = tiles;
  expect(first?.bits).toHaveLength((MASK_TILE * MASK_TILE) / 8);
  expect(first?.bits[0]).toBe(0b1000_0001);
  expect(first?.bits.reduce((sum, byte) => sum + byte, 0)).toBe(0b1000_0001);
  // Pixel (599, 299) is (87, 43) of its tile.
  expect(second?.bits[43 * 32 + 10]).toBe(0b0000_0001);
});

test('bits and area of every threshold agree', () => {
  const one = map(300, 260, Array.from({ length: 5000 }, (_, n) => [(n * 37) % 300, (n * 91) % 260, (n * 53) % 256] as const));
  const population = (byte: number): number => byte.toString(2).replaceAll('0', '').length;
  for (const threshold of [0.004, 0.3, 0.5, 0.999]) {
    const bits = bitTilesOf(one, threshold).reduce((sum, tile) => sum + tile.bits.reduce((inner, byte) => inner + population(byte), 0), 0);
    const { area, share } = regionsOf(one, threshold, 1);
    expect(bits).toBe(area);
    expect(share).toBe(area / (300 * 260));
    expect(histogramOf(one).slice(Math.ceil(threshold * 255 - 1e-9)).reduce((sum, count) => sum + count, 0)).toBe(area);
  }
});

test('regions: small ones count in the area but are not listed', () => {
  const { regions, area } = regionsOf(map(40, 40, [[1, 1, 255], [10, 10, 255], [11, 10, 204]]), 0.5, 2);
  expect(area).toBe(3);
  expect(regions).toMatchObject([{ id: 1, box: { x: 10, y: 10, width: 2, height: 1 }, area: 2, peakProbability: 1, polygon: [[10, 10], [12, 10], [12, 11], [10, 11]] }]);
});
