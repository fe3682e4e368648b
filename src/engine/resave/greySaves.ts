import { AppError } from '../../contract/errors.ts';
import type { Pixels } from '../decode/pixels.ts';
import { readOnce } from '../intake/digest.ts';

/** A picture made grey and saved as JPEG some times, one save after the other. */
export interface GreySaves {
  /** Before any save: an 8-bit grey PNG. */
  readonly original: Uint8Array;
  /** Baseline grey JPEGs, each made of the decoded pixels of the one before; as many as there are qualities. */
  readonly saves: readonly Uint8Array[];
  /** The luma table of each save: 64 steps, natural order. */
  readonly tables: readonly (readonly number[])[];
}

const LARGEST_FILE = 500_000_000;

/**
 * Grey conversion and repeated saving as the published evaluation of DocTamper does them (eval_dtd.py of qcf-568/DocTamper, with Pillow): luma in 16-bit fixed
 * point, libjpeg's standard table of each quality 1..100. Loads the decoder into this process on first use. Throws AppError for a file that is no picture.
 */
export async function saveGreyChain(path: string, qualities: readonly number[]): Promise<GreySaves> {
  const { content, head } = await readOnce(path, LARGEST_FILE);
  if (content === null) throw new AppError('FILE_TOO_LARGE', `${path} is too large to be saved again.`);
  const { formatOf, identify } = await import('../intake/identify.ts');
  const { decodePicture } = await import('../decode/picture.ts');
  const { decodeStored, encodeGreyJpeg, encodeGreyPng } = await import('../decode/sharp.ts');
  const { libjpegLumaTable } = await import('../jpeg/index.ts');
  const facts = await identify(path, formatOf(head), content);
  const original = greyOf(await decodePicture(content, facts));
  const saves: Uint8Array[] = [];
  let pixels = original;
  for (const quality of qualities) {
    const saved = await encodeGreyJpeg(pixels, quality);
    saves.push(saved);
    pixels = firstChannel(await decodeStored(saved, { lenient: false, maximumPixels: facts.width * facts.height }));
  }
  return { original: await encodeGreyPng(original), saves, tables: qualities.map((quality) => [...libjpegLumaTable(quality)].map((step) => Math.min(255, step))) };
}

/** ITU-R 601-2 luma in the fixed point that Pillow's conversion to "L" uses. */
function greyOf({ width, height, data: rgb }: Pixels): Pixels {
  const data = new Uint8Array(width * height);
  for (let to = 0, from = 0; to < data.length; to += 1, from += 3) data[to] = (19_595 * rgb[from]! + 38_470 * rgb[from + 1]! + 7471 * rgb[from + 2]! + 0x80_00) >> 16;
  return { width, height, channels: 1, data };
}

function firstChannel({ width, height, data: rgb }: Pixels): Pixels {
  const data = new Uint8Array(width * height);
  for (let to = 0; to < data.length; to += 1) data[to] = rgb[3 * to]!;
  return { width, height, channels: 1, data };
}
