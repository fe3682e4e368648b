import type { Size } from '../../../contract/geometry.ts';
import type { Pixels } from '../../decode/pixels.ts';
import { boxMean } from '../pixel/boxMean.ts';
import { lumaOf, type Plane } from '../pixel/luma.ts';
import { breathe } from '../../cancel.ts';

/** A picture as the copy-move methods look at it. */
export interface Working {
  readonly luma: Plane;
  /** Stored pixels for each of `luma`, at least 1. */
  readonly scale: number;
}

/** Luma of the picture, reduced by area averaging where it has more than `mostPixels`. */
export async function workingCopy(pixels: Pixels, mostPixels: number, signal?: AbortSignal): Promise<Working> {
  const { width, height } = pixels;
  const scale = Math.max(1, Math.sqrt((width * height) / mostPixels));
  if (scale === 1) return { luma: lumaOf(pixels), scale };
  const size = { width: Math.max(1, Math.floor(width / scale)), height: Math.max(1, Math.floor(height / scale)) };
  return { luma: await reducedLuma(pixels, size, signal), scale: Math.sqrt((width * height) / (size.width * size.height)) };
}

/** Means of luma over the area of each target pixel, partly covered pixels by their share. Row by row: a picture of many megapixels takes a while. */
async function reducedLuma({ width, height, channels, data }: Pixels, target: Size, signal?: AbortSignal): Promise<Plane> {
  const [across, down] = [width / target.width, height / target.height];
  const luma = new Float32Array(target.width * target.height);
  // One more at the end takes what rounding leaves.
  const line = new Float64Array(target.width + 1);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.min(target.width - 1, Math.floor(x / across)));
  const shares = Float64Array.from({ length: width }, (_, x) => Math.min(1, (columns[x]! + 1) * across - x));
  for (let y = 0; y < height; y += 1) {
    line.fill(0);
    for (let x = 0, from = y * width * channels; x < width; x += 1, from += channels) {
      const value = channels === 1 ? data[from]! : 0.299 * data[from]! + 0.587 * data[from + 1]! + 0.114 * data[from + 2]!;
      const column = columns[x]!;
      line[column]! += shares[x]! * value;
      line[column + 1]! += (1 - shares[x]!) * value;
    }
    const row = Math.min(target.height - 1, Math.floor(y / down));
    const share = Math.min(1, (row + 1) * down - y);
    addRow(luma, row, share / (across * down), line, target);
    if (share < 1 && row + 1 < target.height) addRow(luma, row + 1, (1 - share) / (across * down), line, target);
    if (y % 64 === 0) await breathe(signal);
  }
  return { ...target, data: luma };
}

function addRow(luma: Float32Array, row: number, weight: number, line: Float64Array, { width }: Size): void {
  for (let x = 0; x < width; x += 1) luma[row * width + x]! += weight * line[x]!;
}

/** Windows of these sides in pixels: fine noise and JPEG's traces are averaged away below the first, shading above the second. */
const FINE = 3;
const COARSE = 17;

/** What is left of luma between the two window sizes: what a copy shares with its original, and two smooth places do not. */
export async function detailOf({ width, height, data }: Plane, signal?: AbortSignal): Promise<Plane> {
  const fine = await boxMean({ width, height, data: Float32Array.from(data) }, FINE, signal);
  const coarse = await boxMean({ width, height, data: Float32Array.from(data) }, COARSE, signal);
  for (let at = 0; at < data.length; at += 1) coarse.data[at] = fine.data[at]! - coarse.data[at]!;
  return coarse;
}

/** What two places are compared by. */
export interface Comparable {
  readonly detail: Plane;
  /** 1 where detail changes in more than one direction: along a single edge every place is like the next. */
  readonly textured: Uint8Array;
}

/** Side of the window, pixels, and the least change (grey levels a pixel, root of mean square) in the direction of least change. */
const TENSOR_SIDE = 15;
const LEAST_CHANGE = 0.35;

/** Detail and where it can be compared: by the smaller eigenvalue of the mean products of its slopes (J. Shi and C. Tomasi 1994). */
export async function comparableOf(luma: Plane, signal?: AbortSignal): Promise<Comparable> {
  const detail = await detailOf(luma, signal);
  const { width, height, data } = detail;
  const products = [0, 1, 2].map(() => ({ width, height, data: new Float32Array(data.length) })) as [Plane, Plane, Plane];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const across = (data[at + 1]! - data[at - 1]!) / 2;
      const down = (data[at + width]! - data[at - width]!) / 2;
      products[0].data[at] = across * across;
      products[1].data[at] = down * down;
      products[2].data[at] = across * down;
    }
    if (y % 64 === 0) await breathe(signal);
  }
  for (const product of products) await boxMean(product, TENSOR_SIDE, signal);
  const [xx, yy, xy] = [products[0].data, products[1].data, products[2].data];
  const textured = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const least = (xx[at]! + yy[at]!) / 2 - Math.sqrt(((xx[at]! - yy[at]!) / 2) ** 2 + xy[at]! ** 2);
    if (least >= LEAST_CHANGE * LEAST_CHANGE) textured[at] = 1;
  }
  return { detail, textured };
}

/** A map of the stored picture's size from marks (0..255) of the working copy, each pixel from the place under its centre. */
export function storedMap(marks: Uint8Array, working: Plane, { width, height }: Pixels): Uint8Array {
  if (working.width === width && working.height === height) return marks;
  const map = new Uint8Array(width * height);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.min(working.width - 1, Math.floor(((x + 0.5) * working.width) / width)));
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(working.height - 1, Math.floor(((y + 0.5) * working.height) / height)) * working.width;
    for (let x = 0; x < width; x += 1) map[y * width + x] = marks[row + columns[x]!]!;
  }
  return map;
}
