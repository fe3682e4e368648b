import { expect, test } from 'vitest';
import { type Analysis, analysisOptionsSchema, type Calibration, type ImageFacts } from '../contract/index.ts';
import { scoreReadingOf } from './scoreReadings.ts';

const SHA256 = 'a'.repeat(64);
const share = { value: 0.05, low: 0.01, high: 0.1, count: 5, of: 100 };
const CALIBRATION: Calibration = {
  schema: 1, modelId: 'small', modelSha256: SHA256, options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', reliabilityMap: null,
  classes: [{ class: 'shared', validated: true, untouched: 100, altered: 100, sets: [], reliabilityDiagram: [], likelihoodRatio: null, point: { clear: 0.2, flag: 0.6, falsePositiveRate: share, detectionRate: share, missRate: share, inconclusive: { untouched: share, altered: share } } }],
};
const WEBP: ImageFacts = { format: 'webp', mimeType: 'image/webp', extensionMismatch: false, width: 900, height: 700, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1, jpeg: null, capture: null };

function finding(modelSha256: string, options: Partial<Analysis['record']['options']> = {}): Parameters<typeof scoreReadingOf>[1] {
  const versions = { app: '1', engine: '1', onnxruntime: '1', sharp: '1', libvips: '1', node: '1' };
  return { score: 0.7, record: { inputSha256: SHA256, modelId: 'small', modelSha256, options: { ...analysisOptionsSchema.parse({}), ...options }, provider: 'cpu', providerReason: '', versions, platform: '', startedAt: '' } };
}

test('a finding is read by the calibration of its own weights', () => {
  expect(scoreReadingOf([CALIBRATION], finding(SHA256), WEBP)).toMatchObject({ outcome: 'traces', classification: { class: 'shared' } });
  expect(scoreReadingOf([CALIBRATION], finding('b'.repeat(64)), WEBP)).toBeNull();
  expect(scoreReadingOf([], finding(SHA256), WEBP)).toBeNull();
});

test('no rate where the picture was looked at in another way or its facts are unknown', () => {
  expect(scoreReadingOf([CALIBRATION], finding(SHA256, { tileSize: 512 }), WEBP)).toMatchObject({ outcome: 'not_validated', point: null, words: expect.stringContaining('size of tiles') });
  expect(scoreReadingOf([CALIBRATION], finding(SHA256, { globalPass: false }), WEBP)).toMatchObject({ outcome: 'not_validated' });
  // The threshold moves the mask, not the score.
  expect(scoreReadingOf([CALIBRATION], finding(SHA256, { threshold: 0.3 }), WEBP)).toMatchObject({ outcome: 'traces' });
  expect(scoreReadingOf([CALIBRATION], finding(SHA256), null)).toMatchObject({ outcome: 'not_validated', classification: { class: 'other' } });
});
