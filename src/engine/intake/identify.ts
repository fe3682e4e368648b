import { basename } from 'node:path';
import type { ImageFacts, ImageFormat } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import { probeBmp } from '../decode/bmp.ts';
import { probe, type Probe } from '../decode/sharp.ts';
import { readCapture } from './capture.ts';
import { iccName } from './icc.ts';
import { jpegHeaderFacts, type JpegHeaderFacts } from './jpegFacts.ts';
import { extensionMismatches, MIME_TYPES, sniff } from './sniff.ts';

export interface Limits {
  readonly maximumPixels: number;
  readonly maximumBytes: number;
}

/** The receptive field needs some context; below this the answer would be noise. */
export const MINIMUM_SIDE = 16;
/** Pages or frames; a file with more is made to exhaust a reader. */
export const MAXIMUM_PAGES = 10_000;

/** Type by content. Throws TYPE_UNSUPPORTED with the type's name for known other types, else TYPE_UNKNOWN. */
export function formatOf(head: Uint8Array): ImageFormat {
  const found = sniff(head);
  if (found.kind === 'image') return found.format;
  if (found.kind === 'other') {
    throw new AppError('TYPE_UNSUPPORTED', `This is a ${found.name}, not a picture that is read here. Export its pictures as JPEG, PNG or TIFF.`, { type: found.name });
  }
  throw new AppError('TYPE_UNKNOWN', 'The content is of no picture type known here. Check that the file is whole and really a picture.');
}

/** Facts of a picture from its header, before any pixel is decoded, and without checking limits. Throws IMAGE_CORRUPT, JPEG_UNSUPPORTED. */
export async function identify(path: string, format: ImageFormat, content: Uint8Array): Promise<ImageFacts> {
  const jpeg = format === 'jpeg' ? jpegHeaderFacts(content) : null;
  const header = format === 'bmp' ? probeBmp(content) : await probeOr(content, format, jpeg);
  return {
    format,
    mimeType: MIME_TYPES[format],
    extensionMismatch: extensionMismatches(basename(path), format),
    width: jpeg?.width ?? header.width,
    height: jpeg?.height ?? header.height,
    channels: header.channels,
    bitDepth: header.bitDepth,
    hasAlpha: header.hasAlpha,
    colourSpace: header.colourSpace,
    iccProfile: header.icc === null ? null : iccName(header.icc),
    orientation: header.orientation,
    pages: header.pages,
    jpeg: jpeg?.facts ?? null,
    // A TIFF is its own EXIF block; the library hands out none for it.
    capture: readCapture(format === 'tiff' ? content : header.exif),
  };
}

/** Refuses what is too large, too small or of a kind that decodes to nothing useful; all from the header. */
export function checkLimits(facts: ImageFacts, limits: Limits): void {
  const { width, height } = facts;
  checkExtent(facts, limits);
  if (width < MINIMUM_SIDE || height < MINIMUM_SIDE) {
    throw new AppError('IMAGE_TOO_SMALL', `${width} x ${height} pixels are too few: each side needs ${MINIMUM_SIDE} at least.`, { width, height });
  }
  if (facts.format === 'heic') throw heicUnsupported();
  if (facts.bitDepth > 16) {
    throw new AppError('TYPE_UNSUPPORTED', `Samples of ${facts.bitDepth} bits are not read. Convert the picture to 16 bits a channel.`, { bitDepth: facts.bitDepth });
  }
}

/** Refuses what would exhaust memory or time, be it to analyse or to look at. */
export function checkExtent(facts: ImageFacts, limits: Pick<Limits, 'maximumPixels'>): void {
  const { width, height } = facts;
  if (width * height > limits.maximumPixels) {
    throw new AppError('IMAGE_TOO_MANY_PIXELS', `${width} x ${height} pixels are above the limit of ${limits.maximumPixels}. Raise the limit or analyse a part.`, { width, height });
  }
  if (facts.pages > MAXIMUM_PAGES) {
    throw new AppError('IMAGE_TOO_MANY_PIXELS', `${facts.pages} pages or frames are above the limit of ${MAXIMUM_PAGES}. Save the first as a picture of its own.`, { pages: facts.pages });
  }
}

/** For a JPEG whose header we read ourselves, a failure of the library costs only profile and orientation. */
async function probeOr(content: Uint8Array, format: ImageFormat, jpeg: JpegHeaderFacts | null): Promise<Probe> {
  try {
    return await probe(content);
  } catch (error) {
    if (format === 'heic') throw heicUnsupported(error);
    if (format === 'webp' && isCutRiff(content)) throw new AppError('IMAGE_TRUNCATED', 'The file is shorter than its header states. Fetch it again from its source.', undefined, error);
    if (jpeg === null) throw new AppError('IMAGE_CORRUPT', 'The header of this picture is damaged. Fetch it again from its source.', { reason: reasonOf(error) }, error);
    const channels = jpeg.facts.components.length;
    const colourSpace = { grey: 'b-w', ycc: 'srgb', rgb: 'srgb', cmyk: 'cmyk', ycck: 'cmyk' }[jpeg.facts.colour];
    return { width: jpeg.width, height: jpeg.height, channels, bitDepth: 8, floating: false, hasAlpha: false, colourSpace, icc: null, exif: null, orientation: 1, pages: 1, compression: null };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error);
}

/** The packaged decoder holds no HEVC, for its patents; the header may be readable all the same. */
function heicUnsupported(cause?: unknown): AppError {
  return new AppError('TYPE_UNSUPPORTED', 'HEIC pictures cannot be decoded by this build. Save a copy as PNG (not JPEG, to add no new traces) and analyse that.', { type: 'HEIC' }, cause);
}

/** Whether a RIFF file states more bytes than there are. */
function isCutRiff(content: Uint8Array): boolean {
  return content.length < 12 || new DataView(content.buffer, content.byteOffset).getUint32(4, true) + 8 > content.length;
}
