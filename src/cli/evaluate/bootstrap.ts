import { xorshift32 } from '../../contract/index.ts';
import { mean } from './metrics.ts';

/** A value with its 95 % interval; all NaN where there is nothing to measure. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const RESAMPLES = 1000;
export const SEED = 20_260_101;

/**
 * Percentile bootstrap over pictures (Efron, 1979): `statistic` of RESAMPLES samples drawn with replacement, each group from itself.
 * The seed is fixed, so that the same results give the same interval.
 */
export function bootstrap<T>(groups: readonly (readonly T[])[], statistic: (groups: readonly (readonly T[])[]) => number): Estimate {
  const value = statistic(groups);
  if (Number.isNaN(value)) return { value, low: value, high: value };
  const random = xorshift32(SEED);
  const values = Array.from({ length: RESAMPLES }, () => statistic(groups.map((group) => group.map(() => group[Math.floor(random() * group.length)] as T)))).toSorted((a, b) => a - b);
  return { value, low: percentile(values, 0.025), high: percentile(values, 0.975) };
}

/** The mean of `values` with its interval. */
export function bootstrapMean(values: readonly number[]): Estimate {
  return bootstrap([values], ([sample]) => mean(sample ?? []));
}

/** Linear interpolation between the two nearest of the sorted values. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
