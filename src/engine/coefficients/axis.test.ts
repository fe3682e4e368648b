import { expect, test } from 'vitest';
import { axisOf, coefficientAt, pictureAt } from './axis.ts';

test('without a shift the canvas is the picture, its edge repeated to whole blocks', () => {
  const axis = axisOf(13, 0);
  expect(axis.length).toBe(16);
  expect([0, 12, 13, 15].map((at) => pictureAt(axis, at))).toEqual([0, 12, 12, 12]);
});

test('a shift mirrors the first pixels in, so that each picture pixel stays on the canvas', () => {
  const axis = axisOf(16, 3);
  expect(axis.length).toBe(24);
  expect([0, 1, 2, 3, 4, 18, 19].map((at) => pictureAt(axis, at))).toEqual([2, 1, 0, 0, 1, 15, 15]);
});

test('beyond the canvas blocks come mirrored, pixels inside them too, coefficients in their own order', () => {
  const axis = axisOf(16, 0);
  expect([16, 17, 23, 24, 31, 32].map((at) => pictureAt(axis, at))).toEqual([15, 14, 8, 7, 0, 0]);
  expect([16, 17, 23, 24, 31, 32].map((at) => coefficientAt(axis, at))).toEqual([8, 9, 15, 0, 7, 0]);
});
