/** Pixels of a tile's own area along one axis, counted from the tile's first pixel; `end` is exclusive. */
export interface Share {
  readonly start: number;
  readonly end: number;
}

/** Tiles along one axis of the canvas and how much each counts at every pixel. */
export interface TileAxis {
  /** Pixels of a tile, a multiple of 32; may reach beyond the canvas where the canvas is smaller. */
  readonly size: number;
  /** First canvas pixel of each tile, multiples of 32 (the network's deepest stride: so features lie as they would in the whole), rising. */
  readonly positions: readonly number[];
  /** For each tile `size` weights in 0..1; at every canvas pixel they sum to 1 over the tiles. */
  readonly weights: readonly Float32Array[];
  /** For each tile what it alone stands for, cut in the middle of each overlap; multiples of 32. Together they cover the canvas once. */
  readonly shares: readonly Share[];
}

export interface TilePlan {
  readonly across: TileAxis;
  readonly down: TileAxis;
}

/** The network's deepest stride. */
const CELL = 32;

/** A picture of at most this many tiles' area goes through in one piece: that costs less than its overlapping tiles, has no seams, and sees the whole scene. */
const WHOLE_IN_TILES = 1.5;

/** Tiles over a canvas of `width` by `height` pixels, both multiples of 8; see `planAxis`. */
export function planTiles(width: number, height: number, tileSize: number, overlap: number): TilePlan {
  const whole = width * height <= WHOLE_IN_TILES * tileSize * tileSize;
  const size = whole ? roundUp(Math.max(width, height)) : tileSize;
  return { across: planAxis(width, size, overlap), down: planAxis(height, size, overlap) };
}

/** Share of an overlap, at its outer end, where a tile counts nothing: there its receptive field is cut off most. */
const OUTER_MARGIN = 0.25;

/**
 * Spreads tiles evenly over `length` canvas pixels rounded up to 32, neighbours overlapping by at least `overlap` rounded up to 32 (at most half of
 * `tileSize` is used): as few as tiles of `tileSize`, a multiple of 32, allow, and no larger than that number needs. A canvas no longer than a tile
 * gets one, of its own length rounded up to 32.
 */
export function planAxis(length: number, tileSize: number, overlap: number): TileAxis {
  const padded = roundUp(length);
  if (padded <= tileSize) return { size: padded, positions: [0], weights: [new Float32Array(padded).fill(1)], shares: [{ start: 0, end: padded }] };
  const shared = Math.min(roundUp(overlap), roundDown(tileSize / 2));
  const steps = Math.ceil((padded - tileSize) / (tileSize - shared));
  const size = Math.min(tileSize, Math.max(2 * shared, roundUp((padded + steps * shared) / (steps + 1))));
  const positions = Array.from({ length: steps + 1 }, (_, index) => roundDown(((padded - size) * index) / steps));
  const cuts = positions.slice(1).map((position, index) => roundDown((positions[index]! + size + position) / 2));
  const shares = positions.map((position, index) => ({ start: (cuts[index - 1] ?? 0) - position, end: (cuts[index] ?? padded) - position }));
  return { size, positions, weights: normalised(positions.map((_, index) => window(positions, index, size)), positions, padded), shares };
}

function roundUp(value: number): number {
  return Math.ceil(value / CELL) * CELL;
}

function roundDown(value: number): number {
  return Math.floor(value / CELL) * CELL;
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
