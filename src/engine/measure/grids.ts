import type { Features, Phase } from './features.ts';
import { median } from './robust.ts';

/** Energy at the picture's own phase over the median at the others, mean of both axes, of each window; NaN for a window without any step. */
export function ownGrid(features: Features, { x, y }: Phase): Float64Array {
  return values(features, (energy) => (ratio(energy, 0, x, x) + ratio(energy, 8, y, y)) / 2);
}

/** Energy at a foreign phase `at`, not the own one nor beside it, over the median at the other foreign phases, mean of both axes, of each window. */
export function foreignGrid(features: Features, own: Phase, at: Phase): Float64Array {
  return values(features, (energy) => (ratio(energy, 0, at.x, own.x) + ratio(energy, 8, at.y, own.y)) / 2);
}

/**
 * The foreign phase that these windows share most, each axis for itself: not the picture's own and not beside it, where its own grid still shows; where the median energy is highest against `reference` (or against 1).
 */
export function foreignPhase(features: Features, reference: Features | null, own: Phase): Phase {
  const strongest = (axis: 0 | 8, mine: number): number => {
    const height = (phase: number, of: Features): number => median(values(of, (energy) => ratio(energy, axis, phase, mine)).filter((value) => !Number.isNaN(value)));
    const heights = Array.from({ length: 8 }, (_, phase) => (isNear(phase, mine) ? Number.NEGATIVE_INFINITY : height(phase, features) - (reference === null ? 1 : height(phase, reference))));
    return heights.reduce((best, value, phase) => (value > heights[best]! ? phase : best), (mine + 2) % 8);
  };
  return { x: strongest(0, own.x), y: strongest(8, own.y) };
}

function values({ count, edges }: Features, of: (energy: Float64Array) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => of(edges.subarray(index * 16, index * 16 + 16)));
}

const rest = new Float64Array(7);

/** Energy at a phase over the median at the others, of which the own one and, for a foreign phase, those beside it do not count. */
function ratio(energy: Float64Array, axis: 0 | 8, phase: number, own: number): number {
  let count = 0;
  for (let n = 0; n < 8; n += 1) {
    if (n === phase || n === own || (phase !== own && isNear(n, own))) continue;
    rest[count] = energy[axis + n]!;
    count += 1;
  }
  const middle = median(rest.subarray(0, count));
  return middle === 0 ? Number.NaN : energy[axis + phase]! / middle;
}

function isNear(phase: number, own: number): boolean {
  const apart = (phase - own + 8) % 8;
  return apart <= 1 || apart === 7;
}
