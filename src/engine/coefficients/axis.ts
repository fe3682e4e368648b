/**
 * One axis of the canvas that the network sees. The canvas is the picture, moved right or down by `shift` pixels (0..7) so that 8x8 blocks line
 * up with an earlier JPEG grid, and continued to whole blocks. Beyond the picture: the few pixels that fill the first block are mirrored, those
 * that fill the last block repeat the edge (as an encoder does), and whole blocks after that mirror the picture.
 */
export interface Axis {
  /** Pixels of the picture along this axis. */
  readonly size: number;
  readonly shift: number;
  /** Canvas pixels, a multiple of 8 that holds shift + size. */
  readonly length: number;
}

export function axisOf(size: number, shift: number): Axis {
  return { size, shift, length: Math.ceil((size + shift) / 8) * 8 };
}

/** Picture coordinate shown at canvas coordinate `at`, any whole number from 0. */
export function pictureAt(axis: Axis, at: number): number {
  const inside = mirror(at, axis.length) - axis.shift;
  if (inside < 0) return Math.min(axis.size - 1, -1 - inside);
  return Math.min(axis.size - 1, inside);
}

/**
 * Canvas coordinate whose coefficient stands at canvas coordinate `at`: beyond the canvas blocks come in mirrored order, each with its inner order
 * kept, because mirroring a block changes only the signs of its coefficients.
 */
export function coefficientAt(axis: Axis, at: number): number {
  return at < axis.length ? at : mirror(at >> 3, axis.length >> 3) * 8 + (at & 7);
}

/** Mirrors about the ends of 0..length-1, the end itself repeated: 0 1 2 2 1 0 0 1 2 ... */
function mirror(at: number, length: number): number {
  const phase = at % (2 * length);
  return phase < length ? phase : 2 * length - 1 - phase;
}
