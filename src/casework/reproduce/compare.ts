import { AppError } from '../../contract/index.ts';
import type { GreyPicture } from '../export/ports.ts';

/** How two masks of one picture differ. Levels are bytes, 255 is probability 1. */
export interface MaskDifference {
  readonly pixels: number;
  /** Pixels with another byte, and their share of all, 0..1. */
  readonly differing: number;
  readonly share: number;
  /** Largest and mean absolute difference over all pixels, in levels. */
  readonly largest: number;
  readonly mean: number;
  /** Pixels on the other side of the threshold. */
  readonly crossed: number;
}

/** Compares pixel by pixel; `byte` is the smallest that counts at the finding's threshold. Error: ARGUMENT_INVALID for masks of different sizes. */
export function compareMasks(expected: GreyPicture, found: GreyPicture, byte: number): MaskDifference {
  if (expected.width !== found.width || expected.height !== found.height) {
    throw new AppError('ARGUMENT_INVALID', `The mask has ${found.width} x ${found.height} pixels and the expected one ${expected.width} x ${expected.height}: they are not of the same picture.`);
  }
  let [differing, largest, sum, crossed] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < expected.data.length; pixel += 1) {
    const [a, b] = [expected.data[pixel] ?? 0, found.data[pixel] ?? 0];
    if (a === b) continue;
    const difference = Math.abs(a - b);
    differing += 1;
    sum += difference;
    if (difference > largest) largest = difference;
    if (a >= byte !== b >= byte) crossed += 1;
  }
  const pixels = expected.data.length;
  return { pixels, differing, share: pixels === 0 ? 0 : differing / pixels, largest, mean: pixels === 0 ? 0 : sum / pixels, crossed };
}
