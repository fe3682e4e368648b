/** Middle value; the mean of the two middle ones where their number is even. NaN of nothing. The input is left as it is. */
export function median(values: Float32Array | Float64Array): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** 1.4826 times the median absolute deviation: the standard deviation of a normal sample, whatever a few outliers are. */
export function spreadOf(values: Float32Array | Float64Array, centre: number): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}
