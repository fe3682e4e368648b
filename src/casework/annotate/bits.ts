import { deflateSync, inflateSync } from 'node:zlib';
import { AppError, MASK_TILE, type MaskTile, type Size } from '../../contract/index.ts';
import type { BitTile } from '../viewerPort.ts';

/** Bytes of one tile: one bit a pixel, rows of MASK_TILE / 8 bytes, the first pixel in the highest bit. */
export const TILE_BYTES = (MASK_TILE * MASK_TILE) / 8;
const ROW_BYTES = MASK_TILE / 8;

/** A tile ready to be stored: its pixels set, and its bits deflated; null where none is set. */
export interface PackedTile {
  readonly column: number;
  readonly row: number;
  readonly area: number;
  readonly deflated: Buffer | null;
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** Number of bits set. */
export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) count += ONES[byte] ?? 0;
  return count;
}

/** Columns and rows of tiles that cover a picture. */
export function tileGrid({ width, height }: Size): { readonly columns: number; readonly rows: number } {
  return { columns: Math.ceil(width / MASK_TILE), rows: Math.ceil(height / MASK_TILE) };
}

/** Clears the bits beyond the picture; true when there were any. Changes `bits`. */
export function clearPadding(bits: Uint8Array, column: number, row: number, { width, height }: Size): boolean {
  const across = Math.min(MASK_TILE, width - column * MASK_TILE);
  const down = Math.min(MASK_TILE, height - row * MASK_TILE);
  let changed = false;
  const keep = (at: number, mask: number): void => {
    const byte = bits[at] ?? 0;
    if ((byte & mask) === byte) return;
    bits[at] = byte & mask;
    changed = true;
  };
  for (let y = 0; y < MASK_TILE; y += 1) {
    for (let x = 0; x < ROW_BYTES; x += 1) {
      const inside = y >= down ? 0 : Math.min(8, Math.max(0, across - x * 8));
      if (inside < 8) keep(y * ROW_BYTES + x, (0xff << (8 - inside)) & 0xff);
    }
  }
  return changed;
}

export function packTile(column: number, row: number, bits: Uint8Array): PackedTile {
  const area = countBits(bits);
  return { column, row, area, deflated: area === 0 ? null : deflateSync(bits) };
}

/** The 8192 bytes of a stored tile. */
export function unpackTile(deflated: Uint8Array | null): Uint8Array {
  return deflated === null ? new Uint8Array(TILE_BYTES) : inflateSync(deflated, { maxOutputLength: TILE_BYTES });
}

/**
 * Takes a tile from a page: inflates it with a bound, clears what lies beyond the picture and counts its pixels.
 * Error: ARGUMENT_INVALID for a tile outside the picture or data that is not exactly one tile.
 */
export function receiveTile(tile: MaskTile, size: Size): PackedTile {
  const { column, row } = tile;
  requireInGrid(tile, size);
  const deflated = Buffer.from(tile.data, 'base64');
  const bits = inflateBounded(deflated, column, row);
  const changed = clearPadding(bits, column, row, size);
  if (changed) return packTile(column, row, bits);
  const area = countBits(bits);
  return { column, row, area, deflated: area === 0 ? null : deflated };
}

/** Bits of the model's mask by place, with what lies beyond the picture cleared. Error: ARGUMENT_INVALID for a mask of another picture. */
export function modelBits(tiles: readonly BitTile[], size: Size): ReadonlyMap<string, Uint8Array> {
  return new Map(tiles.map((tile) => {
    requireInGrid(tile, size);
    const bits = Uint8Array.from(tile.bits);
    clearPadding(bits, tile.column, tile.row, size);
    return [placeOf(tile.column, tile.row), bits];
  }));
}

export function placeOf(column: number, row: number): string {
  return `${column},${row}`;
}

function requireInGrid({ column, row }: { readonly column: number; readonly row: number }, size: Size): void {
  const { columns, rows } = tileGrid(size);
  if (column < columns && row < rows) return;
  throw new AppError('ARGUMENT_INVALID', `Tile ${column}, ${row} of the mask lies outside the picture of ${size.width} x ${size.height} pixels. Open the picture again and repeat the stroke.`, { column, row });
}

function inflateBounded(deflated: Buffer, column: number, row: number): Uint8Array {
  const refuse = (cause?: unknown): AppError => new AppError('ARGUMENT_INVALID', `Tile ${column}, ${row} of the mask is not ${TILE_BYTES} bytes of bits. Open the picture again and repeat the stroke.`, { column, row }, cause);
  let bits: Buffer;
  try {
    bits = inflateSync(deflated, { maxOutputLength: TILE_BYTES });
  } catch (error) {
    throw refuse(error);
  }
  if (bits.length !== TILE_BYTES) throw refuse();
  return bits;
}
