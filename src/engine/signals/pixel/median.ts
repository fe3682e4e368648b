/** Median of values that are not negative, exact for single precision: the mean of the middle two where there is an even number of them. NaN for none. */
export function medianOf(values: Float32Array): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  const upper = ranked(values, Math.floor(length / 2));
  return length % 2 === 1 ? upper : (ranked(values, length / 2 - 1) + upper) / 2;
}

/** The value of rank `rank`, 0 the smallest. Bits of floats that are not negative are in the order of their values: two counts of 16 bits find it. */
export function ranked(values: Float32Array, rank: number): number {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const high = find(bits, rank, (value) => value >>> 16);
  const low = find(bits, high.rest, (value) => (value >>> 16 === high.bin ? value & 0xffff : -1));
  return new Float32Array(Uint32Array.of(high.bin * 65536 + low.bin).buffer)[0]!;
}

function find(bits: Uint32Array, rank: number, binOf: (value: number) => number): { readonly bin: number; readonly rest: number } {
  const counts = new Uint32Array(65536);
  for (let at = 0; at < bits.length; at += 1) {
    const bin = binOf(bits[at]!);
    if (bin >= 0) counts[bin]! += 1;
  }
  let rest = rank;
  let bin = 0;
  while (rest >= counts[bin]!) {
    rest -= counts[bin]!;
    bin += 1;
  }
  return { bin, rest };
}
