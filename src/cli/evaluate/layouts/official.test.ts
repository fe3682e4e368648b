import { expect, test } from 'vitest';
import { officialScores } from './official.ts';

const counts = (truePositive: number, falsePositive: number, falseNegative: number) => ({ truePositive, falsePositive, falseNegative, trueNegative: 100 });

test('the official scores of DocTamper, worked by hand', () => {
  // Six pictures of precision 1/2 and recall 1/4 make a batch; the seventh (1 and 1) is a batch of its own and weighs as much as they do.
  const scores = officialScores([...Array.from({ length: 6 }, () => counts(1, 1, 3)), counts(8, 0, 0)]);
  expect(scores.iou).toBeCloseTo((6 * 1 + 8) / (6 * 5 + 8), 12);
  expect(scores.precision).toBeCloseTo((1 / 2 + 1) / 2, 7);
  expect(scores.recall).toBeCloseTo((1 / 4 + 1) / 2, 7);
  expect(scores.f1).toBeCloseTo((2 * 0.75 * 0.625) / (0.75 + 0.625), 7);
  // Plain means over pictures would be .571 and .357.
  expect(scores).toMatchObject({ batch: 6, pictures: 7 });
});

test('the order of pictures matters, as in the official script', () => {
  const [half, whole] = [counts(1, 1, 1), counts(1, 0, 0)];
  const six = Array.from({ length: 6 }, () => half);
  expect(officialScores([...six, whole]).precision).not.toBeCloseTo(officialScores([whole, ...six]).precision, 3);
});

test('a picture in which nothing is found has precision 0; no pictures have no scores', () => {
  expect(officialScores([counts(0, 0, 5)])).toMatchObject({ iou: 0, precision: 0, recall: 0, f1: 0 });
  expect(officialScores([]).iou).toBeNaN();
});
