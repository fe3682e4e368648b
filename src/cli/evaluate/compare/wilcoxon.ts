/** Wilcoxon's signed-rank test of paired differences, two-sided. */
export interface SignedRank {
  /** Differences that are not 0; those that are say nothing about direction and are left out (Wilcoxon, 1945). */
  readonly pairs: number;
  /** Sums of the ranks of positive and of negative differences. */
  readonly positive: number;
  readonly negative: number;
  /** 1 where every difference is 0. */
  readonly p: number;
  readonly how: 'exact' | 'normal' | 'nothing to test';
}

/** Up to here every assignment of signs is counted; above, the normal approximation holds well. */
const MOST_EXACT = 30;

/**
 * Wilcoxon (Biometrics Bulletin 1(6), 1945). Equal sizes share their mean rank. Up to 30 pairs the exact distribution over all signs, ties as they are; above
 * the normal approximation with the variance corrected for ties, without a continuity correction.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const values = differences.filter((difference) => difference !== 0);
  if (values.length === 0) return { pairs: 0, positive: 0, negative: 0, p: 1, how: 'nothing to test' };
  const { doubled, ties } = doubledRanks(values.map(Math.abs));
  const positive = values.reduce((sum, value, at) => sum + (value > 0 ? doubled[at]! : 0), 0);
  const whole = values.length * (values.length + 1);
  const exact = values.length <= MOST_EXACT;
  return { pairs: values.length, positive: positive / 2, negative: (whole - positive) / 2, p: exact ? exactP(doubled, positive) : normalP(values.length, positive / 2, ties), how: exact ? 'exact' : 'normal' };
}

/** Ranks from 1, mean ranks for equal values, times two so that they are whole numbers; and the sum of t^3 - t over groups of t equal values. */
function doubledRanks(values: readonly number[]): { readonly doubled: readonly number[]; readonly ties: number } {
  const order = values.map((_, at) => at).toSorted((a, b) => values[a]! - values[b]!);
  const doubled = Array.from({ length: values.length }, () => 0);
  let ties = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let at = start; at < end; at += 1) doubled[order[at]!] = start + end + 1;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { doubled, ties };
}

/** Share of the 2^n assignments of signs whose rank sum lies at least as far from its mean. */
function exactP(doubled: readonly number[], positive: number): number {
  const whole = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(whole + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of doubled) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum -= 1) ways[sum]! += ways[sum - rank]!;
  }
  const least = Math.min(positive, whole - positive);
  const tail = ways.subarray(0, least + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * tail) / 2 ** doubled.length);
}

function normalP(pairs: number, positive: number, ties: number): number {
  const mean = (pairs * (pairs + 1)) / 4;
  const variance = (pairs * (pairs + 1) * (2 * pairs + 1)) / 24 - ties / 48;
  return Math.min(1, complementaryError(Math.abs(positive - mean) / Math.sqrt(2 * variance)));
}

/** erfc(x) for x of 0 or more: one minus the series of erf below 3, the continued fraction above (Abramowitz and Stegun, 7.1.6 and 7.1.14). */
function complementaryError(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x >= 3) {
    let below = 0;
    for (let step = 60; step >= 1; step -= 1) below = step / 2 / (x + below);
    return scale / (x + below);
  }
  let [term, sum] = [x, x];
  for (let step = 1; term > sum * 1e-17; step += 1) {
    term *= (2 * x * x) / (2 * step + 1);
    sum += term;
  }
  return 1 - 2 * scale * sum;
}

/** Holm's step-down correction (Scandinavian Journal of Statistics 6(2), 1979): each p adjusted for all that were tested together, in the given order. */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((_, at) => at).toSorted((a, b) => values[a]! - values[b]!);
  const adjusted = Array.from({ length: values.length }, () => 1);
  let largest = 0;
  for (const [place, at] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - place) * values[at]!));
    adjusted[at] = largest;
  }
  return adjusted;
}
