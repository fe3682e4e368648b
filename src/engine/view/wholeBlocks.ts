import type { Size } from '../../contract/geometry.ts';
import { readJpegHeader } from '../jpeg/index.ts';

/** Start of frame of the Huffman-coded processes that are read here; precision, height and width follow its length field. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const HEIGHT_AT = 5;
const WIDTH_AT = 7;

export interface WholeBlocks extends Size {
  readonly content: Uint8Array;
}

/**
 * A copy of a JPEG whose frame header states whole 8x8 blocks: the data of the last ones are in the file anyway, and the number of MCUs stays the same.
 * Reduced to 1/2, 1/4 or 1/8 by the decoder its pixels then lie exactly where the pyramid's do, which a size that is no multiple of 8 would shift by up
 * to one pixel. Null where the header cannot be changed so.
 */
export function withWholeBlocks(content: Uint8Array, { width, height }: Size): WholeBlocks | null {
  const whole = { width: Math.ceil(width / 8) * 8, height: Math.ceil(height / 8) * 8 };
  if (whole.width > 0xffff || whole.height > 0xffff) return null;
  const frame = readJpegHeader(content, { bytes: content.byteLength, pixels: width * height }).markers.find(({ code }) => FRAMES.has(code));
  if (frame === undefined) return null;
  const copy = Uint8Array.from(content);
  const view = new DataView(copy.buffer);
  // A height of 0 is stated later in the file (DNL): left alone.
  if (view.getUint16(frame.offset + HEIGHT_AT) !== height || view.getUint16(frame.offset + WIDTH_AT) !== width) return null;
  view.setUint16(frame.offset + HEIGHT_AT, whole.height);
  view.setUint16(frame.offset + WIDTH_AT, whole.width);
  return { ...whole, content: copy };
}
