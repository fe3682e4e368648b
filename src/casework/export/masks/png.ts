import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { AppError, type Size } from '../../../contract/index.ts';
import { PNG_SIGNATURE, pngChunk, pngFile } from '../../files/pngFile.ts';
import type { GreyPicture } from '../ports.ts';

/** The little of PNG (ISO/IEC 15948) that masks need: grey maps in, grey, one-bit and palette maps out. Nothing interlaced. */

/** Maps of pictures up to 400 million pixels, as the engine takes them. */
const MOST_PIXELS = 400_000_000;

/** Rows with the filter byte 0 before each. */
function unfilteredRows({ width, height, data }: GreyPicture): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y += 1) rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}

/** One-bit grey PNG: white where `isSet` is not 0. */
export function encodeBits({ width, height, data }: GreyPicture): Uint8Array {
  const stride = Math.ceil(width / 8) + 1;
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (data[y * width + x] === 0) continue;
      const at = y * stride + 1 + (x >> 3);
      rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return pngFile({ width, height }, 1, 0, deflateSync(rows));
}

/** 8-bit grey PNG. */
export function encodeGrey(picture: GreyPicture): Uint8Array {
  return pngFile(picture, 8, 0, deflateSync(unfilteredRows(picture)));
}

/** Picture of one colour whose opacity is the value of the map: laid over another picture it tints it. */
export function encodeTint(picture: GreyPicture, colour: readonly [number, number, number]): Uint8Array {
  const palette = Buffer.alloc(768);
  for (let value = 0; value < 256; value += 1) palette.set(colour, value * 3);
  const opacity = Uint8Array.from({ length: 256 }, (_, value) => value);
  return pngFile(picture, 8, 3, deflateSync(unfilteredRows(picture)), [pngChunk('PLTE', palette), pngChunk('tRNS', opacity)]);
}

/**
 * Decodes a grey PNG of 1, 2, 4 or 8 bits without interlacing to 0..255. Every check sum is compared.
 * Error: IMAGE_CORRUPT for anything else.
 */
export function decodeGrey(png: Uint8Array): GreyPicture {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  if (!bytes.subarray(0, 8).equals(PNG_SIGNATURE)) throw refuse('it is no PNG');
  let header: Buffer | null = null;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw refuse('it ends early');
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw refuse(`the check sum of ${type} is wrong`);
    if (type === 'IHDR') header = bytes.subarray(at + 8, end);
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end));
    if (type === 'IEND') break;
    at = end + 4;
  }
  if (header === null || header.length !== 13) throw refuse('its header is missing');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colourType, , , interlaced] = header.subarray(8);
  if (colourType !== 0 || interlaced !== 0 || depth === undefined || ![1, 2, 4, 8].includes(depth)) throw refuse('it is not a plain grey map');
  if (width < 1 || height < 1 || width * height > MOST_PIXELS) throw refuse(`${width} x ${height} pixels are out of range`);
  return { width, height, data: unpack(unfilter(parts, { width, height }, depth), { width, height }, depth) };
}

function unfilter(parts: readonly Buffer[], { width, height }: Size, depth: number): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  let rows: Buffer;
  try {
    rows = inflateSync(Buffer.concat(parts), { maxOutputLength: (stride + 1) * height });
  } catch (error) {
    throw refuse('its data cannot be inflated', error);
  }
  if (rows.length !== (stride + 1) * height) throw refuse('it holds too few rows');
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)] ?? 0;
    const from = y * (stride + 1) + 1;
    const to = y * stride;
    for (let x = 0; x < stride; x += 1) {
      const left = x === 0 ? 0 : (out[to + x - 1] ?? 0);
      const above = y === 0 ? 0 : (out[to - stride + x] ?? 0);
      const corner = x === 0 || y === 0 ? 0 : (out[to - stride + x - 1] ?? 0);
      out[to + x] = (rows[from + x] ?? 0) + predicted(filter, left, above, corner);
    }
  }
  return out;
}

/** Prediction of the five filters of PNG, one byte a pixel. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) throw refuse(`row filter ${filter} is unknown`);
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

function unpack(packed: Uint8Array, { width, height }: Size, depth: number): Uint8Array {
  if (depth === 8) return packed;
  const stride = Math.ceil((width * depth) / 8);
  const most = (1 << depth) - 1;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth;
      const value = ((packed[y * stride + (bit >> 3)] ?? 0) >> (8 - depth - (bit & 7))) & most;
      data[y * width + x] = Math.round((value * 255) / most);
    }
  }
  return data;
}

function refuse(reason: string, cause?: unknown): AppError {
  return new AppError('IMAGE_CORRUPT', `The map cannot be exported: ${reason}. Analyse the item again.`, undefined, cause);
}
