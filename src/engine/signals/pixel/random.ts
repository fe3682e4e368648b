import { xorshift32 } from '../../../contract/random.ts';

/** Repeatable numbers 0 (inclusive) .. `below` (exclusive), whole. */
export function randomWhole(seed: number): (below: number) => number {
  const next = xorshift32(seed | 0 || 1);
  return (below) => Math.floor(next() * below);
}
