import type { Size } from '../../../contract/geometry.ts';

/** One value a block, rows top to bottom. */
export interface BlockMap {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
}

/** Mean over (2 radius + 1) x (2 radius + 1) blocks; beyond the border the border repeats. */
export function smoothed({ columns, rows, values }: BlockMap, radius: number): BlockMap {
  return { columns, rows, values: alongColumns(alongRows(values, columns, rows, radius), columns, rows, radius) };
}

function alongRows(values: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) runningMean(values, out, row * columns, 1, columns, radius);
  return out;
}

function alongColumns(values: Float32Array, columns: number, rows: number, radius: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let column = 0; column < columns; column += 1) runningMean(values, out, column, columns, rows, radius);
  return out;
}

function runningMean(values: Float32Array, out: Float32Array, from: number, step: number, count: number, radius: number): void {
  const at = (n: number): number => values[from + step * Math.min(count - 1, Math.max(0, n))]!;
  let sum = 0;
  for (let n = -radius; n <= radius; n += 1) sum += at(n);
  for (let n = 0; n < count; n += 1) {
    out[from + step * n] = sum / (2 * radius + 1);
    sum += at(n + radius + 1) - at(n - radius);
  }
}

/**
 * The map of a picture from evidence that is 0 at the method's decision: byte 255 / (1 + exp(-evidence)), so that evidence of 0 and above is marked (128 and up).
 * Block (0, 0) begins at pixel (x, y) = `start`; pixels before the first or behind the last block have the value of the nearest one.
 */
export function toMap({ columns, rows, values }: BlockMap, { width, height }: Size, start: { readonly x: number; readonly y: number } = { x: 0, y: 0 }): Uint8Array {
  const bytes = Uint8Array.from(values, (value) => Math.floor(255 / (1 + Math.exp(-Math.min(30, Math.max(-30, value)))) + 0.5));
  const map = new Uint8Array(width * height);
  const columnOf = Int32Array.from({ length: width }, (_, x) => Math.min(columns - 1, Math.max(0, (x - start.x) >> 3)));
  for (let y = 0; y < height; y += 1) {
    const from = Math.min(rows - 1, Math.max(0, (y - start.y) >> 3)) * columns;
    if (y > 0 && Math.min(rows - 1, Math.max(0, (y - 1 - start.y) >> 3)) * columns === from) {
      map.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    for (let x = 0, to = y * width; x < width; x += 1, to += 1) map[to] = bytes[from + columnOf[x]!]!;
  }
  return map;
}
