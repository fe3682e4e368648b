import { AppError } from '../../contract/errors.ts';
import type { Probe } from './sharp.ts';
import type { Pixels } from './pixels.ts';

/** Windows bitmap: libvips as packaged reads none, so uncompressed ones are read here. */
interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly topDown: boolean;
  readonly bits: number;
  readonly compression: number;
  readonly dataOffset: number;
  readonly paletteOffset: number;
  readonly paletteEntryBytes: 3 | 4;
  readonly paletteEntries: number;
  /** Red, green and blue masks of 16- and 32-bit pixels. */
  readonly masks: readonly [number, number, number];
}

const RGB = 0;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;
const DEPTHS = [1, 4, 8, 16, 24, 32];

export function probeBmp(bytes: Uint8Array): Probe {
  const header = readHeader(bytes);
  return {
    width: header.width,
    height: header.height,
    channels: 3,
    bitDepth: 8,
    floating: false,
    hasAlpha: false,
    colourSpace: 'srgb',
    icc: null,
    exif: null,
    orientation: 1,
    pages: 1,
    compression: null,
  };
}

/** Pixels of an uncompressed bitmap of 1, 4, 8, 16, 24 or 32 bits; throws TYPE_UNSUPPORTED for run lengths, IMAGE_TRUNCATED, IMAGE_CORRUPT. */
export function decodeBmp(bytes: Uint8Array): Pixels {
  const header = readHeader(bytes);
  const stride = Math.ceil((header.width * header.bits) / 32) * 4;
  if (header.dataOffset + stride * header.height > bytes.length) {
    throw new AppError('IMAGE_TRUNCATED', 'The bitmap ends before its last row. Fetch it again from its source.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Uint8Array(header.width * header.height * 3);
  for (let y = 0; y < header.height; y += 1) {
    const row = header.dataOffset + stride * (header.topDown ? y : header.height - 1 - y);
    readRow(view, header, row, data, y * header.width * 3);
  }
  return { width: header.width, height: header.height, channels: 3, data };
}

function readRow(view: DataView, header: BmpHeader, row: number, data: Uint8Array, start: number): void {
  const { bits, width } = header;
  for (let x = 0, to = start; x < width; x += 1, to += 3) {
    if (bits <= 8) {
      const position = x * bits;
      const index = (view.getUint8(row + (position >> 3)) >> (8 - bits - (position & 7))) & ((1 << bits) - 1);
      const entry = header.paletteOffset + Math.min(index, header.paletteEntries - 1) * header.paletteEntryBytes;
      copyBlueGreenRed(view, entry, data, to);
    } else if (bits === 24) {
      copyBlueGreenRed(view, row + x * 3, data, to);
    } else {
      const value = bits === 16 ? view.getUint16(row + x * 2, true) : view.getUint32(row + x * 4, true);
      header.masks.forEach((mask, channel) => {
        data[to + channel] = scaled(value, mask);
      });
    }
  }
}

function copyBlueGreenRed(view: DataView, from: number, data: Uint8Array, to: number): void {
  data[to] = view.getUint8(from + 2);
  data[to + 1] = view.getUint8(from + 1);
  data[to + 2] = view.getUint8(from);
}

/** Bits of `value` under `mask` as 0..255. */
function scaled(value: number, mask: number): number {
  if (mask === 0) return 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return Math.round((((value & mask) >>> shift) / largest) * 255);
}

function readHeader(bytes: Uint8Array): BmpHeader {
  try {
    return parseHeader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) throw new AppError('IMAGE_TRUNCATED', 'The bitmap ends inside its header. Fetch it again from its source.', undefined, error);
    throw error;
  }
}

function parseHeader(view: DataView): BmpHeader {
  const headerSize = view.getUint32(14, true);
  const core = headerSize === 12;
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = core ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(core ? 24 : 28, true);
  const compression = core || headerSize < 20 ? RGB : view.getUint32(30, true);
  if (width < 1 || signedHeight === 0 || !DEPTHS.includes(bits)) throw new AppError('IMAGE_CORRUPT', 'The bitmap header states an impossible size or depth. Fetch it again from its source.');
  const masked = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (compression !== RGB && !masked) {
    throw new AppError('TYPE_UNSUPPORTED', 'Bitmaps compressed by run lengths, JPEG or PNG are not read. Save the picture as PNG and analyse that.', { compression });
  }
  const paletteEntryBytes = core ? 3 : 4;
  const declared = core || headerSize < 36 ? 0 : view.getUint32(46, true);
  const paletteEntries = bits > 8 ? 0 : Math.min(declared === 0 ? 1 << bits : declared, 1 << bits);
  const paletteOffset = 14 + headerSize + (masked && headerSize === 40 ? (compression === BITFIELDS ? 12 : 16) : 0);
  const dataOffset = view.getUint32(10, true);
  if (paletteOffset + paletteEntries * paletteEntryBytes > view.byteLength) throw new RangeError('palette beyond the end');
  return { width, height: Math.abs(signedHeight), topDown: signedHeight < 0, bits, compression, dataOffset, paletteOffset, paletteEntryBytes, paletteEntries, masks: readMasks(view, bits, masked) };
}

function readMasks(view: DataView, bits: number, masked: boolean): readonly [number, number, number] {
  if (masked) return [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)];
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0x00ff0000, 0x0000ff00, 0x000000ff];
}
