import { expect, test } from 'vitest';
import { boxMean } from './boxMean.ts';
import { medianOf } from './median.ts';
import { randomWhole } from './random.ts';

test('box means equal sums taken one by one, for odd and even windows and windows larger than the plane', async () => {
  const [width, height] = [23, 11];
  const random = randomWhole(3);
  const values = Float32Array.from({ length: width * height }, () => random(1000) / 10);
  for (const size of [1, 3, 4, 9, 32]) {
    const { data } = await boxMean({ width, height, data: Float32Array.from(values) }, size);
    for (const [x, y] of [[0, 0], [5, 3], [22, 10], [11, 0], [0, 10]] as const) {
      let sum = 0;
      const from = -Math.floor(size / 2);
      for (let j = from; j < from + size; j += 1) for (let i = from; i < from + size; i += 1) sum += values[Math.max(0, Math.min(height - 1, y + j)) * width + Math.max(0, Math.min(width - 1, x + i))]!;
      expect(data[y * width + x]!).toBeCloseTo(sum / size ** 2, 3);
    }
  }
});

test('medians are exact, the mean of the middle two for an even number', () => {
  const random = randomWhole(9);
  for (const length of [1, 2, 5, 1000, 1001]) {
    const values = Float32Array.from({ length }, () => random(100_000) / 7);
    const sorted = values.toSorted();
    expect(medianOf(values)).toBe(length % 2 === 1 ? sorted[(length - 1) / 2]! : (sorted[length / 2 - 1]! + sorted[length / 2]!) / 2);
  }
  expect(medianOf(Float32Array.of(0, 0, 3))).toBe(0);
  expect(medianOf(new Float32Array(0))).toBeNaN();
});
