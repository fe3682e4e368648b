import { lumaAt } from '../../coefficients/plain.ts';
import type { Pixels } from '../../decode/pixels.ts';

/** Luma 0..255 of every pixel, as the rest of the engine computes it. */
export function lumaOf({ width, height, channels, data }: Pixels): Uint8Array {
  if (channels === 1) return data;
  const luma = new Uint8Array(width * height);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel += 1, at += 3) luma[pixel] = lumaAt(data, at);
  return luma;
}

/** The 8 x 8 block of `luma` (rows of `width`) that begins at `from`, less 128, as `forward` of dct.ts takes it. */
export function loadBlock(luma: Uint8Array, width: number, from: number, block: Float64Array): void {
  for (let y = 0, to = 0, row = from; y < 8; y += 1, row += width) {
    for (let x = 0; x < 8; x += 1, to += 1) block[to] = luma[row + x]! - 128;
  }
}
