import type { LumaBlocks } from '../view/blocks.ts';
import { CELL, type Component } from './component.ts';
import { countBlock, emptyHistogram, type Histogram } from './doubleQuantisation.ts';
import { spread, type Touched, type Window } from './windows.ts';

/** Blocks of the file in a group of which one histogram is made: 8 x 8 of them, or half that in small regions. */
export type GroupSize = 64 | 32;
const LEAST_GROUPS = 4;
const MOST_INSIDE = 64;
const MOST_OUTSIDE = 600;
const MOSTLY = 0.7 * CELL * CELL;
const TILE = 8;

export interface Groups {
  readonly size: GroupSize;
  readonly histograms: readonly Histogram[];
  readonly pooled: Histogram;
}

/** Groups of blocks in the region, neighbours together; null where it holds fewer than 128 blocks. */
export function groupsInside({ cells }: Component, luma: LumaBlocks): Groups | null {
  const blocks: { readonly order: number; readonly from: number }[] = [];
  const blocksHigh = luma.coefficients.length / 64 / luma.blocksWide;
  for (let row = 0; row < cells.rows; row += 1) {
    for (let column = 0; column < cells.columns; column += 1) {
      const [x, y] = [cells.column + column, cells.row + row];
      if (cells.counts[row * cells.columns + column]! < MOSTLY || x >= luma.blocksWide || y >= blocksHigh) continue;
      const tile = Math.floor(row / TILE) * Math.ceil(cells.columns / TILE) + Math.floor(column / TILE);
      blocks.push({ order: tile * 64 + (row % TILE) * TILE + (column % TILE), from: (y * luma.blocksWide + x) * 64 });
    }
  }
  const size = blocks.length >= 64 * LEAST_GROUPS ? 64 : 32;
  if (blocks.length < size * LEAST_GROUPS) return null;
  blocks.sort((one, other) => one.order - other.order);
  const groups = Array.from({ length: Math.floor(blocks.length / size) }, (_, n) => blocks.slice(n * size, (n + 1) * size).map(({ from }) => from));
  return counted(spread(groups, MOST_INSIDE), size, luma);
}

/** Groups of 8 x 8 (8 x 4) whole blocks that touch no region, spread over the picture. */
export function groupsOutside(size: GroupSize, { columns, rows, cells }: Touched, luma: LumaBlocks): Groups {
  const groups: number[][] = [];
  const high = size / TILE;
  const blocksHigh = luma.coefficients.length / 64 / luma.blocksWide;
  for (let top = 0; top + high <= Math.min(rows, blocksHigh); top += high) {
    for (let left = 0; left + TILE <= Math.min(columns, luma.blocksWide); left += TILE) {
      const group: number[] = [];
      for (let y = top; y < top + high; y += 1) for (let x = left; x < left + TILE; x += 1) if (cells[y * columns + x] === 0) group.push((y * luma.blocksWide + x) * 64);
      if (group.length === size) groups.push(group);
    }
  }
  return counted(spread(groups, MOST_OUTSIDE), size, luma);
}

function counted(groups: readonly (readonly number[])[], size: GroupSize, { coefficients }: LumaBlocks): Groups {
  const pooled = emptyHistogram();
  const histograms = groups.map((group) => {
    const histogram = emptyHistogram();
    for (const from of group) {
      countBlock(coefficients, from, histogram);
      countBlock(coefficients, from, pooled);
    }
    return histogram;
  });
  return { size, histograms, pooled };
}

/** Share of the AC coefficients of a window's blocks that are zero. */
export function zeroShare(window: Window, { coefficients, blocksWide }: LumaBlocks): number {
  let zeros = 0;
  const side = window.size / CELL;
  for (let y = window.y / CELL; y < window.y / CELL + side; y += 1) {
    for (let x = window.x / CELL; x < window.x / CELL + side; x += 1) {
      const from = (y * blocksWide + x) * 64;
      for (let n = from + 1; n < from + 64; n += 1) if (coefficients[n] === 0) zeros += 1;
    }
  }
  return zeros / (63 * side * side);
}
