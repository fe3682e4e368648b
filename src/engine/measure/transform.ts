import { libjpegLumaTable } from '../jpeg/index.ts';

/** BASIS[u * 8 + x] of the orthonormal 8-point DCT-II. */
const BASIS = Float64Array.from({ length: 64 }, (_, n) => (n < 8 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (n & 7) + 1) * (n >> 3) * Math.PI) / 16));
const TABLE = libjpegLumaTable(90);
const half = new Float64Array(64);
const block = new Float64Array(64);

/**
 * Mean absolute error, grey levels, that one more JPEG save of luma at libjpeg quality 90 makes in the 8 x 8 block at `from` ("error level", Krawetz,
 * "A picture's worth: digital image analysis and forensics", Black Hat 2007). Areas saved so before, or more coarsely, change less.
 */
export function resaveError(luma: Float64Array, width: number, from: number): number {
  // Rows to `half`, columns to `block`, and the way back.
  for (let y = 0; y < 8; y += 1) forward(luma, from + y * width, 1, -128, half, y * 8, 1);
  for (let u = 0; u < 8; u += 1) forward(half, u, 8, 0, block, u, 8);
  for (let n = 0; n < 64; n += 1) block[n] = Math.round(block[n]! / TABLE[n]!) * TABLE[n]!;
  for (let u = 0; u < 8; u += 1) inverse(block, u, 8, half, u, 8);
  for (let y = 0; y < 8; y += 1) inverse(half, y * 8, 1, block, y * 8, 1);
  let sum = 0;
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) sum += Math.abs(Math.min(255, Math.max(0, Math.round(block[y * 8 + x]! + 128))) - luma[from + y * width + x]!);
  }
  return sum / 64;
}

/** Even and odd basis functions are symmetric and antisymmetric about the middle. */
function forward(source: Float64Array, from: number, step: number, shift: number, out: Float64Array, to: number, stride: number): void {
  const a = source[from]! + shift;
  const b = source[from + step]! + shift;
  const c = source[from + 2 * step]! + shift;
  const d = source[from + 3 * step]! + shift;
  const e = source[from + 4 * step]! + shift;
  const f = source[from + 5 * step]! + shift;
  const g = source[from + 6 * step]! + shift;
  const h = source[from + 7 * step]! + shift;
  for (let u = 0; u < 8; u += 2) out[to + u * stride] = BASIS[u * 8]! * (a + h) + BASIS[u * 8 + 1]! * (b + g) + BASIS[u * 8 + 2]! * (c + f) + BASIS[u * 8 + 3]! * (d + e);
  for (let u = 1; u < 8; u += 2) out[to + u * stride] = BASIS[u * 8]! * (a - h) + BASIS[u * 8 + 1]! * (b - g) + BASIS[u * 8 + 2]! * (c - f) + BASIS[u * 8 + 3]! * (d - e);
}

function inverse(source: Float64Array, from: number, step: number, out: Float64Array, to: number, stride: number): void {
  for (let x = 0; x < 4; x += 1) {
    let even = 0;
    let odd = 0;
    for (let u = 0; u < 8; u += 2) {
      even += source[from + u * step]! * BASIS[u * 8 + x]!;
      odd += source[from + (u + 1) * step]! * BASIS[u * 8 + 8 + x]!;
    }
    out[to + x * stride] = even + odd;
    out[to + (7 - x) * stride] = even - odd;
  }
}
