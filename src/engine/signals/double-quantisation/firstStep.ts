import { normalBelow } from '../jpeg/normal.ts';

/** Standard deviation of the rounding noise between two saves, grey levels. */
const NOISE = 0.5;
export const COARSEST = 40;
/** The mixture must hold at least this share of twice saved blocks, and lessen the misfit of a single save by this share. */
export const LEAST_SHARE = 0.3;
export const LEAST_GAIN = 0.35;
const LEAST_COUNT = 200;
/** No single frequency may decide a block: ratios are kept within what rounding noise leaves certain. */
const LEAST_RATIO = 0.05;
const MOST_RATIO = 20;

/** Counts of one frequency's quantised values -reach..reach: entry value + reach. */
export interface Counts {
  readonly reach: number;
  /** Of the file. */
  readonly observed: Float64Array;
  /** Of the same picture had it been saved once: its decoded luma moved by 4 pixels, transformed and quantised again. */
  readonly once: Float64Array;
}

/**
 * P(value | saved twice) / P(value | saved once) for values -reach..reach under the earlier step that explains the counts best, or null where a single save
 * explains them as well. The mixture is that of T. Bianchi and A. Piva, "Image forgery localization via block-grained analysis of JPEG artifacts", IEEE TIFS
 * 7(3), 2012, fitted by weighted least squares; the zero value is left out, for it says more of the picture's smoothness than of its saves. `step` is the
 * file's own. The same computation as `_fit_first_step` of training/baselines.py.
 */
export function fitFirstStep({ reach, observed, once }: Counts, step: number): Float64Array | null {
  const count = 2 * reach + 1;
  if (sumOf(observed) - observed[reach]! < LEAST_COUNT) return null;
  const seen = scaled(observed);
  const single = scaled(once.map((value) => value + 0.5));
  const weight = single.map((value, n) => (n === reach ? 0 : 1 / value));
  let plain = 0;
  for (let n = 0; n < count; n += 1) plain += (seen[n]! - single[n]!) ** 2 * weight[n]!;
  let least = plain;
  let best: Float64Array | null = null;
  for (let first = 1; first <= COARSEST; first += 1) {
    if (first === step) continue;
    const ratio = doubleRatio(reach, first, step);
    const twice = scaled(single.map((value, n) => value * ratio[n]!));
    const fit = mixtureError(seen, single, twice, weight);
    if (fit === null || fit >= least) continue;
    least = fit;
    best = twice.map((value, n) => value / single[n]!);
  }
  if (best === null || least > (1 - LEAST_GAIN) * plain) return null;
  return best.map((value) => Math.min(MOST_RATIO, Math.max(LEAST_RATIO, value)));
}

/** Weighted squared misfit of the best mixture of the two, or null where too little of it would be saved twice. */
function mixtureError(seen: Float64Array, single: Float64Array, twice: Float64Array, weight: Float64Array): number | null {
  let energy = 0;
  let along = 0;
  for (let n = 0; n < seen.length; n += 1) {
    const direction = twice[n]! - single[n]!;
    energy += direction * direction * weight[n]!;
    along += (seen[n]! - single[n]!) * direction * weight[n]!;
  }
  if (energy < 1e-6) return null;
  const share = Math.min(1, Math.max(0, along / energy));
  if (share < LEAST_SHARE) return null;
  let error = 0;
  for (let n = 0; n < seen.length; n += 1) error += (seen[n]! - single[n]! - share * (twice[n]! - single[n]!)) ** 2 * weight[n]!;
  return error;
}

/**
 * How many times likelier an earlier quantisation with `first` makes each value -reach..reach: the number of its levels that land in the value's bin, times
 * first / step (Bianchi and Piva 2012, equation 10), blurred by rounding noise.
 */
function doubleRatio(reach: number, first: number, step: number): Float64Array {
  return Float64Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const upper = (n - reach + 0.5) * step;
    const lower = (n - reach - 0.5) * step;
    let levels = 0;
    for (let level = Math.ceil((lower - 6 * NOISE) / first); level * first <= upper + 6 * NOISE; level += 1) {
      levels += normalBelow((upper - level * first) / NOISE) - normalBelow((lower - level * first) / NOISE);
    }
    return Math.max(1e-3, (levels * first) / step);
  });
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function scaled(values: Float64Array): Float64Array {
  const sum = sumOf(values);
  return values.map((value) => value / sum);
}
