import type { Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { pause } from '../measure/pause.ts';

const PIXELS_A_TURN = 2_000_000;

/**
 * The reference picture of the method, I_ref = (I_input + I_mask) / 2 with a mask of 255 and 0, an exact half rounded up: an altered pixel x becomes
 * (x + 256) >> 1, any other (x + 1) >> 1. `mask` has one byte a pixel; between 0 and 255 where a smaller copy covers both.
 */
export function referenceOf(picture: Pixels, mask: Pixels): Pixels {
  const data = new Uint8Array(picture.data.length);
  for (let pixel = 0, at = 0; at < data.length; pixel += 1, at += 3) {
    const over = mask.data[pixel]! + 1;
    data[at] = (picture.data[at]! + over) >> 1;
    data[at + 1] = (picture.data[at + 1]! + over) >> 1;
    data[at + 2] = (picture.data[at + 2]! + over) >> 1;
  }
  return { width: picture.width, height: picture.height, channels: 3, data };
}

/**
 * The mask (255 from byte `least` on, else 0) at a smaller size: the mean of the pixels whose corner lies in each target pixel, rounded half up.
 * At the same size it is the mask itself. Averaging a mask and halving commute, so that the reference is that of the full picture made smaller.
 */
export async function shrinkMask(mask: Pixels, least: number, target: Size, signal?: AbortSignal): Promise<Pixels> {
  const sums = new Uint32Array(target.width * target.height);
  const columns = targetsOf(mask.width, target.width);
  const rows = targetsOf(mask.height, target.height);
  const turn = Math.max(1, Math.floor(PIXELS_A_TURN / mask.width));
  for (let y = 0; y < mask.height; y += 1) {
    if (y % turn === turn - 1) await pause(signal);
    const line = rows.of[y]! * target.width;
    const offset = y * mask.width;
    for (let x = 0; x < mask.width; x += 1) if (mask.data[offset + x]! >= least) sums[line + columns.of[x]!]! += 1;
  }
  const data = new Uint8Array(sums.length);
  for (let y = 0, at = 0; y < target.height; y += 1) {
    for (let x = 0; x < target.width; x += 1, at += 1) data[at] = Math.floor((255 * sums[at]!) / (columns.counts[x]! * rows.counts[y]!) + 0.5);
  }
  return { ...target, channels: 1, data };
}

/** Where each source row or column goes, and how many each target one takes. */
function targetsOf(source: number, target: number): { readonly of: Uint32Array; readonly counts: Uint32Array } {
  const counts = new Uint32Array(target);
  const of = Uint32Array.from({ length: source }, (_, index) => {
    const to = Math.floor((index * target) / source);
    counts[to]! += 1;
    return to;
  });
  return { of, counts };
}
