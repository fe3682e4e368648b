/** Numbers in [0, 1) from a 32-bit xorshift (Marsaglia, Journal of Statistical Software 8(14), 2003), the same everywhere for one seed, which is not 0: good enough to draw samples. */
export function xorshift32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}
