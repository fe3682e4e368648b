import { expect, test } from 'vitest';
import { areaAt, clampThreshold } from './threshold.ts';

test('area counts the pixels at and above the threshold', () => {
  const histogram = Array.from({ length: 256 }, () => 0);
  histogram[0] = 900;
  histogram[127] = 40;
  histogram[128] = 10;
  histogram[255] = 50;
  expect(areaAt(histogram, 0.5)).toEqual({ area: 60, share: 0.06 });
  expect(areaAt(histogram, 127 / 255).area).toBe(100);
  expect(areaAt([], 0.5)).toEqual({ area: 0, share: 0 });
});

test('thresholds stay inside 0 and 1', () => {
  expect(clampThreshold(0)).toBe(0.01);
  expect(clampThreshold(1.4)).toBe(0.99);
  expect(clampThreshold(0.499_999)).toBe(0.5);
});
