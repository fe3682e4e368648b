/** Samples from coefficients: dequantisation and the inverse DCT of ITU-T T.81 A.3.3, in double precision. */
import { AppError } from '../../contract/errors.ts';
import type { JpegComponent } from './types.ts';

/** `BASIS[u * 8 + x]` = C(u)/2 cos((2x + 1) u pi / 16). */
const BASIS: Float64Array = Float64Array.from({ length: 64 }, (_, n) => {
  const u = n >> 3;
  const x = n & 7;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * The component's 8-bit samples, `height` rows of `width`, 0-255: dequantised, transformed, raised by 128, rounded, clamped.
 * `width` and `height` are in samples of this component and may not exceed its stored blocks.
 * @throws AppError ARGUMENT_INVALID if they do, or if the component was not stored.
 */
export function lumaFromCoefficients(component: JpegComponent, width: number, height: number): Uint8Array {
  const { coefficients, table, blocksWide, blocksHigh } = component;
  if (coefficients.length === 0 || width > blocksWide * 8 || height > blocksHigh * 8) {
    throw new AppError('ARGUMENT_INVALID', 'The size asked for is larger than the stored coefficients. Read the component in full.', {
      width,
      height,
    });
  }
  const samples = new Uint8Array(width * height);
  const block = new Float64Array(64);
  for (let blockY = 0; blockY * 8 < height; blockY++) {
    for (let blockX = 0; blockX * 8 < width; blockX++) {
      const offset = (blockY * blocksWide + blockX) * 64;
      inverseTransform(coefficients, offset, table, block);
      const rows = Math.min(8, height - blockY * 8);
      const columns = Math.min(8, width - blockX * 8);
      for (let row = 0; row < rows; row++) {
        const to = (blockY * 8 + row) * width + blockX * 8;
        for (let column = 0; column < columns; column++) {
          const value = Math.floor(block[row * 8 + column]! + 128.5);
          samples[to + column] = value < 0 ? 0 : value > 255 ? 255 : value;
        }
      }
    }
  }
  return samples;
}

const columnsDone: Float64Array = new Float64Array(64);

/** Columns, then rows; even and odd frequencies apart, for a cosine of even frequency is symmetric about the middle. */
function inverseTransform(coefficients: Int16Array, offset: number, table: Uint16Array, out: Float64Array): void {
  for (let u = 0; u < 8; u++) transformColumn(coefficients, offset + u, table, u);
  for (let y = 0; y < 8; y++) transformRow(columnsDone, y * 8, out);
}

function transformColumn(coefficients: Int16Array, from: number, table: Uint16Array, u: number): void {
  const flat = coefficients[from]! * table[u]! * BASIS[0]!;
  let rest = 0;
  for (let v = 8; v < 64; v += 8) rest |= coefficients[from + v]!;
  if (rest === 0) {
    // Most columns of real pictures: nothing but the first row.
    for (let x = 0; x < 64; x += 8) columnsDone[u + x] = flat;
    return;
  }
  for (let x = 0; x < 4; x++) {
    let even = flat;
    let odd = coefficients[from + 8]! * table[u + 8]! * BASIS[8 + x]!;
    for (let v = 16; v < 64; v += 16) {
      even += coefficients[from + v]! * table[u + v]! * BASIS[v + x]!;
      odd += coefficients[from + v + 8]! * table[u + v + 8]! * BASIS[v + 8 + x]!;
    }
    columnsDone[u + x * 8] = even + odd;
    columnsDone[u + (7 - x) * 8] = even - odd;
  }
}

function transformRow(lines: Float64Array, from: number, out: Float64Array): void {
  for (let x = 0; x < 4; x++) {
    let even = 0;
    let odd = 0;
    for (let u = 0; u < 8; u += 2) {
      even += lines[from + u]! * BASIS[u * 8 + x]!;
      odd += lines[from + u + 1]! * BASIS[u * 8 + 8 + x]!;
    }
    out[from + x] = even + odd;
    out[from + 7 - x] = even - odd;
  }
}
