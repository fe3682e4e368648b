import { breathe } from '../../cancel.ts';
import type { Pixels } from '../../decode/pixels.ts';

/** Side in pixels of the blocks that the trace is summed over; even, so that each holds as many places of either kind. */
export const BLOCK = 8;
/** Added to squared errors (grey levels squared) before the logarithm: what rounding to whole levels leaves. */
const ROUNDING = 1 / 12;
/** Least mean absolute error (grey levels) of a block that says anything: below it the block is flat and all is rounding. */
const LEAST_ERROR = 0.35;
/** Green at or beyond these is clipped, and clipped places predict each other exactly. */
const DARKEST = 3;
const BRIGHTEST = 252;

/** Mean logarithm of the squared prediction error of green, by block. */
export interface Trace {
  readonly columns: number;
  readonly rows: number;
  /** Over places with an even sum of coordinates, less the mean over those with an odd sum; 0 where `valid` is 0. */
  readonly even: Float32Array;
  /** 1 for blocks with enough detail that is not clipped. */
  readonly valid: Uint8Array;
  /** The mean logarithm over valid blocks at the four places of a 2 x 2 cell: (0,0), (1,0), (0,1), (1,1). */
  readonly phases: readonly [number, number, number, number];
  readonly validBlocks: number;
}

/**
 * How well each green sample is predicted as the mean of its four neighbours (P. Ferrara et al. 2012, eq. 4). Where a camera filled in green, it did so
 * from those neighbours: errors there are smaller than where its sensor measured green, and the two alternate like the fields of a chessboard.
 * Geometric means, as in the paper's feature, but of the errors themselves, so that single edges count little. Whole blocks only.
 */
export async function traceOf({ width, height, channels, data }: Pixels, signal?: AbortSignal): Promise<Trace> {
  const columns = Math.floor(width / BLOCK);
  const rows = Math.floor(height / BLOCK);
  const even = new Float32Array(columns * rows);
  const valid = new Uint8Array(columns * rows);
  const phases: [number, number, number, number] = [0, 0, 0, 0];
  let validBlocks = 0;
  const line = width * channels;
  const green = channels === 3 ? 1 : 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const sums: [number, number, number, number] = [0, 0, 0, 0];
      let total = 0;
      let clipped = 0;
      for (let y = row * BLOCK; y < (row + 1) * BLOCK; y += 1) {
        // Mirrored at the picture's edges, which keeps the parity of places.
        const above = y === 0 ? line : -line;
        const below = y === height - 1 ? -line : line;
        for (let x = column * BLOCK; x < (column + 1) * BLOCK; x += 1) {
          const at = y * line + x * channels + green;
          const left = x === 0 ? channels : -channels;
          const right = x === width - 1 ? -channels : channels;
          const value = data[at]!;
          const error = value - (data[at + above]! + data[at + below]! + data[at + left]! + data[at + right]!) / 4;
          sums[(x & 1) + 2 * (y & 1)]! += Math.log(error * error + ROUNDING);
          total += Math.abs(error);
          if (value <= DARKEST || value >= BRIGHTEST) clipped += 1;
        }
      }
      if (total < LEAST_ERROR * BLOCK * BLOCK || clipped * 8 > BLOCK * BLOCK) continue;
      const at = row * columns + column;
      valid[at] = 1;
      validBlocks += 1;
      even[at] = (sums[0] + sums[3] - sums[1] - sums[2]) / ((BLOCK * BLOCK) / 2);
      for (let phase = 0; phase < 4; phase += 1) phases[phase]! += sums[phase]! / ((BLOCK * BLOCK) / 4);
    }
    if (row % 8 === 0) await breathe(signal);
  }
  for (let phase = 0; phase < 4; phase += 1) phases[phase]! /= Math.max(1, validBlocks);
  return { columns, rows, even, valid, phases, validBlocks };
}
