import { deflateSync } from 'node:zlib';
import { AppError, type Size } from '../../../contract/index.ts';
import { pngFile } from '../../files/pngFile.ts';

export interface GreyMask extends Size {
  /** One byte a pixel. */
  readonly data: Uint8Array;
}

/** A pixel of a truth mask above this is altered: the rule of `palimpsest evaluate`. */
const TRUTH_ABOVE = 127;
/** A mask may be larger or smaller than its picture, not of another shape. */
const SHAPE_TOLERANCE = 0.02;

/**
 * A truth mask as the view process reads maps: 8-bit grey PNG of the picture's stored size, 255 where altered and 0 elsewhere; another size is brought to it
 * by nearest neighbour, which `note` says. Error: ARGUMENT_INVALID for another shape or a mask that marks nothing.
 */
export function truthMap(mask: GreyMask, picture: Size): { readonly png: Uint8Array; readonly note: string | null } {
  const { width, height } = picture;
  const stretch = (mask.width * height) / (mask.height * width);
  if (Math.abs(stretch - 1) > SHAPE_TOLERANCE) throw new AppError('ARGUMENT_INVALID', `The mask is ${mask.width} x ${mask.height}, the picture ${width} x ${height} (as stored): another shape. Use the mask of this picture.`);
  const columns = Uint32Array.from({ length: width }, (_, x) => Math.min(mask.width - 1, Math.floor(((x + 0.5) * mask.width) / width)));
  // With the filter byte 0 before each row.
  const rows = new Uint8Array(height * (width + 1));
  let marked = 0;
  for (let y = 0; y < height; y += 1) {
    const from = Math.min(mask.height - 1, Math.floor(((y + 0.5) * mask.height) / height)) * mask.width;
    for (let x = 0; x < width; x += 1) {
      if ((mask.data[from + (columns[x] ?? 0)] ?? 0) <= TRUTH_ABOVE) continue;
      rows[y * (width + 1) + 1 + x] = 255;
      marked += 1;
    }
  }
  if (marked === 0) throw new AppError('ARGUMENT_INVALID', 'The mask marks nothing: no pixel of it is above 127. Check that altered places are white.');
  const note = mask.width === width && mask.height === height ? null : `The mask is ${mask.width} x ${mask.height}; it was brought to ${width} x ${height} by nearest neighbour.`;
  return { png: pngFile(picture, 8, 0, deflateSync(rows, { level: 1 })), note };
}
