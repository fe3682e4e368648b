import { AppError } from '../../contract/errors.ts';
import type { NetworkOutput } from '../localiser/runtime.ts';
import type { TileAxis } from './plan.ts';

export const MAP_NAMES = ['mask', 'coarseRgb', 'coarseFused', 'quality'] as const;
export type MapName = (typeof MAP_NAMES)[number];

/** Weighted sums of one row of tiles: only as many canvas rows as a tile is high are held, whatever the picture's height. */
export interface Strip {
  /** Canvas row of the strip's first row. */
  top: number;
  readonly width: number;
  readonly height: number;
  readonly sums: Readonly<Record<MapName, Float32Array>>;
}

export function newStrip(width: number, height: number): Strip {
  const plane = (): Float32Array => new Float32Array(width * height);
  return { top: 0, width, height, sums: { mask: plane(), coarseRgb: plane(), coarseFused: plane(), quality: plane() } };
}

/** Adds one tile at the strip's top and canvas column `left`, each pixel by the product of its two axis weights. */
export function addTile(strip: Strip, output: NetworkOutput, left: number, across: TileAxis, column: number, down: TileAxis, row: number): void {
  const columnWeights = across.weights[column]!;
  const rowWeights = down.weights[row]!;
  const columns = Math.min(across.size, strip.width - left);
  const rows = Math.min(down.size, strip.height);
  // Where a tile counts whole no other does, so there it is copied.
  const wholeFrom = Math.min(columns, Math.max(0, columnWeights.indexOf(1)));
  const wholeTo = Math.min(columns, columnWeights.lastIndexOf(1) + 1);
  for (const name of MAP_NAMES) {
    const values = output[name];
    const sums = strip.sums[name];
    for (let y = 0; y < rows; y += 1) {
      const rowWeight = rowWeights[y]!;
      if (rowWeight === 0) continue;
      const from = y * across.size;
      const to = y * strip.width + left;
      const add = (first: number, end: number): void => {
        for (let x = first; x < end; x += 1) sums[to + x]! += values[from + x]! * (rowWeight * columnWeights[x]!);
      };
      if (rowWeight !== 1) {
        add(0, columns);
        continue;
      }
      add(0, wholeFrom);
      sums.set(values.subarray(from + wholeFrom, from + wholeTo), to + wholeFrom);
      add(wholeTo, columns);
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

/**
 * Probabilities as bytes: out[to + x] = round(255 * values[from + x]) for x in 0..count-1. Throws MODEL_INVALID for what is no probability: a broken
 * model must not pass for a clean picture.
 */
export function toBytes(values: Float32Array, from: number, count: number, out: Uint8Array, to: number): void {
  let least = 0;
  let most = 0;
  let total = 0;
  for (let x = 0; x < count; x += 1) {
    const probability = values[from + x]!;
    if (probability < least) least = probability;
    if (probability > most) most = probability;
    total += probability;
    const byte = Math.floor(probability * 255 + 0.5);
    out[to + x] = byte < 0 ? 0 : byte > 255 ? 255 : byte;
  }
  // The sum tells of a NaN, which compares with nothing.
  if (least >= -0.01 && most <= 1.01 && Number.isFinite(total)) return;
  throw new AppError('MODEL_INVALID', 'The network answered with numbers that are no probabilities. Install the model again.', { least, most });
}
