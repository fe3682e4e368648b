import type { Size } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { CELL, type Component } from './component.ts';
import { pause } from './pause.ts';

/** A square of pixels in which each quantity is measured once; position and size are multiples of 8. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly size: WindowSize;
}
export type WindowSize = 32 | 16;

/** Fewest windows of which a median is taken. */
export const LEAST_INSIDE = 4;
export const LEAST_OUTSIDE = 8;
/** Share of a window that must lie in the region. */
const MOSTLY = 0.7;
/** At most these are looked at, spread evenly: with 12 regions and both sizes 3936 windows in all, whatever the size of the picture. */
const MOST_INSIDE = 128;
const MOST_OUTSIDE = 1200;
/** Larger windows first; small regions are covered by overlapping small windows. */
const TRIES: readonly { readonly size: WindowSize; readonly step: number; readonly least: number }[] = [
  { size: 32, step: 32, least: 6 },
  { size: 16, step: 16, least: 8 },
  { size: 16, step: 8, least: LEAST_INSIDE },
];
const PIXELS_A_TURN = 4_000_000;

/** Cells of 8 x 8 pixels with any mask pixel from `least` on: 1. `columns` by `rows`, the last ones cut by the edge. */
export interface Touched {
  readonly columns: number;
  readonly rows: number;
  readonly cells: Uint8Array;
}

export async function touchedCells(mask: Pixels, least: number, signal?: AbortSignal): Promise<Touched> {
  const { width, height, data } = mask;
  const columns = Math.ceil(width / CELL);
  const cells = new Uint8Array(columns * Math.ceil(height / CELL));
  const turn = Math.max(1, Math.floor(PIXELS_A_TURN / width));
  for (let y = 0; y < height; y += 1) {
    if (y % turn === turn - 1) await pause(signal);
    const line = (y >> 3) * columns;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) if (data[at]! >= least) cells[line + (x >> 3)] = 1;
  }
  return { columns, rows: cells.length / columns, cells };
}

/** Windows of one size that touch no region, spread evenly over the picture. `allowed` tells whether rows [y, y + size) may be read. */
export function outsideWindows(size: WindowSize, picture: Size, touched: Touched, allowed: (y: number, size: number) => boolean): readonly Window[] {
  const found: Window[] = [];
  const cells = size / CELL;
  for (let y = 0; y + size <= picture.height; y += size) {
    if (!allowed(y, size)) continue;
    for (let x = 0; x + size <= picture.width; x += size) if (isFree(touched, x >> 3, y >> 3, cells)) found.push({ x, y, size });
  }
  return spread(found, MOST_OUTSIDE);
}

function isFree({ cells, columns }: Touched, column: number, row: number, side: number): boolean {
  for (let down = 0; down < side; down += 1) {
    for (let across = 0; across < side; across += 1) if (cells[(row + down) * columns + column + across] === 1) return false;
  }
  return true;
}

/** Windows of which at least 70 % lies in the region: of 32 pixels where there are enough, else of 16; fewer than four where the region is too small. */
export function insideWindows({ cells }: Component, picture: Size, allowed: (y: number, size: number) => boolean): readonly Window[] {
  let found: Window[] = [];
  for (const { size, step, least } of TRIES) {
    found = [];
    const left = Math.max(0, Math.floor((cells.column * CELL - size) / step) * step);
    const right = Math.min(picture.width - size, (cells.column + cells.columns) * CELL);
    const bottom = Math.min(picture.height - size, (cells.row + cells.rows) * CELL);
    for (let y = Math.max(0, Math.floor((cells.row * CELL - size) / step) * step); y <= bottom; y += step) {
      if (!allowed(y, size)) continue;
      for (let x = left; x <= right; x += step) if (pixelsIn(cells, x >> 3, y >> 3, size / CELL) >= MOSTLY * size * size) found.push({ x, y, size });
    }
    if (found.length >= least) return spread(found, MOST_INSIDE);
  }
  return found;
}

function pixelsIn({ column, row, columns, rows, counts }: Component['cells'], left: number, top: number, side: number): number {
  let sum = 0;
  for (let y = Math.max(top, row); y < Math.min(top + side, row + rows); y += 1) {
    for (let x = Math.max(left, column); x < Math.min(left + side, column + columns); x += 1) sum += counts[(y - row) * columns + x - column]!;
  }
  return sum;
}

/** At most `most` of them: one from each of as many equal stretches, at a place in it that repeats in no column. */
export function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, index) => all[Math.floor(((index + ((index * 0.618_033_988_75) % 1)) * all.length) / most)]!);
}
