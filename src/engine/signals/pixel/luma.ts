import type { Pixels } from '../../decode/pixels.ts';

/** One value a pixel, rows top to bottom. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** BT.601 luma, 0..255. */
export function lumaOf({ width, height, channels, data }: Pixels): Plane {
  const luma = new Float32Array(width * height);
  if (channels === 1) luma.set(data);
  else for (let at = 0, from = 0; at < luma.length; at += 1, from += 3) luma[at] = 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
  return { width, height, data: luma };
}

/** Byte of a map for a probability 0..1; .5 and above is marked (128 and above). */
export function byteOf(probability: number): number {
  return Math.round(probability * 255);
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, value))));
}
