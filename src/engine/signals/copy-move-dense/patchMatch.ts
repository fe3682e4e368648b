import { breathe } from '../../cancel.ts';
import type { Size } from '../../../contract/geometry.ts';
import { randomWhole } from '../pixel/random.ts';
import { FEATURES } from './zernike.ts';

export const ROUNDS = 6;
/** A patch must not be matched with one that it overlaps: pixels between the two. */
export const LEAST_OFFSET = 24;
const SEED = 20_150_211;

/** For each pixel the place it matches best, as an index; -1 where it has none. */
export type Field = Int32Array;

/**
 * Approximate nearest neighbours by PatchMatch (C. Barnes et al. 2009) with the linear predictors of D. Cozzolino et al. 2015: a pixel tries where its
 * neighbours' matches would take it if the shift were constant or ran on evenly, as it does over a turned or scaled copy, then random places ever closer
 * to the best so far. Only pixels with `usable` 1 are matched, and only with such. Fixed seed: the same features give the same field.
 */
export async function matchField(features: Float32Array, usable: Uint8Array, size: Size, signal?: AbortSignal): Promise<Field> {
  const { width, height } = size;
  const field = new Int32Array(width * height).fill(-1);
  const costs = new Float32Array(width * height).fill(Infinity);
  const pool = indicesOf(usable);
  if (pool.length < 2) return field;
  const random = randomWhole(SEED);

  const attempt = (at: number, x: number, y: number, u: number, v: number): void => {
    if (u < 0 || v < 0 || u >= width || v >= height) return;
    const across = u - x;
    const down = v - y;
    if (across * across + down * down < LEAST_OFFSET * LEAST_OFFSET) return;
    const to = v * width + u;
    if (usable[to] === 0 || field[at] === to) return;
    const limit = costs[at]!;
    let cost = 0;
    for (let a = at * FEATURES, b = to * FEATURES, end = a + FEATURES; a < end; a += 1, b += 1) {
      const difference = features[a]! - features[b]!;
      cost += difference * difference;
      if (cost >= limit) return;
    }
    costs[at] = cost;
    field[at] = to;
  };
  /** Where the match of the neighbour (dx, dy) away takes this pixel: by its shift, and by its shift and how it changed from the one beyond. */
  const follow = (at: number, x: number, y: number, dx: number, dy: number): void => {
    const [nx, ny] = [x + dx, y + dy];
    if (nx < 0 || ny < 0 || nx >= width || ny >= height) return;
    const match = field[ny * width + nx]!;
    if (match < 0) return;
    const u = match % width;
    const v = (match - u) / width;
    attempt(at, x, y, u - dx, v - dy);
    const [fx, fy] = [nx + dx, ny + dy];
    if (fx < 0 || fy < 0 || fx >= width || fy >= height) return;
    const beyond = field[fy * width + fx]!;
    if (beyond < 0) return;
    const p = beyond % width;
    attempt(at, x, y, 2 * u - p, 2 * v - (beyond - p) / width);
  };

  for (const at of pool) {
    const x = at % width;
    const to = pool[random(pool.length)]!;
    attempt(at, x, (at - x) / width, to % width, Math.floor(to / width));
  }
  await breathe(signal);
  const reach = Math.max(width, height);
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = round % 2 === 0 ? 1 : -1;
    for (let index = 0; index < pool.length; index += 1) {
      const at = pool[step === 1 ? index : pool.length - 1 - index]!;
      const x = at % width;
      const y = (at - x) / width;
      follow(at, x, y, -step, 0);
      follow(at, x, y, 0, -step);
      follow(at, x, y, -step, -step);
      follow(at, x, y, step, -step);
      const best = field[at]!;
      if (best < 0) {
        const to = pool[random(pool.length)]!;
        attempt(at, x, y, to % width, Math.floor(to / width));
      } else {
        const u = best % width;
        const v = (best - u) / width;
        for (let radius = reach; radius >= 2; radius = Math.floor(radius / 4)) attempt(at, x, y, u - radius + random(2 * radius + 1), v - radius + random(2 * radius + 1));
      }
      if (index % 20_000 === 0) await breathe(signal);
    }
  }
  return field;
}

function indicesOf(usable: Uint8Array): Int32Array {
  const indices = new Int32Array(usable.reduce((sum, one) => sum + one, 0));
  let length = 0;
  for (let at = 0; at < usable.length; at += 1) if (usable[at] === 1) indices[length++] = at;
  return indices;
}
