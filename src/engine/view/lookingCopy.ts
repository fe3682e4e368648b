import { decodeBmp } from '../decode/bmp.ts';
import { viewOf } from '../decode/picture.ts';
import type { Pixels } from '../decode/pixels.ts';
import { encodeJpeg } from '../decode/sharp.ts';
import { throwIfDropped } from './gate.ts';
import { inspect } from './picture.ts';
import { readNamed } from './read.ts';
import type { Source, ViewState } from './state.ts';

const QUALITY = 88;
const NONE: Pixels = { width: 0, height: 0, channels: 3, data: new Uint8Array(0) };

/** JPEG of at most `longSide` pixels a side in stored orientation, without the tag: for programs that turn it themselves. The file is read, used and let go. */
export async function lookingCopyOf(state: ViewState, source: Source, longSide: number, signal?: AbortSignal): Promise<Uint8Array> {
  return state.thumbnails.run(async () => {
    const content = await readNamed(source.path, source.key, state.limits.maximumBytes, signal);
    const { facts } = await inspect(state, source, content);
    throwIfDropped(signal);
    return encodeJpeg(await viewOf(content, facts, facts.format === 'bmp' ? decodeBmp(content) : NONE, longSide), QUALITY);
  }, signal);
}
