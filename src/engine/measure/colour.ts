import type { Pixels } from '../decode/pixels.ts';
import type { Window } from './windows.ts';

/** Every second pixel both ways: a mean needs no more. */
const STEP = 2;

/** sRGB byte to linear light, IEC 61966-2-1. */
const LINEAR = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

export interface MeanColour {
  /** Mean C* of the pixels, CIELAB under D65. */
  readonly chroma: number;
  readonly a: number;
  readonly b: number;
}

/** Mean colour of a window; stored samples are read as sRGB. */
export function meanColour({ data, width }: Pixels, window: Window, top: number): MeanColour {
  let chroma = 0;
  let a = 0;
  let b = 0;
  let count = 0;
  for (let y = 0; y < window.size; y += STEP) {
    for (let x = 0; x < window.size; x += STEP) {
      const at = ((window.y - top + y) * width + window.x + x) * 3;
      const red = LINEAR[data[at]!]!;
      const green = LINEAR[data[at + 1]!]!;
      const blue = LINEAR[data[at + 2]!]!;
      // sRGB to XYZ by the white point D65, so that grey is (1, 1, 1).
      const fx = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
      const fy = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
      const fz = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
      const alpha = 500 * (fx - fy);
      const beta = 200 * (fy - fz);
      a += alpha;
      b += beta;
      chroma += Math.sqrt(alpha * alpha + beta * beta);
      count += 1;
    }
  }
  return { chroma: chroma / count, a: a / count, b: b / count };
}

function root(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
}
