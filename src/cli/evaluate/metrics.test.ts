import { describe, expect, test } from 'vitest';
import { bootstrap } from './bootstrap.ts';
import { areaUnderCurve, confusion, mean, type Picture, pixelScores, resizeNearest } from './metrics.ts';

function picture(width: number, values: readonly number[]): Picture {
  return { width, height: values.length / width, data: Uint8Array.from(values) };
}

describe('pixel scores', () => {
  test('count found and altered pixels at the threshold', () => {
    // 128 is the first byte at or above .5; a truth of 127 is not altered.
    const map = picture(3, [255, 128, 127, 0, 200, 0]);
    const truth = picture(3, [255, 255, 255, 127, 127, 128]);
    const counts = confusion(map, truth, 0.5);
    expect(counts).toEqual({ truePositive: 2, falsePositive: 1, falseNegative: 2, trueNegative: 1 });
    const scores = pixelScores(counts);
    expect(scores.iou).toBeCloseTo(2 / 5, 12);
    expect(scores.precision).toBeCloseTo(2 / 3, 12);
    expect(scores.recall).toBeCloseTo(2 / 4, 12);
    expect(scores.f1).toBeCloseTo((2 * (2 / 3) * 0.5) / (2 / 3 + 0.5), 12);
  });

  test('follow another threshold', () => {
    const map = picture(2, [100, 101, 102, 103]);
    expect(confusion(map, picture(2, [255, 255, 255, 255]), 0.4).truePositive).toBe(2);
  });

  test('are 1 for a perfect mask and 0 for an empty one', () => {
    const truth = picture(2, [255, 0, 0, 255]);
    expect(pixelScores(confusion(truth, truth, 0.5))).toEqual({ iou: 1, precision: 1, recall: 1, f1: 1 });
    expect(pixelScores(confusion(picture(2, [0, 0, 0, 0]), truth, 0.5))).toEqual({ iou: 0, precision: 0, recall: 0, f1: 0 });
  });

  test('refuse pictures of different size', () => {
    expect(() => confusion(picture(2, [0, 0]), picture(1, [0, 0]), 0.5)).toThrow(RangeError);
  });
});

test('nearest resize takes the pixel under the centre', () => {
  const source = picture(2, [1, 2, 3, 4]);
  expect([...resizeNearest(source, 4, 2).data]).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  expect([...resizeNearest(source, 1, 1).data]).toEqual([4]);
  expect([...resizeNearest(picture(4, [1, 2, 3, 4]), 2, 1).data]).toEqual([2, 4]);
});

describe('area under the ROC curve', () => {
  test('is the share of pairs in the right order, ties counting half', () => {
    expect(areaUnderCurve([0.9, 0.8], [0.1, 0.2])).toBe(1);
    expect(areaUnderCurve([0.1, 0.2], [0.9, 0.8])).toBe(0);
    expect(areaUnderCurve([0.5, 0.5], [0.5, 0.5])).toBe(0.5);
    expect(areaUnderCurve([0.7, 0.3, 0.5], [0.5, 0.2])).toBeCloseTo((2 + 1 + 1.5) / 6, 12);
  });

  test('agrees with counting every pair', () => {
    const altered = Array.from({ length: 40 }, (_, index) => ((index * 37) % 23) / 23);
    const untouched = Array.from({ length: 31 }, (_, index) => ((index * 17) % 19) / 23);
    const pairs = altered.flatMap((a) => untouched.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
    expect(areaUnderCurve(altered, untouched)).toBeCloseTo(mean(pairs), 12);
  });

  test('is not a number without both classes', () => {
    expect(areaUnderCurve([1], [])).toBeNaN();
  });
});

describe('bootstrap', () => {
  const values = Array.from({ length: 100 }, (_, index) => (index % 10) / 10);
  const estimate = bootstrap([values], ([sample]) => mean(sample ?? []));

  test('gives the same interval every time, around the value', () => {
    expect(bootstrap([values], ([sample]) => mean(sample ?? []))).toEqual(estimate);
    expect(estimate.value).toBeCloseTo(0.45, 12);
    expect(estimate.low).toBeLessThan(estimate.value);
    expect(estimate.high).toBeGreaterThan(estimate.value);
  });

  test('has the width that theory gives for a mean', () => {
    const deviation = Math.sqrt(mean(values.map((value) => (value - 0.45) ** 2)));
    expect(estimate.high - estimate.low).toBeCloseTo((2 * 1.96 * deviation) / Math.sqrt(values.length), 1);
  });

  test('has nothing to say about nothing, and no width where all are equal', () => {
    expect(bootstrap([[]], ([sample]) => mean(sample ?? [])).value).toBeNaN();
    expect(bootstrap([[0.3, 0.3]], ([sample]) => mean(sample ?? []))).toEqual({ value: 0.3, low: 0.3, high: 0.3 });
  });
});
