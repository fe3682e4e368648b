import { type Box, type Size, swapsAxes } from '../../../contract/geometry.ts';
import type { GreyPicture } from '../ports.ts';

/** Which pixels belong to something: 1 or 0 a pixel, rows from the top. */
export interface Bitmap extends Size {
  readonly data: Uint8Array;
}

export function atLeast({ width, height, data }: GreyPicture, byte: number): Bitmap {
  return { width, height, data: data.map((value) => (value >= byte ? 1 : 0)) };
}

export function countSet(bitmap: Bitmap): number {
  let count = 0;
  for (const value of bitmap.data) count += value;
  return count;
}

/** The bitmap as displayed under an EXIF orientation 1..8. */
export function orient(bitmap: Bitmap, orientation: number): Bitmap {
  if (orientation === 1) return bitmap;
  const { width: w, height: h } = bitmap;
  const size = swapsAxes(orientation) ? { width: h, height: w } : { width: w, height: h };
  const data = new Uint8Array(w * h);
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const [u, v] = storedPixel(x, y, w, h, orientation);
      data[y * size.width + x] = bitmap.data[v * w + u] ?? 0;
    }
  }
  return { ...size, data };
}

/** Stored pixel shown at displayed pixel (x, y); w and h are the stored size. */
function storedPixel(x: number, y: number, w: number, h: number, orientation: number): readonly [number, number] {
  switch (orientation) {
    case 2:
      return [w - 1 - x, y];
    case 3:
      return [w - 1 - x, h - 1 - y];
    case 4:
      return [x, h - 1 - y];
    case 5:
      return [y, x];
    case 6:
      return [y, h - 1 - x];
    case 7:
      return [w - 1 - y, h - 1 - x];
    case 8:
      return [w - 1 - y, x];
    default:
      return [x, y];
  }
}

export function crop(bitmap: Bitmap, box: Box): Bitmap {
  const data = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y += 1) {
    const from = (box.y + y) * bitmap.width + box.x;
    data.set(bitmap.data.subarray(from, from + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, data };
}
