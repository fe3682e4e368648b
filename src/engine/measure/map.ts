import type { Size } from '../../contract/geometry.ts';
import { AppError } from '../../contract/errors.ts';
import type { Pixels } from '../decode/pixels.ts';
import { wholeMap } from '../view/map.ts';
import type { Source, ViewState } from '../view/state.ts';

/** A map of a finding, which must be as large as its picture. Throws ARGUMENT_INVALID where it is not. */
export async function mapOf(state: ViewState, source: Source, picture: Size, signal?: AbortSignal): Promise<Pixels> {
  const map = await wholeMap(state, source, signal);
  if (map.width !== picture.width || map.height !== picture.height) {
    throw new AppError('ARGUMENT_INVALID', 'This result belongs to a picture of another size. Scan the picture again.', { map: { width: map.width, height: map.height }, picture: { width: picture.width, height: picture.height } });
  }
  return map;
}
