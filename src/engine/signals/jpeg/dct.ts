/** BASIS[u * 8 + x] of the orthonormal 8-point DCT-II. */
const BASIS = Float64Array.from({ length: 64 }, (_, n) => (n < 8 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * (n & 7) + 1) * (n >> 3) * Math.PI) / 16));
const half = new Float64Array(64);

/** Orthonormal 8 x 8 DCT-II, in place: 64 values in row order; afterwards entry 8 v + u is the coefficient of vertical frequency v and horizontal u. */
export function forward(block: Float64Array): void {
  for (let y = 0; y < 8; y += 1) forwardLine(block, y * 8, 1, half, y * 8, 1);
  for (let u = 0; u < 8; u += 1) forwardLine(half, u, 8, block, u, 8);
}

/** Inverse of `forward`, in place. */
export function inverse(block: Float64Array): void {
  for (let u = 0; u < 8; u += 1) inverseLine(block, u, half, u);
  for (let u = 0; u < 64; u += 1) block[u] = half[u]!;
  transpose(block);
  for (let y = 0; y < 8; y += 1) inverseLine(block, y, half, y);
  for (let n = 0; n < 64; n += 1) block[n] = half[n]!;
  transpose(block);
}

/** Even and odd basis functions are symmetric and antisymmetric about the middle. */
function forwardLine(source: Float64Array, from: number, step: number, out: Float64Array, to: number, stride: number): void {
  const a = source[from]!;
  const b = source[from + step]!;
  const c = source[from + 2 * step]!;
  const d = source[from + 3 * step]!;
  const e = source[from + 4 * step]!;
  const f = source[from + 5 * step]!;
  const g = source[from + 6 * step]!;
  const h = source[from + 7 * step]!;
  for (let u = 0; u < 8; u += 2) out[to + u * stride] = BASIS[u * 8]! * (a + h) + BASIS[u * 8 + 1]! * (b + g) + BASIS[u * 8 + 2]! * (c + f) + BASIS[u * 8 + 3]! * (d + e);
  for (let u = 1; u < 8; u += 2) out[to + u * stride] = BASIS[u * 8]! * (a - h) + BASIS[u * 8 + 1]! * (b - g) + BASIS[u * 8 + 2]! * (c - f) + BASIS[u * 8 + 3]! * (d - e);
}

/** One column of `source` to the same column of `out`. */
function inverseLine(source: Float64Array, from: number, out: Float64Array, to: number): void {
  for (let x = 0; x < 4; x += 1) {
    let even = 0;
    let odd = 0;
    for (let u = 0; u < 8; u += 2) {
      even += source[from + u * 8]! * BASIS[u * 8 + x]!;
      odd += source[from + (u + 1) * 8]! * BASIS[u * 8 + 8 + x]!;
    }
    out[to + x * 8] = even + odd;
    out[to + (7 - x) * 8] = even - odd;
  }
}

function transpose(block: Float64Array): void {
  for (let y = 1; y < 8; y += 1) {
    for (let x = 0; x < y; x += 1) {
      const kept = block[y * 8 + x]!;
      block[y * 8 + x] = block[x * 8 + y]!;
      block[x * 8 + y] = kept;
    }
  }
}
