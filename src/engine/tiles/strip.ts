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
  for (const name of MAP_NAMES) {
    const values = output[name];
    const sums = strip.sums[name];
    for (let y = 0; y < rows; y += 1) {
      const rowWeight = rowWeights[y]!;
      if (rowWeight === 0) continue;
      const from = y * across.size;
      const to = y * strip.width + left;
      for (let x = 0; x < columns; x += 1) sums[to + x]! += values[from + x]! * (rowWeight * columnWeights[x]!);
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

/** A probability as a byte. Throws MODEL_INVALID for what is none: a broken model must not pass for a clean picture. */
export function toByte(probability: number): number {
  if (!(probability > -0.01 && probability < 1.01)) {
    throw new AppError('MODEL_INVALID', 'The network answered with numbers that are no probabilities. Install the model again.', { value: String(probability) });
  }
  const byte = Math.floor(probability * 255 + 0.5);
  return byte < 0 ? 0 : byte > 255 ? 255 : byte;
}
