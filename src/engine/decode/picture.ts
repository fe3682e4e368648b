import type { ImageFacts } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import { decodeBmp } from './bmp.ts';
import { fitInside, type Pixels } from './pixels.ts';
import { decodeStored, decodeView } from './sharp.ts';

/**
 * Stored pixels for analysis, always three channels; see `decodeStored` for what is and is not done to them. A JPEG is decoded leniently: our own
 * reader has already told how much of it is there. Throws IMAGE_TRUNCATED, IMAGE_CORRUPT, TYPE_UNSUPPORTED.
 */
export async function decodePicture(content: Uint8Array, facts: ImageFacts): Promise<Pixels> {
  if (facts.format === 'bmp') return decodeBmp(content);
  const pixels = await decodeStored(content, { lenient: facts.format === 'jpeg', maximumPixels: facts.width * facts.height }).catch((error: unknown) => {
    throw decodeError(error);
  });
  if (pixels.width !== facts.width || pixels.height !== facts.height) {
    throw new AppError('IMAGE_CORRUPT', 'The picture decodes to another size than its header states. Fetch it again from its source.', { width: pixels.width, height: pixels.height });
  }
  return pixels;
}

/**
 * A reduced copy for the eye, stored orientation, sRGB, long side at most `longSide`. `pixels` are the stored ones, or empty ones where they are not at hand and a
 * library reads the file; given back themselves where they are just that copy.
 */
export async function viewOf(content: Uint8Array, facts: ImageFacts, pixels: Pixels, longSide: number): Promise<Pixels> {
  const size = fitInside(facts, longSide);
  if (size.width === pixels.width && size.height === pixels.height && showsAsStored(facts)) return pixels;
  return decodeView(facts.format === 'bmp' ? pixels : content, size).catch((error: unknown) => {
    throw decodeError(error);
  });
}

/** Eight-bit sRGB without profile and transparency: there the stored pixels are what the eye is shown. */
function showsAsStored({ channels, bitDepth, hasAlpha, colourSpace, iccProfile }: ImageFacts): boolean {
  return channels === 3 && bitDepth === 8 && !hasAlpha && colourSpace === 'srgb' && iccProfile === null;
}

const TRUNCATION = /premature end|truncat|end of (file|stream|data|image)|eof|not enough data|read error|unexpected end|out of data|incomplete/i;

/** A failure of the decoding library as the error a person can act on. */
export function decodeError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message.trim().slice(0, 300) : String(error);
  if (TRUNCATION.test(reason)) return new AppError('IMAGE_TRUNCATED', 'The picture ends before its last row. Fetch it again from its source.', { reason }, error);
  return new AppError('IMAGE_CORRUPT', 'The picture cannot be decoded. Open it in another program, or fetch it again from its source.', { reason }, error);
}
