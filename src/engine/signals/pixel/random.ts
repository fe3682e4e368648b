/** Repeatable numbers 0 (inclusive) .. `below` (exclusive), whole: G. Marsaglia's xorshift of 32 bits. The same seed gives the same numbers everywhere. */
export function randomWhole(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 4_294_967_296) * below);
  };
}
