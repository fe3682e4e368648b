import { availableParallelism } from 'node:os';
import sharp, { type Sharp } from 'sharp';
import type { Box, Size } from '../../contract/geometry.ts';
import type { Pixels } from './pixels.ts';

/** The only file that knows the decoding library, so that another build of it can take its place. */

// A forensic run reads each picture once: a cache of decoded pixels would only hold memory.
sharp.cache(false);
sharp.concurrency(availableParallelism());

export interface Probe extends Size {
  /** Stored channels, alpha included. */
  readonly channels: number;
  /** Bits a sample, from the stored numbers. */
  readonly bitDepth: number;
  readonly floating: boolean;
  readonly hasAlpha: boolean;
  readonly colourSpace: string;
  readonly icc: Uint8Array | null;
  /** The EXIF block as the container holds it, with or without its `Exif` prefix. */
  readonly exif: Uint8Array | null;
  /** EXIF orientation 1..8; 1 where the file says nothing. */
  readonly orientation: number;
  readonly pages: number;
  /** Compression inside a HEIF container, else null. */
  readonly compression: string | null;
}

const DEPTHS: Readonly<Record<string, number>> = { uchar: 8, char: 8, ushort: 16, short: 16, uint: 32, int: 32, float: 32, complex: 64, double: 64, dpcomplex: 128 };

/** Header facts without decoding pixels. Rejects with the library's error where the header cannot be read. */
export async function probe(bytes: Uint8Array): Promise<Probe> {
  const found = await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata();
  const orientation = found.orientation ?? 1;
  return {
    width: found.width,
    height: found.pageHeight ?? found.height,
    channels: found.channels,
    bitDepth: found.bitsPerSample ?? DEPTHS[found.depth] ?? 8,
    floating: ['float', 'double', 'complex', 'dpcomplex'].includes(found.depth),
    hasAlpha: found.hasAlpha,
    colourSpace: found.space,
    icc: found.icc ?? null,
    exif: found.exif ?? null,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    pages: Math.max(1, found.pages ?? 1),
    compression: found.compression ?? null,
  };
}

export interface DecodeOptions {
  /** Accept a file whose data end early; what is missing comes out grey or black. */
  readonly lenient: boolean;
  readonly maximumPixels: number;
}

/**
 * Pixels as stored, for analysis: first page, no rotation, no colour management, alpha dropped (the colour under it stays), 16-bit samples by
 * their high byte, CMYK to RGB by the library's built-in profile, grey repeated to three channels.
 */
export async function decodeStored(bytes: Uint8Array, options: DecodeOptions): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true, failOn: options.lenient ? 'none' : 'error', limitInputPixels: options.maximumPixels })
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return threeChannels(data, info.width, info.height, info.channels);
}

