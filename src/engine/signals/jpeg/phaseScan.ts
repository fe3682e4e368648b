import type { Size } from '../../../contract/geometry.ts';
import { pacer } from './pace.ts';

/** Cells looked at, at most: larger pictures are sampled at every second, third, ... cell of each axis, so that the time is bounded. */
const MOST_CELLS = 70_000;
/** Rows and columns of pixels that the blocks of one cell's 64 phases take. */
const SIDE = 15;

/** What blocks that begin at each of the 64 phases of a cell look like. Cell (column, row) begins at pixel (8 stride column, 8 stride row). */
export interface PhaseScan {
  readonly columns: number;
  readonly rows: number;
  /** Cells of 8 pixels from one cell to the next; 1 where all are looked at. */
  readonly stride: number;
  /** Zeros among the 63 AC coefficients of the block at phase (x, y) of a cell: entry 64 cell + 8 y + x. */
  readonly zeros: Uint8Array;
}

/**
 * Counts, for a block beginning at every pixel of each cell, the AC coefficients that round to zero: an earlier quantisation leaves most of them at its own
 * grid, after T. Nikoukhah, J. Anger, M. Colom, J.-M. Morel and R. Grompone von Gioi, "ZERO: a local JPEG grid origin detector based on the number of DCT zeros
 * and its applications in image forensics", IPOL 11, 2021.
 */
export async function scanPhases(luma: Uint8Array, { width, height }: Size, signal: AbortSignal | undefined): Promise<PhaseScan> {
  const wide = Math.floor((width - SIDE) / 8) + 1;
  const high = Math.floor((height - SIDE) / 8) + 1;
  const stride = strideOf(wide * high);
  const columns = Math.ceil(wide / stride);
  const rows = Math.ceil(high / stride);
  const zeros = new Uint8Array(columns * rows * 64);
  const pace = pacer(signal);
  for (let row = 0, to = 0; row < rows; row += 1) {
    await pace();
    for (let column = 0; column < columns; column += 1, to += 64) scanCell(luma, width, 8 * stride * (row * width + column), zeros, to);
  }
  return { columns, rows, stride, zeros };
}

/** Cells skipped so that no more than MOST_CELLS are looked at. */
export function strideOf(cells: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(cells / MOST_CELLS)));
}

/** A coefficient counts as zero below this: it would round to it at a step of 1. Not .5 itself, which sums of pixels hit exactly. */
const ZERO = 0.499;
/** What the scaled transform below leaves out of each orthonormal coefficient, along one axis. */
const SCALE = Float64Array.from({ length: 8 }, (_, u) => (u === 0 ? 1 / Math.sqrt(8) : 1 / (4 * Math.cos((u * Math.PI) / 16))));
const LIMIT = Float64Array.from({ length: 64 }, (_, n) => ZERO / (SCALE[n & 7]! * SCALE[n >> 3]!));
/** Row transforms of the cell: for row y and start x eight values from 8 (SIDE x + y) on, so that a column of rows lies together. */
const lines = new Float64Array(8 * SIDE * 8);
const line = new Float64Array(8);

function scanCell(luma: Uint8Array, width: number, from: number, zeros: Uint8Array, to: number): void {
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0, at = from + y * width; x < 8; x += 1, at += 1) {
      for (let n = 0; n < 8; n += 1) line[n] = luma[at + n]!;
      transform(line);
      lines.set(line, 8 * (SIDE * x + y));
    }
  }
  for (let x = 0; x < 8; x += 1) {
    for (let y = 0; y < 8; y += 1) zeros[to + 8 * y + x] = zerosAt(8 * (SIDE * x + y));
  }
}

/** Zeros of the block whose transformed rows begin at `from`. */
function zerosAt(from: number): number {
  let count = 0;
  for (let u = 0; u < 8; u += 1) {
    for (let n = 0; n < 8; n += 1) line[n] = lines[from + 8 * n + u]!;
    transform(line);
    for (let v = u === 0 ? 1 : 0; v < 8; v += 1) if (Math.abs(line[v]!) < LIMIT[8 * v + u]!) count += 1;
  }
  return count;
}

const C4 = Math.SQRT1_2;
const C6 = Math.cos((6 * Math.PI) / 16);
const C2_LESS_C6 = Math.cos((2 * Math.PI) / 16) - C6;
const C2_PLUS_C6 = Math.cos((2 * Math.PI) / 16) + C6;

/** The scaled DCT of Y. Arai, T. Agui and M. Nakajima, "A fast DCT-SQ scheme for images", Trans. IEICE E71(11), 1988, in place; times SCALE it is orthonormal. */
function transform(a: Float64Array): void {
  const s07 = a[0]! + a[7]!;
  const d07 = a[0]! - a[7]!;
  const s16 = a[1]! + a[6]!;
  const d16 = a[1]! - a[6]!;
  const s25 = a[2]! + a[5]!;
  const d25 = a[2]! - a[5]!;
  const s34 = a[3]! + a[4]!;
  const d34 = a[3]! - a[4]!;
  const outer = s07 + s34;
  const inner = s16 + s25;
  const far = s07 - s34;
  const near = (s16 - s25 + far) * C4;
  a[0] = outer + inner;
  a[4] = outer - inner;
  a[2] = far + near;
  a[6] = far - near;
  const low = d34 + d25;
  const middle = (d25 + d16) * C4;
  const high = d16 + d07;
  const turn = (low - high) * C6;
  const lowTurned = C2_LESS_C6 * low + turn;
  const highTurned = C2_PLUS_C6 * high + turn;
  const plus = d07 + middle;
  const minus = d07 - middle;
  a[5] = minus + lowTurned;
  a[3] = minus - lowTurned;
  a[1] = plus + highTurned;
  a[7] = plus - highTurned;
}
