import { AppError } from '../../contract/errors.ts';
import type { PixelReading } from '../../contract/review.ts';
import type { MapKind } from '../../contract/urls.ts';
import { blockAt } from './blocks.ts';
import { mapByte } from './map.ts';
import { openPicture, rowsOf } from './picture.ts';
import type { Source, ViewState } from './state.ts';

export type MapPaths = Readonly<Partial<Record<MapKind, string | undefined>>>;

/** Everything known of one pixel of the stored picture. Throws ARGUMENT_INVALID outside of it. */
export async function readPixel(state: ViewState, source: Source, maps: MapPaths, x: number, y: number, signal?: AbortSignal): Promise<PixelReading> {
  const picture = await openPicture(state, source, signal);
  const { width, height } = picture.facts;
  if (x < 0 || y < 0 || x >= width || y >= height) throw new AppError('ARGUMENT_INVALID', `The picture has no pixel ${x}, ${y}. Point at the picture.`, { x, y, width, height });
  const probability = async (path: string | undefined): Promise<number | null> => {
    const byte = path === undefined ? null : await mapByte(state, { path, key: artifactKey(path) }, x, y, signal);
    return byte === null ? null : byte / 255;
  };
  const [{ top, pixels }, block, mask, coarseRgb, coarseFused, reliability] = await Promise.all([
    rowsOf(state, 'stored', source, picture, y, signal),
    blockAt(state, source, picture, x, y, signal),
    probability(maps.mask),
    probability(maps.coarse_rgb),
    probability(maps.coarse_fused),
    probability(maps.reliability),
  ]);
  const at = ((y - top) * width + x) * 3;
  return { x, y, rgb: [pixels.data[at]!, pixels.data[at + 1]!, pixels.data[at + 2]!], probability: mask, coarseRgb, coarseFused, reliability, block };
}

/** Artifacts are named by the SHA-256 of their bytes. */
function artifactKey(path: string): string {
  const name = /([0-9a-f]{64})\.png$/.exec(path)?.[1];
  if (name === undefined) throw new AppError('ARGUMENT_INVALID', 'A map is not named as artifacts are. Verify the case.', { path });
  return name;
}
