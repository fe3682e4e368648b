import { TILE_SIDE } from './tile.ts';
import type { Size } from '../../../contract/geometry.ts';

/** Bytes of one tile: one bit a pixel, rows of ROW_BYTES, the first pixel in the highest bit. */
export const TILE_BYTES = (TILE_SIDE * TILE_SIDE) / 8;
export const ROW_BYTES = TILE_SIDE / 8;

/** A mask of the stored picture in tiles of TILE_SIDE pixels; a tile that is not there is empty. */
export interface BitMask {
  readonly size: Size;
  readonly columns: number;
  readonly rows: number;
  /** By `row * columns + column`. */
  readonly tiles: Map<number, Uint8Array>;
}

export const ONES = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

export function emptyMask(size: Size): BitMask {
  return { size, columns: Math.ceil(size.width / TILE_SIDE), rows: Math.ceil(size.height / TILE_SIDE), tiles: new Map() };
}

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) count += ONES[byte]!;
  return count;
}

/** Pixels set in the whole mask. */
export function maskArea(mask: BitMask): number {
  let area = 0;
  for (const bits of mask.tiles.values()) area += countBits(bits);
  return area;
}

export function hasPixel({ tiles, columns, size }: BitMask, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= size.width || y >= size.height) return false;
  const bits = tiles.get(Math.floor(y / TILE_SIDE) * columns + Math.floor(x / TILE_SIDE));
  if (bits === undefined) return false;
  return ((bits[(y % TILE_SIDE) * ROW_BYTES + ((x % TILE_SIDE) >> 3)]! >> (7 - (x & 7))) & 1) === 1;
}

/** Sets or clears pixels `from` (inclusive) to `to` (exclusive) of one row of a tile; returns how many changed. `offset` is the row's first byte. */
export function fillRow(bits: Uint8Array, offset: number, from: number, to: number, value: boolean): number {
  let changed = 0;
  for (let byte = from >> 3; byte <= (to - 1) >> 3; byte += 1) {
    let window = 0xff;
    if (byte === from >> 3) window &= 0xff >> (from & 7);
    if (byte === (to - 1) >> 3) window &= (0xff << (7 - ((to - 1) & 7))) & 0xff;
    const before = bits[offset + byte]!;
    const after = value ? before | window : before & ~window & 0xff;
    if (after === before) continue;
    bits[offset + byte] = after;
    changed += ONES[before ^ after]!;
  }
  return changed;
}

/** Sets or clears pixels `from` to `to` (exclusive) of a row of the picture, cut at its edges. Tells every tile it changes; returns how many pixels changed. */
export function fillSpan(mask: BitMask, y: number, from: number, to: number, value: boolean, touch: (index: number) => void): number {
  const { size, columns, tiles } = mask;
  if (y < 0 || y >= size.height) return 0;
  const first = Math.max(0, from);
  const end = Math.min(size.width, to);
  const row = Math.floor(y / TILE_SIDE);
  const offset = (y % TILE_SIDE) * ROW_BYTES;
  let changed = 0;
  for (let x = first; x < end; ) {
    const column = Math.floor(x / TILE_SIDE);
    const stop = Math.min(end, (column + 1) * TILE_SIDE);
    const index = row * columns + column;
    let bits = tiles.get(index);
    if (bits === undefined && value) {
      bits = new Uint8Array(TILE_BYTES);
      tiles.set(index, bits);
    }
    if (bits !== undefined) {
      const count = fillRow(bits, offset, x - column * TILE_SIDE, stop - column * TILE_SIDE, value);
      if (count > 0) touch(index);
      changed += count;
    }
    x = stop;
  }
  return changed;
}

/**
 * Carries a change over to other bits: what `before` → `after` set is set, what it cleared is cleared, the rest is left. On `before` itself it gives
 * `after`. So strokes survive a mask that was changed elsewhere, and so does their undo (with the two exchanged).
 */
export function carryChange(bits: Uint8Array, before: Uint8Array, after: Uint8Array): Uint8Array {
  return bits.map((byte, at) => (byte | (after[at]! & ~before[at]!)) & ~(before[at]! & ~after[at]!));
}

export function sameBits(left: Uint8Array, right: Uint8Array): boolean {
  return left.every((byte, at) => byte === right[at]);
}
