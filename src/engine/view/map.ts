import type { Size } from '../../contract/geometry.ts';
import { AppError } from '../../contract/errors.ts';
import { levelSize, type TileAddress, tileBox } from '../../contract/pyramid.ts';
import type { Pixels } from '../decode/pixels.ts';
import { decodeGreyRows, probe } from '../decode/sharp.ts';
import { fileOf, noSuchTile } from './picture.ts';
import { crop, halve } from './pyramid.ts';
import type { Source, ViewState } from './state.ts';

/** Rows decoded at once to read single pixels of a map of more bytes than BAND_FROM: four maps are read at a time. */
const BAND = 1024;
const BAND_FROM = 64_000_000;

/** Width and height of a map. Throws IMAGE_CORRUPT for what is no 8-bit grey picture. */
export async function mapSize(state: ViewState, source: Source, signal?: AbortSignal): Promise<Size> {
  const inspect = async (inner: AbortSignal): Promise<Size> => {
    const content = await fileOf(state, source, inner);
    const { width, height, channels, bitDepth } = await probe(content).catch((error: unknown) => {
      throw notAMap(error);
    });
    if (channels !== 1 || bitDepth !== 8 || width * height > state.limits.maximumPixels) throw notAMap();
    return { width, height };
  };
  return state.mapSizes.get(source.key, 0, inspect, signal);
}

function notAMap(cause?: unknown): AppError {
  return new AppError('IMAGE_CORRUPT', 'A result of the scan is damaged. Verify the case, then scan this picture again.', undefined, cause);
}

/** The whole map, byte for byte. */
export async function wholeMap(state: ViewState, source: Source, signal?: AbortSignal): Promise<Pixels> {
  const size = await mapSize(state, source, signal);
  return (await rowsOfMap(state, source, size, { top: 0, height: size.height }, signal)).pixels;
}

/** Byte of the map at a pixel, 0..255, or null outside of it. */
export async function mapByte(state: ViewState, source: Source, x: number, y: number, signal?: AbortSignal): Promise<number | null> {
  const size = await mapSize(state, source, signal);
  const { width, height } = size;
  if (x < 0 || y < 0 || x >= width || y >= height) return null;
  const known = state.planes.peek(keyOf(source, 0, height));
  if (known !== undefined) return known.data[y * width + x]!;
  const top = width * height <= BAND_FROM ? 0 : y - (y % BAND);
  const rows = { top, height: width * height <= BAND_FROM ? height : Math.min(BAND, height - top) };
  const { pixels } = await rowsOfMap(state, source, size, rows, signal);
  return pixels.data[(y - top) * width + x]!;
}

async function rowsOfMap(state: ViewState, source: Source, { width }: Size, rows: { top: number; height: number }, signal?: AbortSignal): Promise<{ pixels: Pixels }> {
  const make = async (inner: AbortSignal): Promise<Pixels> => {
    const content = await fileOf(state, source, inner);
    return state.decoding.run(async () => {
      try {
        return await decodeGreyRows(content, width, rows);
      } catch (error) {
        throw notAMap(error);
      }
    }, inner);
  };
  return { pixels: await state.planes.get(keyOf(source, rows.top, rows.height), width * rows.height, make, signal) };
}

function keyOf({ key }: Source, top: number, height: number): string {
  return `map:${key}:0:${top}:${height}`;
}

/** A tile's bytes, one channel. Throws ITEM_NOT_FOUND for a tile outside the pyramid. */
export async function mapTile(state: ViewState, source: Source, tile: TileAddress, signal?: AbortSignal): Promise<Pixels> {
  const box = tileBox(await mapSize(state, source, signal), tile);
  if (box === null) throw noSuchTile(tile);
  return crop(await levelOfMap(state, source, tile.level, signal), box);
}

async function levelOfMap(state: ViewState, source: Source, level: number, signal?: AbortSignal): Promise<Pixels> {
  if (level === 0) return wholeMap(state, source, signal);
  const size = levelSize(await mapSize(state, source, signal), level);
  const make = async (inner: AbortSignal): Promise<Pixels> => {
    const above = await levelOfMap(state, source, level - 1, inner);
    return state.decoding.run(() => halve(above), inner);
  };
  return state.planes.get(`map:${source.key}:${level}`, size.width * size.height, make, signal);
}
