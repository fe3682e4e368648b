/** Tiles along one axis of the canvas and how much each counts at every pixel. */
export interface TileAxis {
  /** Pixels of a tile, a multiple of 32; may reach beyond the canvas where the canvas is smaller. */
  readonly size: number;
  /** First canvas pixel of each tile, multiples of 8, rising. */
  readonly positions: readonly number[];
  /** For each tile `size` weights in 0..1; at every canvas pixel they sum to 1 over the tiles. */
  readonly weights: readonly Float32Array[];
}

export interface TilePlan {
  readonly across: TileAxis;
  readonly down: TileAxis;
}

/** A picture of at most this many tiles' area goes through in one piece: that costs less than its overlapping tiles, has no seams, and sees the whole scene. */
const WHOLE_IN_TILES = 1.5;

/** Tiles over a canvas of `width` by `height` pixels, both multiples of 8; see `planAxis`. */
export function planTiles(width: number, height: number, tileSize: number, overlap: number): TilePlan {
  const whole = width * height <= WHOLE_IN_TILES * tileSize * tileSize;
  const size = whole ? Math.ceil(Math.max(width, height) / 32) * 32 : tileSize;
  return { across: planAxis(width, size, overlap), down: planAxis(height, size, overlap) };
}

/** Share of an overlap, at its outer end, where a tile counts nothing: there its receptive field is cut off most. */
const OUTER_MARGIN = 0.25;

/**
 * Spreads tiles evenly over `length` canvas pixels (a multiple of 8), neighbours overlapping by at least `overlap` (a multiple of 8; at most half a
 * tile is used). A canvas no longer than a tile gets one, of its own length rounded up to 32.
 */
export function planAxis(length: number, tileSize: number, overlap: number): TileAxis {
  if (length <= tileSize) {
    const size = Math.ceil(length / 32) * 32;
    return { size, positions: [0], weights: [new Float32Array(size).fill(1)] };
  }
  const shared = Math.min(overlap, Math.floor(tileSize / 16) * 8);
  const steps = Math.ceil((length - tileSize) / (tileSize - shared));
  const positions = Array.from({ length: steps + 1 }, (_, index) => Math.floor(((length - tileSize) * index) / steps / 8) * 8);
  return { size: tileSize, positions, weights: normalised(positions.map((_, index) => window(positions, index, tileSize)), positions, length) };
}

/** Raised-cosine flanks over the middle part of each overlap, 1 between, 0 at the outer margin. */
function window(positions: readonly number[], index: number, size: number): Float32Array {
  const weights = new Float32Array(size).fill(1);
  const position = positions[index]!;
  const before = index === 0 ? 0 : positions[index - 1]! + size - position;
  const after = index === positions.length - 1 ? 0 : position + size - positions[index + 1]!;
  for (let at = 0; at < before; at += 1) weights[at]! *= flank((at + 0.5) / before);
  for (let at = 0; at < after; at += 1) weights[size - 1 - at]! *= flank((at + 0.5) / after);
  return weights;
}

function flank(position: number): number {
  const inner = Math.min(1, Math.max(0, (position - OUTER_MARGIN) / (1 - 2 * OUTER_MARGIN)));
  return 0.5 - 0.5 * Math.cos(Math.PI * inner);
}

function normalised(windows: readonly Float32Array[], positions: readonly number[], length: number): readonly Float32Array[] {
  const sums = new Float64Array(length);
  windows.forEach((weights, tile) => {
    weights.forEach((weight, at) => {
      sums[positions[tile]! + at]! += weight;
    });
  });
  return windows.map((weights, tile) => weights.map((weight, at) => weight / sums[positions[tile]! + at]!));
}
