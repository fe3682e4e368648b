import { breathe } from '../../cancel.ts';
import { DESCRIPTOR } from './describe.ts';
import type { Points } from './points.ts';

/** Nearest descriptors looked at for each point. */
const NEIGHBOURS = 8;
/** Most ratio of one distance to the next for a match (Amerini et al. 2011: generalised test of two nearest neighbours). */
export const MOST_RATIO = 0.6;
/** Pixels between two matched points, at least: neighbours look alike. */
export const LEAST_DISTANCE = 20;
/** Most distance of matched descriptors of length 512. */
const MOST_DIFFERENCE = 220;
/** Values compared before a pair that is already too far apart is given up. */
const FIRST_PART = 32;

/** Numbers of the points of each matched pair, two a pair, the smaller first, no pair twice. */
export async function matchesOf({ count, x, y, descriptors }: Points, signal?: AbortSignal): Promise<Int32Array> {
  const nearest = new Int32Array(count * NEIGHBOURS).fill(-1);
  const distances = new Int32Array(count * NEIGHBOURS).fill(2 ** 30);
  const note = (of: number, other: number, distance: number): void => {
    const from = of * NEIGHBOURS;
    let at = from + NEIGHBOURS - 1;
    if (distance >= distances[at]!) return;
    while (at > from && distances[at - 1]! > distance) {
      distances[at] = distances[at - 1]!;
      nearest[at] = nearest[at - 1]!;
      at -= 1;
    }
    distances[at] = distance;
    nearest[at] = other;
  };
  for (let first = 0; first < count; first += 1) {
    for (let second = first + 1; second < count; second += 1) {
      const across = x[first]! - x[second]!;
      const down = y[first]! - y[second]!;
      if (across * across + down * down < LEAST_DISTANCE * LEAST_DISTANCE) continue;
      const limit = Math.max(distances[first * NEIGHBOURS + NEIGHBOURS - 1]!, distances[second * NEIGHBOURS + NEIGHBOURS - 1]!);
      const distance = differenceOf(descriptors, first * DESCRIPTOR, second * DESCRIPTOR, limit);
      if (distance >= limit) continue;
      note(first, second, distance);
      note(second, first, distance);
    }
    if (first % 32 === 0) await breathe(signal);
  }
  const pairs = new Set<number>();
  for (let of = 0; of < count; of += 1) {
    for (let at = of * NEIGHBOURS; at < (of + 1) * NEIGHBOURS - 1; at += 1) {
      const [here, next] = [distances[at]!, distances[at + 1]!];
      if (nearest[at]! < 0 || here > MOST_DIFFERENCE ** 2 || here > MOST_RATIO ** 2 * next) break;
      pairs.add(Math.min(of, nearest[at]!) * count + Math.max(of, nearest[at]!));
    }
  }
  return Int32Array.from([...pairs].toSorted((a, b) => a - b).flatMap((pair) => [Math.floor(pair / count), pair % count]));
}

/** Squared distance, or a number of at least `limit` where it is no smaller than that. */
function differenceOf(descriptors: Uint8Array, first: number, second: number, limit: number): number {
  let sum = 0;
  for (let at = 0; at < FIRST_PART; at += 1) {
    const difference = descriptors[first + at]! - descriptors[second + at]!;
    sum += difference * difference;
  }
  if (sum >= limit) return sum;
  for (let at = FIRST_PART; at < DESCRIPTOR; at += 1) {
    const difference = descriptors[first + at]! - descriptors[second + at]!;
    sum += difference * difference;
  }
  return sum;
}
