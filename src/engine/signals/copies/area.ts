import type { Plane } from '../pixel/luma.ts';
import type { Area } from './correlate.ts';

/** A place counts when this share of the pixels within SMOOTH x SMOOTH of it correlate. */
export const SMOOTH = 9;
const LEAST_AROUND = 0.5;
/** Pixels that an area is widened by. */
const RIM = 2;
const LEAST_AROUND_SEEDS = 48;

/** The seeds' own area and `share` of its extent on every side, at least twice that share of LEAST_AROUND_SEEDS pixels. */
export function areaAround(seeds: Int32Array, { width, height }: Plane, share: number): Area {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const seed of seeds) {
    const [x, y] = [seed % width, Math.floor(seed / width)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  const across = Math.max(Math.round(2 * LEAST_AROUND_SEEDS * share), Math.round((right - left) * share));
  const down = Math.max(Math.round(2 * LEAST_AROUND_SEEDS * share), Math.round((bottom - top) * share));
  return { left: Math.max(0, left - across), top: Math.max(0, top - down), right: Math.min(width, right + across), bottom: Math.min(height, bottom + down) };
}

/** 1 where most places around correlate: single ones neither join areas nor make holes. */
export function smoothed(correlation: Float32Array, columns: number, rows: number, least: number): Uint8Array {
  const reach = (SMOOTH - 1) / 2;
  const sums = new Int32Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row += 1) {
    let line = 0;
    for (let column = 0; column < columns; column += 1) {
      line += correlation[row * columns + column]! >= least ? 1 : 0;
      sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1]! + line;
    }
  }
  const holds = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const [top, bottom] = [Math.max(0, row - reach) * (columns + 1), Math.min(rows, row + reach + 1) * (columns + 1)];
    for (let column = 0; column < columns; column += 1) {
      const [left, right] = [Math.max(0, column - reach), Math.min(columns, column + reach + 1)];
      const inside = sums[bottom + right]! - sums[bottom + left]! - sums[top + right]! + sums[top + left]!;
      if (inside >= LEAST_AROUND * SMOOTH * SMOOTH) holds[row * columns + column] = 1;
    }
  }
  return holds;
}

/** Positions within the area that hold and are connected (by sides) to a seed. */
export function connected(holds: Uint8Array, columns: number, rows: number, seeds: Int32Array, area: Area, width: number): Int32Array {
  const found = new Int32Array(columns * rows);
  let length = 0;
  const visit = (at: number): void => {
    if (holds[at] !== 1) return;
    holds[at] = 2;
    found[length++] = at;
  };
  for (const seed of seeds) visit((Math.floor(seed / width) - area.top) * columns + (seed % width) - area.left);
  for (let next = 0; next < length; next += 1) {
    const at = found[next]!;
    const column = at % columns;
    if (column > 0) visit(at - 1);
    if (column < columns - 1) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at < columns * (rows - 1)) visit(at + columns);
  }
  return found.slice(0, length);
}

/** The positions with what they enclose, which is too smooth to be compared, and a rim of RIM pixels, where half of the window that was compared lay outside. */
export function wholeArea(positions: Int32Array, columns: number, rows: number): Int32Array {
  const widened = new Uint8Array(columns * rows);
  for (const at of positions) {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    for (let row = Math.max(0, y - RIM); row <= Math.min(rows - 1, y + RIM); row += 1) widened.fill(1, row * columns + Math.max(0, x - RIM), row * columns + Math.min(columns, x + RIM + 1));
  }
  const outside = new Int32Array(columns * rows);
  let length = 0;
  const visit = (at: number): void => {
    if (widened[at] !== 0) return;
    widened[at] = 2;
    outside[length++] = at;
  };
  for (let x = 0; x < columns; x += 1) for (const at of [x, (rows - 1) * columns + x]) visit(at);
  for (let y = 0; y < rows; y += 1) for (const at of [y * columns, y * columns + columns - 1]) visit(at);
  for (let next = 0; next < length; next += 1) {
    const at = outside[next]!;
    const column = at % columns;
    if (column > 0) visit(at - 1);
    if (column < columns - 1) visit(at + 1);
    if (at >= columns) visit(at - columns);
    if (at < columns * (rows - 1)) visit(at + columns);
  }
  const whole = new Int32Array(widened.length - length);
  for (let at = 0, to = 0; at < widened.length; at += 1) if (widened[at] !== 2) whole[to++] = at;
  return whole;
}
