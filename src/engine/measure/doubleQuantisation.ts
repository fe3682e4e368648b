/** AC frequencies looked at, natural order: the low ones, of which blocks have values to count. */
export const LOW_FREQUENCIES = [1, 8, 16, 9, 2, 3, 10, 17, 24] as const;
/** Largest magnitude counted. */
export const HIGHEST = 20;
/** Candidates for the step of the earlier save. */
const MOST_TIMES = 6;
const COARSEST = 80;
/** A pattern must leave this many of the first six values empty to be told from none. */
const LEAST_EMPTY = 2;
/** An excess smaller than this is chance: a fixed part and one that shrinks with the number of coefficients counted. */
const LEAST_EXCESS = 0.08;
const CHANCE = 3;
/** Fewest coefficients other than zero in a group of blocks. */
const LEAST_COUNT = 24;

/** Counts of |quantised coefficient| = 1..20 at each low frequency: entry (HIGHEST + 1) n + magnitude. */
export type Histogram = Float64Array;

/** For each low frequency the values that an earlier save leaves possible, or null where no earlier save shows. */
export type Patterns = readonly (Uint8Array | null)[];

export function emptyHistogram(): Histogram {
  return new Float64Array(LOW_FREQUENCIES.length * (HIGHEST + 1));
}

/** Counts one block, its 64 quantised coefficients beginning at `from`. */
export function countBlock(coefficients: Int16Array, from: number, into: Histogram): void {
  for (let n = 0; n < LOW_FREQUENCIES.length; n += 1) {
    const value = Math.abs(coefficients[from + LOW_FREQUENCIES[n]!]!);
    if (value > 0 && value <= HIGHEST) into[n * (HIGHEST + 1) + value]! += 1;
  }
}

/**
 * The step of an earlier save that explains each frequency's histogram best. A coefficient first quantised with a coarser step q1 and now with q2 is
 * near round(j q1 / q2): values that no j reaches stay empty, periodically (Popescu and Farid, "Statistical tools for digital forensics", IH 2004;
 * Lin, He, Tang and Tang, "Fast, automatic and fine-grained tampered JPEG image detection via DCT coefficient analysis", Pattern Recognition 42(11), 2009).
 * `table` is the file's luma table, natural order.
 */
export function findPatterns(histogram: Histogram, table: readonly number[]): Patterns {
  return LOW_FREQUENCIES.map((frequency, n) => {
    const counts = histogram.subarray(n * (HIGHEST + 1), (n + 1) * (HIGHEST + 1));
    const total = sum(counts);
    if (total < LEAST_COUNT) return null;
    let best: Uint8Array | null = null;
    let most = LEAST_EXCESS + CHANCE / Math.sqrt(total);
    const step = table[frequency]!;
    for (let earlier = step + 1; earlier <= Math.min(step * MOST_TIMES + 1, COARSEST); earlier += 1) {
      const pattern = reachable(earlier / step);
      if (emptyOf(pattern) < LEAST_EMPTY) continue;
      const excess = excessIn(counts, pattern, total);
      if (excess <= most) continue;
      most = excess;
      best = pattern;
    }
    return best;
  });
}

/**
 * Periodicity of a group of blocks under patterns found elsewhere or here: share of coefficients on values that the earlier save leaves possible, less the
 * share that a smooth (geometric) histogram of the same mean would have there; frequencies weighted by their counts. About 0 without an earlier
 * save, at most 1. NaN with fewer than 24 coefficients other than zero.
 */
export function periodicity(histogram: Histogram, patterns: Patterns): number {
  let weighted = 0;
  let all = 0;
  patterns.forEach((pattern, n) => {
    const counts = histogram.subarray(n * (HIGHEST + 1), (n + 1) * (HIGHEST + 1));
    const total = sum(counts);
    all += total;
    if (pattern !== null && total > 0) weighted += total * excessIn(counts, pattern, total);
  });
  return all < LEAST_COUNT ? Number.NaN : weighted / all;
}

/** 1 for each value 0..20 that some whole number of earlier steps can end on, a tie counting for both. */
function reachable(ratio: number): Uint8Array {
  const pattern = new Uint8Array(HIGHEST + 1);
  for (let j = 1; j * ratio <= HIGHEST + 1; j += 1) {
    for (let value = Math.ceil(j * ratio - 0.5 - 1e-9); value <= Math.floor(j * ratio + 0.5 + 1e-9); value += 1) if (value <= HIGHEST) pattern[value] = 1;
  }
  return pattern;
}

function emptyOf(pattern: Uint8Array): number {
  return pattern.subarray(1, 7).reduce((count, one) => count + 1 - one, 0);
}

function excessIn(counts: Float64Array, pattern: Uint8Array, total: number): number {
  let there = 0;
  let weighted = 0;
  for (let value = 1; value <= HIGHEST; value += 1) {
    weighted += value * counts[value]!;
    there += pattern[value]! * counts[value]!;
  }
  // Geometric: P(value) = (1 - a) a^(value - 1) has the mean 1 / (1 - a).
  const a = 1 - total / weighted;
  let expected = 0;
  let chance = 1 - a;
  for (let value = 1; value <= HIGHEST; value += 1, chance *= a) expected += pattern[value]! * chance;
  return there / total - expected;
}

function sum(counts: Float64Array): number {
  let total = 0;
  for (let value = 1; value <= HIGHEST; value += 1) total += counts[value]!;
  return total;
}
