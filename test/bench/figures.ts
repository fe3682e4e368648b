/** Sorted-middle, share and rounding for what benches print. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which a share 0..1 of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function round(value: number, digits: number = 1): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor;
}

/** Middle and slow end of some times in milliseconds. */
export interface Times {
  readonly runs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly mostMs: number;
}

export function timesOf(values: readonly number[]): Times {
  return { runs: values.length, medianMs: round(median(values)), p95Ms: round(percentile(values, 0.95)), mostMs: round(percentile(values, 1)) };
}
