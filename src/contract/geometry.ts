import { z } from 'zod';

/** Axis-aligned box in pixels of the stored picture: [x, x + width) by [y, y + height). */
export const boxSchema = z.object({
  x: z.number().int().min(0),
  y: z.number().int().min(0),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Box = z.infer<typeof boxSchema>;

/** A point in pixels of the stored picture; corners lie on whole numbers. */
export const pointSchema = z.tuple([z.number(), z.number()]);
export type Point = z.infer<typeof pointSchema>;

/** EXIF orientation 1..8. Analysis runs on the stored picture; display applies this. */
export const orientationSchema = z.number().int().min(1).max(8);

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether an orientation exchanges width and height on display. */
export function swapsAxes(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** Size as displayed of a stored picture. */
export function displaySize(stored: Size, orientation: number): Size {
  return swapsAxes(orientation) ? { width: stored.height, height: stored.width } : stored;
}

/** Maps a point of the stored picture (pixels, corners on whole numbers) to the picture as displayed. */
export function toDisplay(point: Point, stored: Size, orientation: number): Point {
  const [x, y] = point;
  const { width: w, height: h } = stored;
  switch (orientation) {
    case 2:
      return [w - x, y];
    case 3:
      return [w - x, h - y];
    case 4:
      return [x, h - y];
    case 5:
      return [y, x];
    case 6:
      return [h - y, x];
    case 7:
      return [h - y, w - x];
    case 8:
      return [y, w - x];
    default:
      return [x, y];
  }
}
