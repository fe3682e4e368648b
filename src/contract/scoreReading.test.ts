import { expect, test } from 'vitest';
import { analysisOptionsSchema } from './analysis.ts';
import { type Calibration, calibrationSchema, type ClassCalibration } from './calibration.ts';
import { logit, readScore } from './scoreReading.ts';

const share = { value: 0.05, low: 0.01, high: 0.1, count: 5, of: 100 };
const SHARED: ClassCalibration = {
  class: 'shared', validated: true, untouched: 100, altered: 100, sets: [],
  point: { clear: 0.2, flag: 0.6, falsePositiveRate: share, detectionRate: { ...share, value: 0.4, count: 40 }, missRate: { ...share, value: 0.1, count: 10 }, inconclusive: { untouched: { ...share, value: 0.35, count: 35 }, altered: { ...share, value: 0.5, count: 50 } } },
  likelihoodRatio: { intercept: 0.1, slope: 0.4, low: -0.3, high: 0.9, cllr: 0.8, cllrLeast: 0.7 },
  reliabilityDiagram: [],
};
const CALIBRATION: Calibration = calibrationSchema.parse({
  schema: 1, modelId: 'small', modelSha256: 'a'.repeat(64), options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', reliabilityMap: null,
  classes: [SHARED, { ...SHARED, class: 'scan', validated: false, untouched: 3, altered: 2, point: null, likelihoodRatio: null }],
});
const read = (kind: ClassCalibration['class'], score: number): ReturnType<typeof readScore> => readScore(CALIBRATION, { class: kind, reasons: ['because'] }, score);

test('no calibration, no reading', () => {
  expect(readScore(null, { class: 'shared', reasons: [] }, 0.5)).toBeNull();
});

test('three outcomes with the rates that bear on each', () => {
  expect(read('shared', 0.6)).toMatchObject({ outcome: 'traces', words: expect.stringContaining('5 of 100 untouched ones (5.0 %, 95 % interval 1.0 to 10.0 %) and 40 of 100 altered ones') });
  expect(read('shared', 0.599)).toMatchObject({ outcome: 'inconclusive', words: expect.stringContaining('decides nothing') });
  expect(read('shared', 0.2)).toMatchObject({ outcome: 'inconclusive' });
  expect(read('shared', 0.199)).toMatchObject({ outcome: 'no_traces', words: expect.stringContaining('10 of 100 altered ones') });
});

test('the likelihood ratio follows the line and ends at its bounds', () => {
  expect(logit(0.5)).toBe(0);
  expect(read('shared', 0.5)?.log10LikelihoodRatio).toBeCloseTo(0.1, 12);
  expect(read('shared', 0.7)?.log10LikelihoodRatio).toBeCloseTo(0.1 + 0.4 * Math.log(7 / 3), 12);
  expect(read('shared', 1)?.log10LikelihoodRatio).toBe(0.9);
  expect(read('shared', 0)?.log10LikelihoodRatio).toBe(-0.3);
});

test.each([
  ['scan', /3 untouched and 2 altered ones were measured, and 40 of each are needed/],
  ['screenshot', /none were measured/],
  ['other', /no kind on which/],
] as const)('no rate for %s', (kind, words) => {
  expect(read(kind, 0.99)).toMatchObject({ outcome: 'not_validated', point: null, log10LikelihoodRatio: null, words: expect.stringMatching(words), classification: { reasons: ['because'] } });
});
