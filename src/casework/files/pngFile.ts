import { crc32 } from 'node:zlib';
import type { Size } from '../../contract/geometry.ts';

export const PNG_SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** One chunk of a PNG (ISO/IEC 15948) with its length and check sum. */
export function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** A PNG that is not interlaced: `rows` are its filtered rows, already deflated; `extra` chunks stand before them. Colour type 0 is grey, 3 a palette. */
export function pngFile({ width, height }: Size, depth: 1 | 8, colourType: 0 | 3, rows: Uint8Array, extra: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = depth;
  header[9] = colourType;
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), ...extra, pngChunk('IDAT', rows), pngChunk('IEND', new Uint8Array(0))]);
}
