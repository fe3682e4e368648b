import { type Levels, pixelScores } from './metrics.ts';

/** Sums over altered pictures from which the curves by pixel threshold come: each of 256 numbers, one a level from which a pixel counts as found. */
export interface CurveSums {
  pictures: number;
  /** Pixels of each level over all pictures. */
  readonly altered: Float64Array;
  readonly untouched: Float64Array;
  readonly precision: Float64Array;
  readonly recall: Float64Array;
  readonly f1: Float64Array;
}

export interface ThresholdPoint {
  /** 0..1. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function emptySums(): CurveSums {
  const zeros = (): Float64Array => new Float64Array(256);
  return { pictures: 0, altered: zeros(), untouched: zeros(), precision: zeros(), recall: zeros(), f1: zeros() };
}

/** Adds one picture. */
export function addLevels(sums: CurveSums, levels: Levels): void {
  sums.pictures += 1;
  const whole = levels.altered.reduce((sum, count) => sum + count, 0);
  let [truePositive, falsePositive] = [0, 0];
  for (let level = 255; level >= 0; level -= 1) {
    truePositive += levels.altered[level]!;
    falsePositive += levels.untouched[level]!;
    sums.altered[level]! += levels.altered[level]!;
    sums.untouched[level]! += levels.untouched[level]!;
    const scores = pixelScores({ truePositive, falsePositive, falseNegative: whole - truePositive, trueNegative: 0 });
    sums.precision[level]! += scores.precision;
    sums.recall[level]! += scores.recall;
    sums.f1[level]! += scores.f1;
  }
}

/** Precision, recall and F1 from level 1 to 255: the mean over pictures, and of all pixels in one count. Empty where no picture was measured. */
export function thresholdCurves(sums: CurveSums): { readonly mean: readonly ThresholdPoint[]; readonly pooled: readonly ThresholdPoint[] } {
  const mean: ThresholdPoint[] = [];
  const pooled: ThresholdPoint[] = [];
  if (sums.pictures === 0) return { mean, pooled };
  const whole = sums.altered.reduce((sum, count) => sum + count, 0);
  let [truePositive, falsePositive] = [0, 0];
  for (let level = 255; level >= 1; level -= 1) {
    truePositive += sums.altered[level]!;
    falsePositive += sums.untouched[level]!;
    const threshold = level / 255;
    mean.push({ threshold, precision: sums.precision[level]! / sums.pictures, recall: sums.recall[level]! / sums.pictures, f1: sums.f1[level]! / sums.pictures });
    const { precision, recall, f1 } = pixelScores({ truePositive, falsePositive, falseNegative: whole - truePositive, trueNegative: 0 });
    pooled.push({ threshold, precision, recall, f1 });
  }
  return { mean: mean.toReversed(), pooled: pooled.toReversed() };
}

/** ROC of image scores: share of untouched pictures found (x) against share of altered ones (y), from (0, 0) to (1, 1), a point a distinct score. */
export function rocPoints(altered: readonly number[], untouched: readonly number[]): readonly Point[] {
  return [{ x: 0, y: 0 }, ...steps(altered, untouched).map(({ found, wrong }) => ({ x: wrong / untouched.length, y: found / altered.length }))];
}

/** Precision-recall of image scores: recall (x) against precision (y), a point a distinct score. */
export function precisionRecallPoints(altered: readonly number[], untouched: readonly number[]): readonly Point[] {
  return steps(altered, untouched).map(({ found, wrong }) => ({ x: found / altered.length, y: found / (found + wrong) }));
}

/** Counts at or above each distinct score, from the highest down. */
function steps(altered: readonly number[], untouched: readonly number[]): readonly { readonly found: number; readonly wrong: number }[] {
  if (altered.length === 0 || untouched.length === 0) return [];
  const found = Float64Array.from(altered).sort().reverse();
  const wrong = Float64Array.from(untouched).sort().reverse();
  let [a, b] = [0, 0];
  return [...new Set([...found, ...wrong])].toSorted((one, other) => other - one).map((score) => {
    while (a < found.length && found[a]! >= score) a += 1;
    while (b < wrong.length && wrong[b]! >= score) b += 1;
    return { found: a, wrong: b };
  });
}
