import { describe, expect, test } from 'vitest';
import { calibrateClass } from './calibrateClass.ts';
import { chooseThresholds, operatingPoint } from './operatingPoint.ts';
import { foldsOf, type MeasuredPicture, sourceOf } from './pictures.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);

function pictures(count: number, score: (index: number, altered: boolean) => number, kind: MeasuredPicture['class'] = 'shared'): readonly MeasuredPicture[] {
  return Array.from({ length: count }, (_, index) => [true, false].map((altered) => ({ set: 's', source: `p${index}`, class: kind, altered, score: score(index, altered), longerSide: 400 + index }))).flat();
}

describe('thresholds', () => {
  test('five of a hundred untouched pictures are flagged, ten of a hundred altered ones missed', () => {
    const scores = { untouched: hundred.map((index) => index / 200), altered: hundred.map((index) => 0.1 + index / 150) };
    const point = operatingPoint(scores);
    expect(point.flag).toBeCloseTo(0.470001, 9);
    expect(point.falsePositiveRate).toMatchObject({ count: 5, of: 100 });
    // The altered picture at place ten from below, .1 + 10 / 150.
    expect(point.clear).toBeCloseTo(0.166666, 9);
    expect(point.missRate).toMatchObject({ count: 10, of: 100 });
    expect(point.inconclusive.untouched.count).toBe(100 - 5 - scores.untouched.filter((score) => score < point.clear).length);
    expect(point.detectionRate.count + point.missRate.count + point.inconclusive.altered.count).toBe(100);
  });

  test('a score that separates keeps its band: a fifth of the untouched pictures is never called clear', () => {
    const scores = { untouched: hundred.map((index) => index / 1000), altered: hundred.map((index) => 0.9 + index / 1000) };
    const point = operatingPoint(scores);
    expect(point.clear).toBeLessThan(point.flag);
    expect(point.missRate.count).toBe(0);
    expect(point.falsePositiveRate.count + point.inconclusive.untouched.count).toBe(20);
  });

  test('equal scores flag nobody', () => {
    const { clear, flag } = chooseThresholds({ untouched: hundred.map(() => 0.5), altered: hundred.map(() => 0.5) });
    expect(clear).toBeLessThanOrEqual(0.5);
    expect(flag).toBeGreaterThan(0.5);
  });
});

describe('a class', () => {
  const spread = (index: number, altered: boolean): number => 0.02 + (altered ? 0.3 : 0) + ((index * 37) % 60) / 100;

  test('with enough pictures has a point, ratios better than none and a diagram of all of them', () => {
    const { calibration, crossValidated, areaUnderCurve } = calibrateClass('shared', pictures(60, spread), (set) => `set ${set}`);
    expect(calibration).toMatchObject({ validated: true, untouched: 60, altered: 60, sets: [{ name: 's', description: 'set s; longer side 400 to 459 pixels, median 430' }] });
    expect(areaUnderCurve).toBeGreaterThan(0.8);
    const { cllr, cllrLeast, low, high } = calibration.likelihoodRatio ?? { cllr: Number.NaN, cllrLeast: Number.NaN, low: 1, high: -1 };
    expect(cllrLeast).toBeLessThan(cllr);
    expect(cllr).toBeLessThan(1);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(Math.log10(61));
    expect(calibration.reliabilityDiagram.reduce((sum, bin) => sum + bin.pictures, 0)).toBe(120);
    expect(crossValidated?.flaggedUntouched).toBeLessThanOrEqual(6);
  });

  test('a score that says nothing costs about one bit', () => {
    const noise = (index: number, altered: boolean): number => 0.1 + ((index * 53 + (altered ? 17 : 0)) % 80) / 100;
    const { calibration } = calibrateClass('shared', pictures(80, noise), () => '');
    expect(calibration.likelihoodRatio?.cllr).toBeGreaterThan(0.97);
    expect(calibration.likelihoodRatio?.cllr).toBeLessThan(1.05);
  });

  test('states no rate below forty of each, nor for what is left over', () => {
    for (const { calibration } of [calibrateClass('shared', pictures(39, spread), () => ''), calibrateClass('other', pictures(60, spread, 'other'), () => '')]) {
      expect(calibration).toMatchObject({ validated: false, point: null, likelihoodRatio: null, reliabilityDiagram: [] });
    }
    expect(calibrateClass('scan', pictures(60, spread), () => '').calibration).toMatchObject({ validated: false, untouched: 0, altered: 0, sets: [] });
  });

  test('counts a source once, however many versions of it there are', () => {
    const { calibration, leftOut } = calibrateClass('shared', [...pictures(30, spread), ...pictures(30, spread)], () => '');
    expect(calibration).toMatchObject({ untouched: 30, altered: 30, validated: false });
    expect(leftOut).toBe(60);
  });
});

test('versions of a source lie in one fold, every picture in exactly one', () => {
  expect([sourceOf('images/harbour--splice.jpg'), sourceOf('authentic/harbour.png')]).toEqual(['harbour', 'harbour']);
  const all = pictures(43, () => 0.5);
  const folds = foldsOf(all);
  expect(folds.flat()).toHaveLength(all.length);
  for (const fold of folds) for (const { source } of fold) expect(fold.filter((other) => other.source === source)).toHaveLength(2);
  expect(Math.max(...folds.map((fold) => fold.length)) - Math.min(...folds.map((fold) => fold.length))).toBeLessThanOrEqual(2);
});
