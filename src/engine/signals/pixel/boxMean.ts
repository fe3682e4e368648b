import { breathe } from '../../cancel.ts';
import type { Plane } from './luma.ts';

/** Values worked on between two looks at the cancel signal. */
const BAND = 500_000;

/**
 * Mean over `size` x `size` values around each, edges repeated; an even window reaches size / 2 back and size / 2 - 1 ahead. In place: `plane` is
 * overwritten and returned. Running sums in double precision.
 */
export async function boxMean(plane: Plane, size: number, signal?: AbortSignal): Promise<Plane> {
  const { width, height, data } = plane;
  const back = Math.floor(size / 2);
  const ahead = size - 1 - back;
  const line = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    for (let x = 0; x < width; x += 1) line[x] = data[from + x]!;
    let sum = 0;
    for (let x = -back; x <= ahead; x += 1) sum += line[held(x, width)]!;
    for (let x = 0; x < width; x += 1) {
      data[from + x] = sum / size;
      sum += line[held(x + ahead + 1, width)]! - line[held(x - back, width)]!;
    }
    if ((y * width) % BAND < width) await breathe(signal);
  }
  // Down the columns the rows still needed are kept in a ring, so that no second plane is.
  const ring = new Float32Array(size * width);
  const first = data.slice(0, width);
  const sums = new Float64Array(width);
  for (let row = -back; row <= ahead; row += 1) for (let x = 0; x < width; x += 1) sums[x]! += data[held(row, height) * width + x]!;
  for (let y = 0; y < height; y += 1) {
    const slot = (y % size) * width;
    ring.set(data.subarray(y * width, (y + 1) * width), slot);
    const entering = held(y + ahead + 1, height) * width;
    const leaving = y - back;
    const leavingAt = (leaving % size) * width;
    for (let x = 0; x < width; x += 1) {
      const enters = data[entering + x]!;
      const leaves = leaving <= 0 ? first[x]! : ring[leavingAt + x]!;
      data[y * width + x] = sums[x]! / size;
      sums[x]! += enters - leaves;
    }
    if ((y * width) % BAND < width) await breathe(signal);
  }
  return plane;
}

function held(position: number, length: number): number {
  return position < 0 ? 0 : position >= length ? length - 1 : position;
}
