import { AppError } from '../../../contract/index.ts';
import { type GreyPicture, readGreyPicture } from '../../../engine/index.ts';
import type { Size, TamperedPicture } from './types.ts';

/** A pixel of a mask picture above this is altered, unless the layout has another rule. */
const ABOVE = 127;
/** More than this share altered is worth a second look: the usual sign of a mask with a white background. */
const MOSTLY = 0.5;

export interface Truth extends GreyPicture {
  /** What is odd about it, for people; null where nothing is. */
  readonly note: string | null;
}

/**
 * The truth of an altered picture: one byte a pixel, 255 altered, 0 not. `size` is the picture's as analysed; a mask picture keeps its own size, which
 * may differ. Throws AppError where the file cannot be read as what the layout says it is.
 */
export async function readTruth(picture: TamperedPicture, size: Size): Promise<Truth> {
  const made = picture.truth === undefined ? markWhere(await readGreyPicture(picture.mask), (value) => value > ABOVE) : await picture.truth(size);
  const marked = made.data.reduce((sum, value) => sum + (value > ABOVE ? 1 : 0), 0);
  const share = marked / made.data.length;
  return { ...made, note: share > MOSTLY ? `the mask marks ${Math.round(share * 100)} % of the picture as altered: is it inverted?` : null };
}

/** 255 where `isAltered` says so of a mask's luma, else 0. */
export function markWhere(mask: GreyPicture, isAltered: (luma: number) => boolean): GreyPicture {
  return { width: mask.width, height: mask.height, data: mask.data.map((value) => (isAltered(value) ? 255 : 0)) };
}

/** A truth maker for mask pictures with another rule than "above 127". */
export function maskRule(isAltered: (luma: number) => boolean): (mask: string) => () => Promise<GreyPicture> {
  return (mask) => async () => markWhere(await readGreyPicture(mask), isAltered);
}

/** Corners in pixels, x right and y down, the pixel at column 0 and row 0 covering 0..1 in both; at least three. */
export type Polygon = readonly (readonly [number, number])[];

const MOST_PIXELS = 400_000_000;

/**
 * Fills polygons into an empty mask: a pixel is altered where its centre is inside one of them (even-odd rule; parts outside the picture are cut
 * off). Throws ARGUMENT_INVALID for a size that is none.
 */
export function fillPolygons(size: Size, polygons: readonly Polygon[]): GreyPicture {
  const { width, height } = size;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1 || width * height > MOST_PIXELS) {
    throw new AppError('ARGUMENT_INVALID', `An annotation states a picture of ${width} x ${height}. Check the annotation file.`);
  }
  const data = new Uint8Array(width * height);
  for (const polygon of polygons) fillPolygon(data, size, polygon);
  return { width, height, data };
}

function fillPolygon(data: Uint8Array, { width, height }: Size, polygon: Polygon): void {
  const rows = polygon.map(([, y]) => y);
  const top = Math.max(0, Math.ceil(Math.min(...rows) - 0.5));
  const bottom = Math.min(height - 1, Math.floor(Math.max(...rows) - 0.5));
  for (let row = top; row <= bottom; row += 1) {
    const y = row + 0.5;
    const crossings: number[] = [];
    for (const [index, [x1, y1]] of polygon.entries()) {
      const [x2, y2] = polygon[(index + 1) % polygon.length] ?? [x1, y1];
      if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
    }
    crossings.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil((crossings[pair] ?? 0) - 0.5));
      const to = Math.min(width, Math.ceil((crossings[pair + 1] ?? 0) - 0.5));
      if (to > from) data.fill(255, row * width + from, row * width + to);
    }
  }
}
