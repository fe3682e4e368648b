import type { ClassCalibration } from '../../contract/index.ts';
import type { Scores } from './likelihoodRatio.ts';
import { rate } from './rate.ts';

/** Largest share of untouched pictures that may be flagged. */
export const FLAGGED_UNTOUCHED = 0.05;
/** Largest share of altered pictures that may be called free of traces. */
export const MISSED_ALTERED = 0.1;
/** At least this share of untouched pictures lies at or above `clear`, so that there is always a band of scores that decide nothing. */
export const NOT_CLEAR_UNTOUCHED = 0.2;
/** Thresholds are written with this many decimals. */
const DECIMALS = 1e6;

export interface Thresholds {
  readonly clear: number;
  readonly flag: number;
}

/**
 * `flag` is the smallest threshold that at most 5 % of the untouched pictures reach. `clear` is the largest below which at most 10 % of the altered
 * pictures lie, but never so high that fewer than a fifth of the untouched pictures reach it, which also keeps it below `flag`.
 */
export function chooseThresholds({ altered, untouched }: Scores): Thresholds {
  const untouchedDown = untouched.toSorted((a, b) => b - a);
  const alteredUp = altered.toSorted((a, b) => a - b);
  const highest = untouchedDown[Math.floor(FLAGGED_UNTOUCHED * untouched.length)] ?? 0;
  const flag = (Math.floor(highest * DECIMALS) + 1) / DECIMALS;
  const missed = alteredUp[Math.floor(MISSED_ALTERED * altered.length)] ?? 0;
  const usual = untouchedDown[Math.ceil(NOT_CLEAR_UNTOUCHED * untouched.length) - 1] ?? 0;
  return { clear: Math.floor(Math.min(missed, usual) * DECIMALS) / DECIMALS, flag };
}

/** Thresholds with the rates found at them. Needs at least one score of each kind. */
export function operatingPoint(scores: Scores): NonNullable<ClassCalibration['point']> {
  const thresholds = chooseThresholds(scores);
  const { clear, flag } = thresholds;
  const part = (values: readonly number[], wanted: (score: number) => boolean): ReturnType<typeof rate> => rate(values.filter(wanted).length, values.length);
  const between = (score: number): boolean => score >= clear && score < flag;
  return {
    clear,
    flag,
    falsePositiveRate: part(scores.untouched, (score) => score >= flag),
    detectionRate: part(scores.altered, (score) => score >= flag),
    missRate: part(scores.altered, (score) => score < clear),
    inconclusive: { untouched: part(scores.untouched, between), altered: part(scores.altered, between) },
  };
}
