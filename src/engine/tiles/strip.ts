import type { NetworkOutput } from '../localiser/runtime.ts';
import type { TileAxis } from './plan.ts';

export const MAP_NAMES = ['mask', 'coarseRgb', 'coarseFused', 'quality'] as const;
export type MapName = (typeof MAP_NAMES)[number];

/** What a probability of 1 is in a strip's sums: 16 bits hold it with room for rounding up, and the upper 8 are the byte. */
const ONE = 255 * 256;

/** Weighted sums of one row of tiles: only as many canvas rows as a tile is high are held, whatever the picture's height, and two bytes a value. */
export interface Strip {
  /** Canvas row of the strip's first row. */
  top: number;
  readonly width: number;
  readonly height: number;
  /** Probability times 65280. */
  readonly sums: Readonly<Record<MapName, Uint16Array>>;
}

export function newStrip(width: number, height: number): Strip {
  const plane = (): Uint16Array => new Uint16Array(width * height);
  return { top: 0, width, height, sums: { mask: plane(), coarseRgb: plane(), coarseFused: plane(), quality: plane() } };
}

/** Adds one tile at the strip's top and canvas column `left`, each pixel by the product of its two axis weights. */
export function addTile(strip: Strip, output: NetworkOutput, left: number, across: TileAxis, column: number, down: TileAxis, row: number): void {
  const columnWeights = across.weights[column]!;
  const rowWeights = down.weights[row]!;
  const columns = Math.min(across.size, strip.width - left);
  const rows = Math.min(down.size, strip.height);
  for (const name of MAP_NAMES) {
    const values = output[name];
    const sums = strip.sums[name];
    for (let y = 0; y < rows; y += 1) {
      const rowWeight = rowWeights[y]! * ONE;
      if (rowWeight === 0) continue;
      const from = y * across.size;
      const to = y * strip.width + left;
      for (let x = 0; x < columns; x += 1) {
        const probability = values[from + x]!;
        const held = probability < 0 ? 0 : probability > 1 ? 1 : probability;
        // Writing cuts off what follows the point.
        sums[to + x]! += held * (rowWeight * columnWeights[x]!) + 0.5;
      }
    }
  }
}

/** Drops the strip's first rows, so that it begins at canvas row `top`, and clears what comes in below. */
export function advance(strip: Strip, top: number): void {
  const moved = Math.min(strip.height, top - strip.top) * strip.width;
  for (const name of MAP_NAMES) {
    const sums = strip.sums[name];
    sums.copyWithin(0, moved);
    sums.fill(0, sums.length - moved);
  }
  strip.top = top;
}

/** Sums as bytes: out[to + x] = 255 * probability of sums[from + x], rounded, for x in 0..count-1. */
export function toBytes(sums: Uint16Array, from: number, count: number, out: Uint8Array, to: number): void {
  for (let x = 0; x < count; x += 1) out[to + x] = (sums[from + x]! + 128) >> 8;
}

/** The same, `share` of it taken from probabilities `other`, one for each pixel of the row. */
export function toMixedBytes(sums: Uint16Array, from: number, other: Float32Array, share: number, out: Uint8Array, to: number): void {
  for (let x = 0; x < other.length; x += 1) out[to + x] = ((1 - share) * sums[from + x]! + share * ONE * other[x]! + 128) >> 8;
}
