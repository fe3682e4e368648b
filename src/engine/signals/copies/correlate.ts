import { breathe } from '../../cancel.ts';
import type { Plane } from '../pixel/luma.ts';
import type { Affine } from './affine.ts';

/** Left, top inclusive; right, bottom exclusive; whole pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Side of the windows that are correlated, pixels; odd. */
export const WINDOW = 13;
/** Least deviation of detail (grey levels) in a window at both ends: below it there is nothing to compare. */
export const LEAST_DETAIL = 0.8;

/** One value each for the pixels of an area, rows top to bottom. */
export interface Correlated {
  /** Normalised correlation of the windows at both ends, -1..1; -1 where either has too little detail or lies partly outside the picture. */
  readonly correlation: Float32Array;
  /** What of the weaker end's detail (grey levels, deviation) the other end does not explain, whatever the contrast of the two; 0 where not compared. */
  readonly rest: Float32Array;
}

/** Compares detail around each pixel of `area` with that around the place `affine` takes it to, which is sampled between pixels. */
export async function correlate(detail: Plane, affine: Affine, area: Area, signal?: AbortSignal): Promise<Correlated> {
  const { width, data } = detail;
  const [columns, rows] = [area.right - area.left, area.bottom - area.top];
  const result = new Float32Array(columns * rows).fill(-1);
  const rest = new Float32Array(columns * rows);
  const reach = (WINDOW - 1) / 2;
  // Sums down the columns of the window, five quantities and how many samples lie outside; each row enters once and leaves once.
  const sums = Array.from({ length: 6 }, () => new Float64Array(columns));
  const [first, second, firstSquare, secondSquare, product, outside] = sums as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const taken = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    const y = area.top + row;
    for (let column = 0; column < columns; column += 1) taken[row * columns + column] = sampled(detail, affine, area.left + column, y);
    if (row % 64 === 0) await breathe(signal);
  }
  const add = (row: number, sign: 1 | -1): void => {
    const from = (area.top + row) * width + area.left;
    for (let column = 0; column < columns; column += 1) {
      const a = data[from + column]!;
      const b = taken[row * columns + column]!;
      if (Number.isNaN(b)) {
        outside[column]! += sign;
        continue;
      }
      first[column]! += sign * a;
      second[column]! += sign * b;
      firstSquare[column]! += sign * a * a;
      secondSquare[column]! += sign * b * b;
      product[column]! += sign * a * b;
    }
  };
  const count = WINDOW * WINDOW;
  const least = LEAST_DETAIL * LEAST_DETAIL;
  for (let row = 0; row < rows; row += 1) {
    add(row, 1);
    if (row >= WINDOW) add(row - WINDOW, -1);
    if (row < WINDOW - 1) continue;
    let [a, b, aa, bb, ab, out] = [0, 0, 0, 0, 0, 0];
    const middle = (row - reach) * columns;
    for (let column = 0; column < columns; column += 1) {
      const leaving = column - WINDOW;
      a += first[column]! - (leaving >= 0 ? first[leaving]! : 0);
      b += second[column]! - (leaving >= 0 ? second[leaving]! : 0);
      aa += firstSquare[column]! - (leaving >= 0 ? firstSquare[leaving]! : 0);
      bb += secondSquare[column]! - (leaving >= 0 ? secondSquare[leaving]! : 0);
      ab += product[column]! - (leaving >= 0 ? product[leaving]! : 0);
      out += outside[column]! - (leaving >= 0 ? outside[leaving]! : 0);
      if (column < WINDOW - 1 || out > 0.5) continue;
      const firstVariance = aa / count - (a / count) ** 2;
      const secondVariance = bb / count - (b / count) ** 2;
      if (firstVariance < least || secondVariance < least) continue;
      const correlation = (ab / count - (a / count) * (b / count)) / Math.sqrt(firstVariance * secondVariance);
      result[middle + column - reach] = correlation;
      rest[middle + column - reach] = Math.sqrt(Math.max(0, 1 - correlation * correlation) * Math.min(firstVariance, secondVariance));
    }
    if (row % 64 === 0) await breathe(signal);
  }
  return { correlation: result, rest };
}

/** Detail at the place a pixel is taken to, between the four pixels around it; NaN outside the picture. */
function sampled({ width, height, data }: Plane, { a, b, c, d, e, f }: Affine, x: number, y: number): number {
  const u = a * x + b * y + c;
  const v = d * x + e * y + f;
  const left = Math.floor(u);
  const top = Math.floor(v);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return Number.NaN;
  const at = top * width + left;
  const [right, down] = [u - left, v - top];
  return (data[at]! * (1 - right) + data[at + 1]! * right) * (1 - down) + (data[at + width]! * (1 - right) + data[at + width + 1]! * right) * down;
}
