import { writeFile } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';
import type { Size } from '../../contract/geometry.ts';
import { readOnce } from '../intake/digest.ts';
import type { Pixels } from '../decode/pixels.ts';
import { addNoise, gaussianBlur, seededRandom, sharpen } from './filters.ts';

/**
 * A change that pictures go through on their way. `quality` 1..100 (libjpeg's scale, 4:2:0); `factor` of both sides; `kernel` odd, in pixels;
 * `sigma` in levels of 255; `longSide` in pixels, never enlarged.
 */
export type PictureChange =
  | { readonly kind: 'jpeg'; readonly quality: number }
  | { readonly kind: 'resize'; readonly factor: number }
  | { readonly kind: 'blur'; readonly kernel: number }
  | { readonly kind: 'noise'; readonly sigma: number }
  | { readonly kind: 'social'; readonly longSide: number };

export interface DegradedPicture {
  readonly path: string;
  readonly width: number;
  readonly height: number;
  /** Size of the picture before. */
  readonly from: Size;
  /** What was drawn for this picture, in words; empty where nothing was. */
  readonly drawn: string;
}

const LARGEST_FILE = 500_000_000;

/**
 * Writes a changed copy of a picture to `target` with the ending that fits: JPEG where the change ends in one, else lossless PNG, so that nothing but the
 * change is measured. Stored pixels (no rotation, no colour management), no metadata. The same file, change and `seed` (32 bits) give the same copy.
 * Loads the decoder into this process on first use. Errors: those of reading and decoding a picture.
 */
export async function degradePicture(path: string, change: PictureChange, seed: number, target: string): Promise<DegradedPicture> {
  const { content, head } = await readOnce(path, LARGEST_FILE);
  if (content === null) throw new AppError('FILE_TOO_LARGE', `${path} is too large to be changed for a test of robustness. Leave it out of the set.`);
  const { formatOf, identify } = await import('../intake/identify.ts');
  const { decodePicture } = await import('../decode/picture.ts');
  const library = await import('../decode/sharp.ts');
  const pixels = await decodePicture(content, await identify(path, formatOf(head), content));
  const random = seededRandom(seed);
  if (change.kind === 'jpeg') return write(`${target}.jpg`, pixels, pixels, await library.encodeJpegSubsampled(pixels, change.quality));
  if (change.kind === 'social') {
    const scale = Math.min(1, change.longSide / Math.max(pixels.width, pixels.height));
    const small = scale === 1 ? pixels : await library.resizePixels(pixels, scaled(pixels, scale));
    const amount = 0.1 + 0.2 * random();
    const quality = 71 + Math.floor(22 * random());
    const sharp = sharpen(small, amount);
    return write(`${target}.jpg`, pixels, sharp, await library.encodeJpegSubsampled(sharp, quality), `${sharp.width} x ${sharp.height}, sharpening ${amount.toFixed(2)}, JPEG ${quality}`);
  }
  const changed = await changePixels(pixels, change, random, library.resizePixels);
  return write(`${target}.png`, pixels, changed, await library.encodePng(changed));
}

type PixelChange = Extract<PictureChange, { readonly kind: 'resize' | 'blur' | 'noise' }>;

async function changePixels(pixels: Pixels, change: PixelChange, random: () => number, resize: (pixels: Pixels, size: Size) => Promise<Pixels>): Promise<Pixels> {
  if (change.kind === 'resize') return resize(pixels, scaled(pixels, change.factor));
  return change.kind === 'blur' ? gaussianBlur(pixels, change.kernel) : addNoise(pixels, change.sigma, random);
}

function scaled({ width, height }: Pixels, factor: number): Size {
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

async function write(path: string, from: Size, { width, height }: Size, bytes: Uint8Array, drawn = ''): Promise<DegradedPicture> {
  await writeFile(path, bytes);
  return { path, width, height, from: { width: from.width, height: from.height }, drawn };
}
