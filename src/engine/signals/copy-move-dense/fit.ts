import { breathe } from '../../cancel.ts';
import type { Size } from '../../../contract/geometry.ts';
import type { Field } from './patchMatch.ts';

/** Pixels from the middle of the square that shifts are fitted over. */
const REACH = 6;
/** Most mean squared distance (pixels squared) of shifts from a plane through them. */
export const MOST_ERROR = 2.5;
/** Least share of the square's pixels that have a match. */
const LEAST_MATCHED = 0.8;

/**
 * Pixels around which the field of shifts is a plane, as it is over a copy that was shifted, turned or scaled (dense linear fitting, D. Cozzolino et al.
 * 2015, over squares, so that sums of a table do). Single wrong matches are outvoted by a median over 3 x 3 first, twice. `field` is overwritten by it.
 */
export async function fitted(field: Field, { width, height }: Size, signal?: AbortSignal): Promise<Uint8Array> {
  await smooth(field, { width, height }, signal);
  await smooth(field, { width, height }, signal);
  const marks = new Uint8Array(width * height);
  const [dx, dy] = [new Float64Array(width * height), new Float64Array(width * height)];
  for (let at = 0; at < field.length; at += 1) {
    const match = field[at]!;
    if (match < 0) continue;
    const x = at % width;
    const u = match % width;
    dx[at] = u - x;
    dy[at] = (match - u - at + x) / width;
  }
  const errors = new Float64Array(width * height);
  for (const shift of [dx, dy]) await addErrors(shift, field, { width, height }, errors, signal);
  for (let at = 0; at < marks.length; at += 1) if (field[at]! >= 0 && errors[at]! <= MOST_ERROR) marks[at] = 1;
  return marks;
}

/** Adds the mean squared error of the plane through `shift` over each square; Infinity where too few pixels have a match, and at the picture's edge. */
async function addErrors(shift: Float64Array, field: Field, { width, height }: Size, errors: Float64Array, signal?: AbortSignal): Promise<void> {
  const side = 2 * REACH + 1;
  const columns = Array.from({ length: 5 }, () => new Float64Array(width));
  const [counts, sums, squares, byColumn, byRow] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const add = (y: number, sign: 1 | -1): void => {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (field[at]! < 0) continue;
      const value = sign * shift[at]!;
      counts[x]! += sign;
      sums[x]! += value;
      squares[x]! += value * shift[at]!;
      byColumn[x]! += value * x;
      byRow[x]! += value * y;
    }
  };
  const spread = (side * side * (side * side - 1)) / 12;
  for (let bottom = 0; bottom < height; bottom += 1) {
    add(bottom, 1);
    if (bottom >= side) add(bottom - side, -1);
    const y = bottom - REACH;
    if (y < 0) continue;
    let [count, sum, square, across, down] = [0, 0, 0, 0, 0];
    for (let right = 0; right < width; right += 1) {
      const left = right - side;
      count += counts[right]! - (left >= 0 ? counts[left]! : 0);
      sum += sums[right]! - (left >= 0 ? sums[left]! : 0);
      square += squares[right]! - (left >= 0 ? squares[left]! : 0);
      across += byColumn[right]! - (left >= 0 ? byColumn[left]! : 0);
      down += byRow[right]! - (left >= 0 ? byRow[left]! : 0);
      const x = right - REACH;
      if (x < 0) continue;
      const at = y * width + x;
      if (bottom < side - 1 || right < side - 1 || count < LEAST_MATCHED * side * side) {
        errors[at] = Infinity;
        continue;
      }
      // Over a whole square 1, x and y are independent; where a few pixels are missing this is near enough.
      const slopeAcross = across - x * sum;
      const slopeDown = down - y * sum;
      errors[at]! += Math.max(0, square - (sum * sum) / count - (slopeAcross * slopeAcross + slopeDown * slopeDown) / spread) / count;
    }
    if (y % 64 === 0) await breathe(signal);
  }
  for (let y = height - REACH; y < height; y += 1) errors.fill(Infinity, y * width, (y + 1) * width);
  for (let y = 0; y < height; y += 1) errors.fill(Infinity, (y + 1) * width - REACH, (y + 1) * width);
}

/** Replaces each pixel's shift by the medians, across and down, of those around it that have one. Pixels without a match stay without. */
async function smooth(field: Field, { width, height }: Size, signal?: AbortSignal): Promise<void> {
  const before = Int32Array.from(field);
  const across = new Int32Array(9);
  const down = new Int32Array(9);
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      if (before[at]! < 0) continue;
      let count = 0;
      for (let j = -1; j <= 1; j += 1) {
        for (let i = -1; i <= 1; i += 1) {
          const match = before[at + j * width + i]!;
          if (match < 0) continue;
          const u = match % width;
          insert(across, count, u - x - i);
          insert(down, count, (match - u) / width - y - j);
          count += 1;
        }
      }
      const middle = count >> 1;
      const u = Math.max(0, Math.min(width - 1, x + across[middle]!));
      const v = Math.max(0, Math.min(height - 1, y + down[middle]!));
      field[at] = v * width + u;
    }
    if (y % 64 === 0) await breathe(signal);
  }
}

/** Into the first `count` values, which are in order. */
function insert(values: Int32Array, count: number, value: number): void {
  let at = count;
  while (at > 0 && values[at - 1]! > value) {
    values[at] = values[at - 1]!;
    at -= 1;
  }
  values[at] = value;
}
