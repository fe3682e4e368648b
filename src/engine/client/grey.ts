import { readOnce } from '../intake/digest.ts';
import { AppError } from '../../contract/errors.ts';

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** One byte a pixel, stored orientation: luma of colour pictures, the values themselves of grey ones. */
  readonly data: Uint8Array;
}

const LARGEST_FILE = 500_000_000;

/** Reads a truth mask or a mask artifact from any picture file the engine decodes. Loads the decoder into this process on first use. */
export async function readGreyPicture(path: string): Promise<GreyPicture> {
  const { content, head } = await readOnce(path, LARGEST_FILE);
  if (content === null) throw new AppError('FILE_TOO_LARGE', `${path} is too large for a mask. Check that it is one.`);
  const { formatOf, identify } = await import('../intake/identify.ts');
  const { decodePicture } = await import('../decode/picture.ts');
  const { lumaAt } = await import('../coefficients/plain.ts');
  const facts = await identify(path, formatOf(head), content);
  const { width, height, data: rgb } = await decodePicture(content, facts);
  const data = new Uint8Array(width * height);
  for (let pixel = 0; pixel < data.length; pixel += 1) data[pixel] = lumaAt(rgb, pixel * 3);
  return { width, height, data };
}
