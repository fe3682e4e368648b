import { describe, expect, test } from 'vitest';
import { addLevels, emptySums, precisionRecallPoints, rocPoints, thresholdCurves } from './curves.ts';
import { averagePrecision, confusion, confusionAt, countLevels, imageF1, pixelAveragePrecision } from './metrics.ts';

const picture = (...data: readonly number[]) => ({ width: data.length, height: 1, data: Uint8Array.from(data) });

describe('average precision', () => {
  test('by hand: precision where each altered one is reached', () => {
    // Ranked: altered, untouched, altered, untouched, altered: (1 + 2/3 + 3/5) / 3.
    expect(averagePrecision([0.9, 0.5, 0.1], [0.7, 0.3])).toBeCloseTo((1 + 2 / 3 + 3 / 5) / 3, 12);
    expect(averagePrecision([0.9, 0.8], [0.1])).toBe(1);
    // All equal: one step at the share of altered ones.
    expect(averagePrecision([0.5, 0.5], [0.5, 0.5, 0.5])).toBe(0.4);
    // A tie of one of each at the top, then an altered one: 1/2 of the altered at 1/2, the rest at 2/3.
    expect(averagePrecision([0.9, 0.4], [0.9])).toBeCloseTo(0.5 / 2 + (2 / 3) / 2, 12);
    expect(averagePrecision([], [1])).toBeNaN();
    expect(averagePrecision([1], [])).toBeNaN();
  });

  test('of pixels is that of their levels as scores', () => {
    const map = picture(255, 200, 200, 130, 3, 0, 0);
    const truth = picture(255, 0, 255, 0, 255, 0, 0);
    const scores = (wanted: number): readonly number[] => [...map.data].filter((_, at) => truth.data[at] === wanted);
    expect(pixelAveragePrecision(countLevels(map, truth))).toBeCloseTo(averagePrecision(scores(255), scores(0)), 12);
    expect(pixelAveragePrecision(countLevels(map, picture(0, 0, 0, 0, 0, 0, 0)))).toBeNaN();
  });
});

test('F1 of calling pictures altered', () => {
  // 2 of 3 found, 1 of 2 wrong: 4 / (2 + 1 + 3).
  expect(imageF1([0.9, 0.5, 0.2], [0.7, 0.1], 0.5)).toBeCloseTo(4 / 6, 12);
  expect(imageF1([0.1], [0.1], 0.5)).toBe(0);
  expect(imageF1([0.9], [], 0.5)).toBeNaN();
});

test('counts from levels are those of the pixels, whatever the threshold', () => {
  const map = picture(...Array.from({ length: 256 }, (_, at) => at));
  const truth = picture(...Array.from({ length: 256 }, (_, at) => (at % 3 === 0 ? 255 : 0)));
  for (const threshold of [0.001, 0.25, 0.5, 128 / 255, 0.999]) {
    const found = [...map.data].map((level) => level >= threshold * 255);
    const count = (wanted: boolean, altered: boolean): number => found.filter((one, at) => one === wanted && (truth.data[at] === 255) === altered).length;
    const expected = { truePositive: count(true, true), falsePositive: count(true, false), falseNegative: count(false, true), trueNegative: count(false, false) };
    expect(confusionAt(countLevels(map, truth), threshold)).toEqual(expected);
    expect(confusion(map, truth, threshold)).toEqual(expected);
  }
});

describe('curves', () => {
  test('by threshold: the mean over pictures is not the count of all pixels', () => {
    const sums = emptySums();
    addLevels(sums, countLevels(picture(255, 255, 0, 0), picture(255, 0, 0, 0)));
    addLevels(sums, countLevels(picture(100, 0), picture(255, 255)));
    const { mean, pooled } = thresholdCurves(sums);
    expect(mean).toHaveLength(255);
    expect(mean[0]?.threshold).toBeCloseTo(1 / 255, 12);
    // From level 1: first picture P 1/2 R 1, second P 1 R 1/2; together 2 of 3 found right, 2 of 3 altered.
    expect([mean[0]?.precision, mean[0]?.recall, pooled[0]?.precision, pooled[0]?.recall]).toEqual([0.75, 0.75, 2 / 3, 2 / 3]);
    expect(mean[0]?.f1).toBeCloseTo(2 / 3, 12);
    // Above 100 the second finds nothing.
    expect([mean[254]?.precision, mean[254]?.recall, pooled[254]?.precision, pooled[254]?.recall]).toEqual([0.25, 0.5, 0.5, 1 / 3]);
    expect(thresholdCurves(emptySums()).mean).toEqual([]);
  });

  test('ROC and precision-recall have a point a distinct score, ties in one step', () => {
    expect(rocPoints([0.9, 0.5], [0.5, 0.1])).toEqual([{ x: 0, y: 0 }, { x: 0, y: 0.5 }, { x: 0.5, y: 1 }, { x: 1, y: 1 }]);
    expect(precisionRecallPoints([0.9, 0.5], [0.5, 0.1])).toEqual([{ x: 0.5, y: 1 }, { x: 1, y: 2 / 3 }, { x: 1, y: 0.5 }]);
    expect(precisionRecallPoints([1], [])).toEqual([]);
  });
});
