import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { appSegment, exifSegment, frameSegment, insertSegments, jpegSegment, randomBytes, scenePixels } from './bytes.ts';
import type { FileCase, Outcome } from './types.ts';

const WIDTH = 176;
const HEIGHT = 144;

const analysed: readonly Outcome[] = ['analysed'];

function scene(seed: number, width = WIDTH, height = HEIGHT): Sharp {
  return sharp(scenePixels(width, height, seed), { raw: { width, height, channels: 3 } });
}

export function jpegOf(seed: number, options: JpegOptions = {}): Promise<Buffer> {
  return scene(seed).jpeg({ quality: 85, ...options }).toBuffer();
}

function patched(file: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
}

function withSize(file: Buffer, width: number, height: number): Buffer {
  return patched(file, (copy) => {
    const { start } = frameSegment(copy);
    copy.writeUInt16BE(height, start + 5);
    copy.writeUInt16BE(width, start + 7);
  });
}

/** The JPEG kept up to this share of its entropy-coded data. */
function cutScan(file: Buffer, share: number): Buffer {
  const { end } = jpegSegment(file, 0xda);
  return file.subarray(0, end + Math.round((file.length - end) * share));
}

function without(file: Buffer, marker: number): Buffer {
  const { start, end } = jpegSegment(file, marker);
  return Buffer.concat([file.subarray(0, start), file.subarray(end)]);
}

/** JPEGs that are cut, broken, huge by their header, of a process that is not read, or only odd. */
export async function jpegCases(): Promise<FileCase[]> {
  const plain = await jpegOf(1);
  const cmyk = await scene(3).toColourspace('cmyk').jpeg({ quality: 85 }).toBuffer();
  const thumbnail = await scene(4, 64, 48).jpeg({ quality: 70 }).toBuffer();
  const column = await scene(5, 1, 300).jpeg().toBuffer();
  const quantization = jpegSegment(plain, 0xdb);
  const huffman = jpegSegment(plain, 0xc4);
  const one = (path: string, content: Buffer, expected: readonly Outcome[], extensionMismatch: boolean | null = false): FileCase => ({ path, content, expected, extensionMismatch });
  return [
    one('cut/inside-quantization-table.jpg', plain.subarray(0, quantization.start + 20), ['IMAGE_TRUNCATED']),
    // A table that ends early is a cut to one reader and a fault to another.
    one('cut/inside-huffman-table.jpg', plain.subarray(0, huffman.start + 12), ['IMAGE_TRUNCATED', 'IMAGE_CORRUPT']),
    one('cut/tenth-of-scan.jpg', cutScan(plain, 0.1), ['IMAGE_TRUNCATED']),
    one('cut/most-of-scan.jpg', cutScan(plain, 0.9), analysed),
    one('cut/no-end-marker.jpg', plain.subarray(0, plain.length - 2), analysed),
    one('broken/huffman-oversubscribed.jpg', patched(plain, (copy) => copy.fill(255, huffman.start + 5, huffman.start + 21)), ['IMAGE_CORRUPT']),
    one('broken/quantization-table-missing.jpg', without(plain, 0xdb), ['IMAGE_CORRUPT']),
    one('broken/noise-in-scan.jpg', patched(plain, (copy) => randomBytes(400, 6).copy(copy, Math.round(copy.length * 0.5))), ['analysed', 'IMAGE_CORRUPT']),
    one('huge/claims-30000.jpg', withSize(plain, 30000, 30000), ['IMAGE_TOO_MANY_PIXELS']),
    one('huge/claims-65535.jpg', withSize(plain, 65535, 65535), ['IMAGE_TOO_MANY_PIXELS']),
    one('process/arithmetic.jpg', patched(plain, (copy) => copy.fill(0xc9, frameSegment(copy).start + 1, frameSegment(copy).start + 2)), ['JPEG_UNSUPPORTED']),
    one('process/lossless.jpg', patched(plain, (copy) => copy.fill(0xc3, frameSegment(copy).start + 1, frameSegment(copy).start + 2)), ['JPEG_UNSUPPORTED']),
    one('odd/cmyk.jpg', cmyk, analysed),
    one('odd/ycck.jpg', patched(cmyk, (copy) => copy.fill(2, jpegSegment(copy, 0xee).end - 1, jpegSegment(copy, 0xee).end)), analysed),
    one('odd/one-pixel-wide.jpg', column, ['IMAGE_TOO_SMALL']),
    one('odd/turned-by-exif.jpg', insertSegments(plain, exifSegment(6)), analysed),
    one('odd/impossible-orientation.jpg', insertSegments(plain, exifSegment(9)), analysed),
    one('odd/thumbnail-in-thumbnail.jpg', insertSegments(plain, exifSegment(1, insertSegments(thumbnail, exifSegment(1, thumbnail)))), analysed),
    one('odd/two-in-one.jpg', Buffer.concat([plain, await jpegOf(7)]), analysed),
    one('odd/giant-segments.jpg', insertSegments(plain, ...Array.from({ length: 40 }, (_, k) => appSegment(2 + (k % 10), Buffer.alloc(65_533, k)))), analysed),
    one('named/jpeg-named.png', plain, analysed, true),
  ];
}
