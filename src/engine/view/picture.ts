import { AppError } from '../../contract/errors.ts';
import { levelSize, type TileAddress, tileBox } from '../../contract/pyramid.ts';
import { decodeBmp } from '../decode/bmp.ts';
import { decodeError } from '../decode/picture.ts';
import type { Pixels } from '../decode/pixels.ts';
import { decodeStoredRows, decodeViewReduced, decodeViewRows, probe, type Rows } from '../decode/sharp.ts';
import { checkExtent, formatOf, identify } from '../intake/identify.ts';
import { crop, halve } from './pyramid.ts';
import { readNamed } from './read.ts';
import type { Picture, Source, ViewState } from './state.ts';
import { withWholeBlocks } from './wholeBlocks.ts';

const HEAD = 4096;
/** Rows decoded at once of a picture too large to be held; a multiple of TILE. */
const BAND = 1024;
/** Largest reduction that libjpeg decodes to directly is 1/8: level 3. */
const DEEPEST_DIRECT = 3;
/** A smaller JPEG is decoded whole at once: it takes no time, and every level is then exact. */
const WORTH_REDUCING = 4_000_000;

export async function fileOf(state: ViewState, source: Source, signal?: AbortSignal): Promise<Uint8Array> {
  return state.files.get(source.key, 0, (inner) => readNamed(source.path, source.key, state.limits.maximumBytes, inner), signal);
}

/** Facts of a picture, checked against the limits before anything is decoded. Throws as intake does, but for pictures that are only too small to analyse. */
export async function openPicture(state: ViewState, source: Source, signal?: AbortSignal): Promise<Picture> {
  return state.pictures.get(source.key, 0, async (inner) => inspect(state, source, await fileOf(state, source, inner)), signal);
}

export async function inspect(state: ViewState, source: Source, content: Uint8Array): Promise<Picture> {
  const facts = await identify(source.path, formatOf(content.subarray(0, HEAD)), content);
  checkExtent(facts, state.limits);
  if (facts.format === 'bmp') return { facts, plain: true };
  const header = await probe(content).catch(() => null);
  return { facts, plain: header !== null && header.icc === null && !header.hasAlpha && header.bitDepth === 8 && header.colourSpace === 'srgb' };
}

/** A tile's pixels: three channels, sRGB for the eye. Throws ITEM_NOT_FOUND for a tile outside the pyramid. */
export async function pictureTile(state: ViewState, source: Source, tile: TileAddress, signal?: AbortSignal): Promise<Pixels> {
  const picture = await openPicture(state, source, signal);
  const box = tileBox(picture.facts, tile);
  if (box === null) throw noSuchTile(tile);
  if (tile.level > 0) return crop(await levelOf(state, source, picture, tile.level, signal), box);
  const { top, pixels } = await rowsOf(state, 'view', source, picture, box.y, signal);
  return crop(pixels, { ...box, y: box.y - top });
}

export function noSuchTile({ level, column, row }: TileAddress): AppError {
  return new AppError('ITEM_NOT_FOUND', `The picture has no tile ${column}, ${row} at level ${level}. Reload the page.`, { level, column, row });
}

function isHeld({ facts }: Picture, state: ViewState, share = 1): boolean {
  return facts.width * facts.height * 3 <= state.limits.wholeBytes * share;
}

/**
 * Full-size rows around row `y`: of the whole picture, or of the band that holds it where the picture is too large to be held. `stored` are the samples
 * before colour management; where they are what is shown anyway, the same plane serves both.
 */
export async function rowsOf(state: ViewState, kind: 'view' | 'stored', source: Source, picture: Picture, y: number, signal?: AbortSignal): Promise<{ top: number; pixels: Pixels }> {
  const { width } = picture.facts;
  const shown = kind === 'view' || picture.plain;
  const rows = bandAt(state, kind, picture, y);
  const { top } = rows;
  const key = planeKey(shown ? 'view' : 'stored', source, top, rows.height);
  const pixels = await state.planes.get(
    key,
    width * rows.height * 3,
    async (inner) => {
      const content = await fileOf(state, source, inner);
      return state.decoding.run(() => decodeRows(content, picture, shown, rows), inner);
    },
    signal,
  );
  return { top, pixels };
}

/** The rows that `rowsOf` gives for row `y`. */
export function bandAt(state: ViewState, kind: 'view' | 'stored', picture: Picture, y: number): Rows {
  const { height } = picture.facts;
  // A second plane beside the one on screen may take half as much.
  const whole = isHeld(picture, state, kind === 'view' || picture.plain ? 1 : 0.5);
  const top = whole ? 0 : y - (y % BAND);
  return { top, height: whole ? height : Math.min(BAND, height - top) };
}

function planeKey(kind: string, { key }: Source, top: number, height: number): string {
  return `${kind}:${key}:0:${top}:${height}`;
}

async function decodeRows(content: Uint8Array, { facts }: Picture, shown: boolean, rows: Rows): Promise<Pixels> {
  if (facts.format === 'bmp') return crop(decodeBmp(content), { x: 0, y: rows.top, width: facts.width, height: rows.height });
  return failing(() => (shown ? decodeViewRows : decodeStoredRows)(content, facts.width, rows));
}

async function failing<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    throw decodeError(error);
  }
}

/**
 * A level from 1 on, whole. Made from the level above it where a finer one is in memory; else a large JPEG is decoded straight to the reduced size,
 * so that the first view of it need not wait for all its pixels.
 */
async function levelOf(state: ViewState, source: Source, picture: Picture, level: number, signal?: AbortSignal): Promise<Pixels> {
  const size = levelSize(picture.facts, level);
  const make = async (inner: AbortSignal): Promise<Pixels> => {
    if (level <= DEEPEST_DIRECT && isReducible(picture, state) && !hasFiner(state, source, picture, level)) {
      const content = await fileOf(state, source, inner);
      return state.decoding.run(() => reduced(content, picture, level), inner);
    }
    const above = level === 1 ? (await rowsOf(state, 'view', source, picture, 0, inner)).pixels : await levelOf(state, source, picture, level - 1, inner);
    return state.decoding.run(() => halve(above), inner);
  };
  return state.planes.get(`view:${source.key}:${level}`, size.width * size.height * 3, make, signal);
}

function isReducible(picture: Picture, state: ViewState): boolean {
  const { format, width, height } = picture.facts;
  return !isHeld(picture, state) || (format === 'jpeg' && width * height > WORTH_REDUCING);
}

function hasFiner(state: ViewState, source: Source, picture: Picture, level: number): boolean {
  for (let finer = level - 1; finer > 0; finer -= 1) if (state.planes.peek(`view:${source.key}:${finer}`) !== undefined) return true;
  return state.planes.peek(planeKey('view', source, 0, picture.facts.height)) !== undefined;
}

async function reduced(content: Uint8Array, { facts }: Picture, level: number): Promise<Pixels> {
  const size = levelSize(facts, level);
  const whole = facts.format === 'jpeg' ? withWholeBlocks(content, facts) : null;
  if (whole === null) return failing(() => decodeViewReduced(facts.format === 'bmp' ? decodeBmp(content) : content, size));
  const pixels = await failing(() => decodeViewReduced(whole.content, levelSize(whole, level)));
  return crop(pixels, { x: 0, y: 0, ...size });
}
