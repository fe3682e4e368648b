import { decodeBmp } from '../decode/bmp.ts';
import { decodeError } from '../decode/picture.ts';
import { encodeThumbnail } from '../decode/sharp.ts';
import { throwIfDropped } from './gate.ts';
import { inspect } from './picture.ts';
import { readNamed } from './read.ts';
import type { Source, ViewState } from './state.ts';

const LONG_SIDE = 320;
const QUALITY = 82;

/** JPEG of at most 320 pixels a side, as displayed. The file is read, used and let go: a grid asks for each one once. */
export async function thumbnailOf(state: ViewState, source: Source, signal?: AbortSignal): Promise<Uint8Array> {
  return state.thumbnails.run(async () => {
    const content = await readNamed(source.path, source.key, state.limits.maximumBytes, signal);
    const { facts } = await inspect(state, source, content);
    throwIfDropped(signal);
    try {
      return await encodeThumbnail(facts.format === 'bmp' ? decodeBmp(content) : content, LONG_SIDE, QUALITY);
    } catch (error) {
      throw decodeError(error);
    }
  }, signal);
}
