import type { Box, Size } from './geometry.ts';

/**
 * The tile pyramid of pictures and maps: level 0 is the stored picture pixel for pixel, each further level has half the width and height, rounded up,
 * made by averaging 2x2 pixels; the last level fits in one tile. Tiles are TILE pixels square, smaller at the right and lower edge. Everything is in
 * STORED orientation: the canvas turns it for display.
 */
export const TILE = 512;

export interface TileAddress {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

export function levelCount(size: Size): number {
  let levels = 1;
  for (let long = Math.max(size.width, size.height); long > TILE; long = Math.ceil(long / 2)) levels += 1;
  return levels;
}

/** Pixels of a level; halving rounds up at every step. */
export function levelSize(size: Size, level: number): Size {
  let { width, height } = size;
  for (let step = 0; step < level; step += 1) {
    width = Math.ceil(width / 2);
    height = Math.ceil(height / 2);
  }
  return { width, height };
}

export function tileGrid(size: Size, level: number): { readonly columns: number; readonly rows: number } {
  const at = levelSize(size, level);
  return { columns: Math.ceil(at.width / TILE), rows: Math.ceil(at.height / TILE) };
}

/** The tile's box in pixels of its level, or null where the level or tile does not exist. */
export function tileBox(size: Size, { level, column, row }: TileAddress): Box | null {
  if (level < 0 || level >= levelCount(size) || column < 0 || row < 0) return null;
  const at = levelSize(size, level);
  const x = column * TILE;
  const y = row * TILE;
  if (x >= at.width || y >= at.height) return null;
  return { x, y, width: Math.min(TILE, at.width - x), height: Math.min(TILE, at.height - y) };
}

/** The coarsest level that still has at least one pixel for each screen pixel; `scale` is screen pixels a stored pixel. */
export function levelForScale(size: Size, scale: number): number {
  const wanted = Math.floor(Math.log2(1 / Math.max(scale, 1e-6)) + 1e-6);
  return Math.min(levelCount(size) - 1, Math.max(0, wanted));
}
