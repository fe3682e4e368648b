import type { Pixels } from '../decode/pixels.ts';
import { NETWORK_CLIP } from '../jpeg/index.ts';
import { pictureAt, type Axis } from './axis.ts';

/** Added before rounding so that an exact half always rounds away from zero whatever the float error; the same in training/jpeg.py. */
const TIE_NUDGE = 1 / 1024;

/** BASIS[u * 8 + x] of the orthonormal 8-point DCT-II. */
const BASIS = Float64Array.from({ length: 64 }, (_, index) => {
  const u = index >> 3;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (index & 7) + 1) * u * Math.PI) / 16);
});

/** Luma of one pixel as the training code computes it: floor((299 R + 587 G + 114 B + 500) / 1000), 0..255. */
export function lumaAt(data: Uint8Array, at: number): number {
  return Math.floor((299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]! + 500) / 1000);
}

/**
 * Coefficients of a picture that has none of its own: 8x8 DCT-II of (luma - 128), rounded half away from zero, magnitude clipped to 20.
 * Writes canvas rows [fromRow, toRow), both multiples of 8, into `out` (row 0 of `out` is canvas row `fromRow`; `across.length` columns).
 */
export function plainCoefficients(pixels: Pixels, across: Axis, down: Axis, fromRow: number, toRow: number, out: Uint8Array): void {
  const width = across.length;
  const columns = Int32Array.from({ length: width }, (_, x) => pictureAt(across, x) * 3);
  const band = new Float64Array(8 * width);
  for (let top = fromRow; top < toRow; top += 8) {
    for (let row = 0; row < 8; row += 1) {
      const start = pictureAt(down, top + row) * pixels.width * 3;
      for (let x = 0; x < width; x += 1) band[row * width + x] = lumaAt(pixels.data, start + columns[x]!) - 128;
    }
    for (let left = 0; left < width; left += 8) transformBlock(band, width, left, out, (top - fromRow) * width + left);
  }
}

const rowsDone = new Float64Array(64);

/** Rows first, then columns; even and odd basis functions apart, for they are symmetric and antisymmetric about the middle. */
function transformBlock(band: Float64Array, width: number, left: number, out: Uint8Array, to: number): void {
  for (let y = 0; y < 8; y += 1) transformLine(band, y * width + left, y * 8);
  for (let u = 0; u < 8; u += 1) {
    for (let row = 0; row < 8; row += 1) column[row] = rowsDone[row * 8 + u]!;
    for (let v = 0; v < 8; v += 1) {
      let sum = 0;
      for (let row = 0; row < 4; row += 1) {
        const mirrored = column[7 - row]!;
        sum += BASIS[v * 8 + row]! * (column[row]! + ((v & 1) === 0 ? mirrored : -mirrored));
      }
      const magnitude = Math.floor(Math.abs(sum) + (0.5 + TIE_NUDGE));
      out[to + v * width + u] = magnitude > NETWORK_CLIP ? NETWORK_CLIP : magnitude;
    }
  }
}

const column = new Float64Array(8);

function transformLine(source: Float64Array, from: number, to: number): void {
  for (let pair = 0; pair < 4; pair += 1) {
    const a = source[from + pair]!;
    const b = source[from + 7 - pair]!;
    sums[pair] = a + b;
    differences[pair] = a - b;
  }
  for (let u = 0; u < 8; u += 1) {
    const half = (u & 1) === 0 ? sums : differences;
    rowsDone[to + u] = BASIS[u * 8]! * half[0]! + BASIS[u * 8 + 1]! * half[1]! + BASIS[u * 8 + 2]! * half[2]! + BASIS[u * 8 + 3]! * half[3]!;
  }
}

const sums = new Float64Array(4);
const differences = new Float64Array(4);
