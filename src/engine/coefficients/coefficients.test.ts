import { expect, test } from 'vitest';
import type { Pixels } from '../decode/pixels.ts';
import { estimateGrid, GRID_CONFIDENT } from './grid.ts';
import { coefficientsAt, pixelCoefficients } from './source.ts';

function grey(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) data.fill(value(x, y), at, at + 3);
  }
  return { width, height, channels: 3, data };
}

/** Repeatable noise 0..1. */
function noise(x: number, y: number): number {
  const hash = Math.imul((x * 374761393 + y * 668265263) | 0, 1274126177);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}

test('a flat block has a direct term only: 8 times the distance of luma from 128, clipped to 20', () => {
  const { data, table } = coefficientsAt(grey(16, 16, (x) => (x < 8 ? 130 : 90)), { x: 0, y: 0, confidence: 0 });
  expect(data[0]).toBe(16);
  expect(data[8]).toBe(20);
  expect(data.reduce((sum, value) => sum + value, 0)).toBe(2 * 16 + 2 * 20);
  expect(new Set(table)).toEqual(new Set([1]));
});

test('a cosine along a row gives that one frequency', () => {
  const { data } = coefficientsAt(grey(8, 8, (x) => Math.round(128 + 3 * Math.cos(((2 * x + 1) * 2 * Math.PI) / 16))), { x: 0, y: 0, confidence: 0 });
  // Orthonormal: amplitude 3 times 8 / sqrt(2) is 17; rounding the cosine to whole pixel values makes it 17.8.
  expect(data[2]).toBe(18);
  expect(data.filter((value) => value > 2).length).toBe(1);
});

test.each([[0, 0], [3, 5], [7, 1]])('finds an earlier grid at phase (%i, %i) and aligns the canvas to it', (x0, y0) => {
  // Blocks of slightly different level under faint noise: what a coarse table leaves of a smooth scene.
  const picture = grey(200, 180, (x, y) => 100 + 9 * noise(Math.floor((x + 8 - x0) / 8), 1000 + Math.floor((y + 8 - y0) / 8)) + 2 * noise(x, y));
  const found = estimateGrid(picture);
  expect([found.x, found.y]).toEqual([x0, y0]);
  expect(found.confidence).toBeGreaterThan(GRID_CONFIDENT);
  const { across, down } = pixelCoefficients(picture);
  expect([across.shift, down.shift]).toEqual([(8 - x0) % 8, (8 - y0) % 8]);
});

test('noise, a flat picture and a tiny one have no grid', () => {
  expect(estimateGrid(grey(200, 200, (x, y) => 40 + 100 * noise(x, y))).confidence).toBeLessThan(GRID_CONFIDENT);
  expect(estimateGrid(grey(200, 200, () => 77)).confidence).toBe(0);
  expect(estimateGrid(grey(40, 40, (x) => (x % 8 === 0 ? 90 : 100))).confidence).toBe(0);
});
