import { crc32, deflateSync } from 'node:zlib';

/** Little builders of file formats, enough to break them on purpose. */

/** Numbers 0..1 that are the same in every run (mulberry32). */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function randomBytes(count: number, seed: number): Buffer {
  const next = randomSource(seed);
  return Buffer.from(Array.from({ length: count }, () => Math.floor(next() * 256)));
}

/** A picture with edges, a slope and grain: interleaved 8-bit RGB. */
export function scenePixels(width: number, height: number, seed: number): Buffer {
  const next = randomSource(seed);
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2;
      const base = inside ? [190, 90, 60] : [40 + (150 * x) / width, 90 + (80 * y) / height, 140];
      for (const [channel, value] of base.entries()) data[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, value + (next() - 0.5) * 24));
    }
  }
  return data;
}

/** Where a JPEG's segment of a marker starts (at its 0xFF) and ends, walking segments from the start up to the scan. */
export function jpegSegment(file: Buffer, marker: number): { start: number; end: number } {
  for (let at = 2; at + 4 <= file.length && file[at] === 0xff; at += 2 + file.readUInt16BE(at + 2)) {
    if (file[at + 1] === marker) return { start: at, end: at + 2 + file.readUInt16BE(at + 2) };
  }
  throw new Error(`no segment ${marker.toString(16)} in this JPEG`);
}

/** The frame header, whatever its process: SOF0, SOF1 or SOF2. */
export function frameSegment(file: Buffer): { start: number; end: number } {
  for (const marker of [0xc0, 0xc1, 0xc2]) {
    try {
      return jpegSegment(file, marker);
    } catch {
      continue;
    }
  }
  throw new Error('no frame header in this JPEG');
}

/** One APPn segment; `payload` at most 65,533 bytes. */
export function appSegment(n: number, payload: Buffer): Buffer {
  const head = Buffer.from([0xff, 0xe0 + n, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([head, payload]);
}

/** Puts segments right after SOI. */
export function insertSegments(file: Buffer, ...segments: Buffer[]): Buffer {
  return Buffer.concat([file.subarray(0, 2), ...segments, file.subarray(2)]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** A PNG of the given header around ready-made IDAT content. Colour types: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
export function png(width: number, height: number, bits: number, colour: number, packed: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colour, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), pngChunk('IHDR', header), pngChunk('IDAT', packed), pngChunk('IEND', Buffer.alloc(0))]);
}

/** Deflated zeros: small to carry, large to unpack. */
export function packedZeros(bytes: number): Buffer {
  return deflateSync(Buffer.alloc(bytes), { level: 9 });
}

export interface TiffPage {
  readonly width: number;
  readonly height: number;
  /** Uncompressed 8-bit grey samples; may be shorter than the header says. */
  readonly data: Buffer;
}

/** A little-endian TIFF of uncompressed grey pages, one strip each. */
export function tiff(pages: readonly TiffPage[]): Buffer {
  const parts = [Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0])];
  let at = 8;
  let link = { part: 0, offset: 4 };
  for (const { width, height, data } of pages) {
    const padded = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
    const tags: readonly (readonly [tag: number, type: number, value: number])[] = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [259, 3, 1],
      [262, 3, 1],
      [273, 4, at],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, Math.min(width * height, 0xffffffff)],
    ];
    const directory = Buffer.alloc(2 + 12 * tags.length + 4);
    directory.writeUInt16LE(tags.length, 0);
    for (const [k, [tag, type, value]] of tags.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * k);
      directory.writeUInt16LE(type, 4 + 12 * k);
      directory.writeUInt32LE(1, 6 + 12 * k);
      directory.writeUInt32LE(value, 10 + 12 * k);
    }
    parts[link.part]?.writeUInt32LE(at + padded.length, link.offset);
    parts.push(padded, directory);
    link = { part: parts.length - 1, offset: directory.length - 4 };
    at += padded.length + directory.length;
  }
  return Buffer.concat(parts);
}

/** A Windows bitmap with a 40-byte header around ready-made rows. Compression 0 is none, 1 run lengths of 8 bits. */
export function bmp(width: number, height: number, bits: number, compression: number, palette: Buffer, data: Buffer): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM', 'latin1');
  header.writeUInt32LE(54 + palette.length + data.length, 2);
  header.writeUInt32LE(54 + palette.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  header.writeUInt32LE(data.length, 34);
  header.writeUInt32LE(palette.length / 4, 46);
  return Buffer.concat([header, palette, data]);
}

/** An ISO media file that holds nothing but its type box, of two compatible brands, and some bytes. */
export function isoMedia(brand: string, compatible: string, rest: Buffer): Buffer {
  const box = Buffer.alloc(24);
  box.writeUInt32BE(24, 0);
  box.write(`ftyp${brand}`, 4, 'latin1');
  box.write(`${brand}${compatible}`, 16, 'latin1');
  return Buffer.concat([box, rest]);
}

/** An APP1 Exif segment whose first directory states `orientation`, with a thumbnail JPEG when one is given. */
export function exifSegment(orientation: number, thumbnail?: Buffer): Buffer {
  const body = Buffer.alloc(thumbnail === undefined ? 26 : 56);
  body.write('MM\x00\x2a\x00\x00\x00\x08', 'latin1');
  body.writeUInt16BE(1, 8);
  writeExifTag(body, 10, 0x0112, 3, orientation << 16);
  if (thumbnail !== undefined) {
    body.writeUInt32BE(26, 22);
    body.writeUInt16BE(2, 26);
    writeExifTag(body, 28, 0x0201, 4, body.length);
    writeExifTag(body, 40, 0x0202, 4, thumbnail.length);
  }
  return appSegment(1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), body, thumbnail ?? Buffer.alloc(0)]));
}

function writeExifTag(into: Buffer, at: number, tag: number, type: number, value: number): void {
  into.writeUInt16BE(tag, at);
  into.writeUInt16BE(type, at + 2);
  into.writeUInt32BE(1, at + 4);
  into.writeUInt32BE(value >>> 0, at + 8);
}