/** The picture for the eye, no longer side above `longSide`: embedded profile to sRGB, alpha over white; still in stored orientation. */
export async function decodeView(source: Uint8Array | Pixels, size: Size): Promise<Pixels> {
  const { data, info } = await open(source)
    .resize({ width: size.width, height: size.height, fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return threeChannels(data, info.width, info.height, info.channels);
}

/** Rows [top, top + height) of a picture, over its whole width. */
export interface Rows {
  readonly top: number;
  readonly height: number;
}

/** Full-size pixels for the eye: embedded profile to sRGB, alpha over white, first page, stored orientation. What is missing of a damaged file is grey or black. */
export async function decodeViewRows(source: Uint8Array | Pixels, width: number, rows: Rows): Promise<Pixels> {
  return rawPixels(open(source).extract({ left: 0, width, ...rows }).flatten({ background: '#ffffff' }).toColourspace('srgb'));
}

/** The whole picture for the eye at a smaller size; a JPEG is not even decoded at full size. Otherwise as `decodeViewRows`. */
export async function decodeViewReduced(source: Uint8Array | Pixels, size: Size): Promise<Pixels> {
  return rawPixels(open(source).resize({ width: size.width, height: size.height, fit: 'fill', kernel: 'linear' }).flatten({ background: '#ffffff' }).toColourspace('srgb'));
}

/** Part of the picture for the eye at another size, otherwise as `decodeViewRows`; nothing of it is held at full size. */
export async function decodeViewBox(source: Uint8Array | Pixels, box: Box, size: Size): Promise<Pixels> {
  const part = open(source).extract({ left: box.x, top: box.y, width: box.width, height: box.height });
  return rawPixels(part.resize({ width: size.width, height: size.height, fit: 'fill' }).flatten({ background: '#ffffff' }).toColourspace('srgb'));
}

/** Rows of stored pixels, as `decodeStored` gives them, leniently. */
export async function decodeStoredRows(bytes: Uint8Array, width: number, rows: Rows): Promise<Pixels> {
  return rawPixels(sharp(bytes, { ignoreIcc: true, limitInputPixels: false, failOn: 'none' }).extract({ left: 0, width, ...rows }).removeAlpha());
}

/** Rows of an 8-bit grey picture, byte for byte. A file that ends early is an error: a map is whole or worth nothing. */
export async function decodeGreyRows(bytes: Uint8Array, width: number, rows: Rows): Promise<Pixels> {
  const { data, info } = await sharp(bytes, { ignoreIcc: true, limitInputPixels: false, failOn: 'error' })
    .extract({ left: 0, width, ...rows })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`${info.channels} channels where one was expected`);
  return { width: info.width, height: info.height, channels: 1, data };
}

/** Lossless PNG, quick rather than small; one channel stays one channel. */
export async function encodePng(pixels: Pixels): Promise<Uint8Array> {
  return open(pixels).toColourspace(pixels.channels === 1 ? 'b-w' : 'srgb').png({ compressionLevel: 1, adaptiveFiltering: true, palette: false }).toBuffer();
}

/** JPEG for a list, as displayed (EXIF orientation applied), neither side above `longSide`, never enlarged; decoded no larger than needed. */
export async function encodeThumbnail(source: Uint8Array | Pixels, longSide: number, quality: number): Promise<Uint8Array> {
  return open(source)
    .autoOrient()
    .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality })
    .toBuffer();
}

/** Baseline JPEG, quality 1..100, 4:4:4, without metadata: equal pixels give equal bytes. */
export async function encodeJpeg(pixels: Pixels, quality: number): Promise<Uint8Array> {
  return open(pixels).jpeg({ quality, chromaSubsampling: '4:4:4', progressive: false, mozjpeg: false }).toBuffer();
}

/** Baseline JPEG as cameras and networks write it: quality 1..100 of libjpeg, 4:2:0, without metadata. */
export async function encodeJpegSubsampled(pixels: Pixels, quality: number): Promise<Uint8Array> {
  return open(pixels).jpeg({ quality, chromaSubsampling: '4:2:0', progressive: false, mozjpeg: false }).toBuffer();
}

/** Baseline JPEG of one component with libjpeg's standard table of a quality 1..100, fixed Huffman tables, without metadata. */
export async function encodeGreyJpeg(pixels: Pixels, quality: number): Promise<Uint8Array> {
  return open(pixels).toColourspace('b-w').jpeg({ quality, progressive: false, mozjpeg: false, optimiseCoding: false }).toBuffer();
}

/** 8-bit PNG of one channel. */
export async function encodeGreyPng(pixels: Pixels): Promise<Uint8Array> {
  return open(pixels).toColourspace('b-w').png().toBuffer();
}

/** Pixels at another size, larger or smaller, by the library's Lanczos filter (three lobes, widened where the picture shrinks). */
export async function resizePixels(pixels: Pixels, size: Size): Promise<Pixels> {
  return rawPixels(open(pixels).resize({ width: size.width, height: size.height, fit: 'fill', kernel: 'lanczos3' }));
}

export function libraryVersions(): { sharp: string; libvips: string } {
  return { sharp: sharp.versions.sharp ?? 'unknown', libvips: sharp.versions.vips };
}

async function rawPixels(pipeline: Sharp): Promise<Pixels> {
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return threeChannels(data, info.width, info.height, info.channels);
}

function open(source: Uint8Array | Pixels): Sharp {
  if (source instanceof Uint8Array) return sharp(source, { limitInputPixels: false, failOn: 'none' });
  return sharp(source.data, { raw: { width: source.width, height: source.height, channels: source.channels }, limitInputPixels: false });
}

function threeChannels(data: Uint8Array, width: number, height: number, channels: number): Pixels {
  if (channels === 3) return { width, height, channels: 3, data };
  const repeated = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < repeated.length; from += channels, to += 3) repeated.fill(data[from]!, to, to + 3);
  return { width, height, channels: 3, data: repeated };
}
