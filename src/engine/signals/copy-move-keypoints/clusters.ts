import { breathe } from '../../cancel.ts';
import { type Affine, fitAffine, residual, similarityOf, stretchOf } from '../copies/affine.ts';

/** Points that one change of place takes to their matches. `pairs`: x, y, x', y' each. */
export interface Cluster {
  readonly affine: Affine;
  readonly pairs: readonly number[];
}

/** Pixels that a match may lie off. */
export const TOLERANCE = 3;
/** Matches at places at least APART pixels from each other that make a cluster. */
export const LEAST_MATCHES = 4;
const APART = 3;
/** Matches near a match that a change of place is guessed with. */
const PARTNERS = 8;
const MOST_CLUSTERS = 12;
/** More matches than this are thinned evenly: many matches agree anyway. */
const MOST_MATCHES = 1200;

/**
 * Sets of matches that agree in one affine change, largest first (sequential random sample consensus, M. Fischler and R. Bolles 1981, with every guess from
 * a match and one near it instead of random ones: the same matches give the same clusters). `matches`: x, y, x', y' each, both ways round.
 */
export async function clustersOf(matches: Float64Array, signal?: AbortSignal): Promise<readonly Cluster[]> {
  let rest = thinned(matches);
  const clusters: Cluster[] = [];
  for (let round = 0; rest.length >= 4 * LEAST_MATCHES && round < 2 * MOST_CLUSTERS && clusters.length < MOST_CLUSTERS; round += 1) {
    const best = await bestOf(rest, signal);
    if (best === null) break;
    // Points on one another, as those with two directions are, agree in anything: they are put aside.
    if (distinct(best.pairs) >= LEAST_MATCHES) clusters.push(best);
    rest = without(rest, best.affine);
  }
  return clusters;
}

async function bestOf(matches: Float64Array, signal?: AbortSignal): Promise<Cluster | null> {
  const count = matches.length / 4;
  let best: Affine | null = null;
  let most = LEAST_MATCHES - 1;
  for (let first = 0; first < count; first += 1) {
    for (const second of partnersOf(matches, first)) {
      const guess = similarityOf(...four(matches, first), ...four(matches, second));
      if (guess === null) continue;
      const { scale } = stretchOf(guess);
      if (scale > 3 || scale < 1 / 3) continue;
      const inside = countInside(matches, guess);
      if (inside <= most) continue;
      most = inside;
      best = guess;
    }
    if (first % 64 === 0) await breathe(signal);
  }
  if (best === null) return null;
  const similar = insideOf(matches, best);
  const refined = similar.length >= 4 * 6 ? fitAffine(similar) : null;
  const affine = refined !== null && stretchOf(refined).uneven < 1.6 && countInside(matches, refined) >= most ? refined : best;
  return { affine, pairs: insideOf(matches, affine) };
}

function four(matches: Float64Array, index: number): [number, number, number, number] {
  return [matches[index * 4]!, matches[index * 4 + 1]!, matches[index * 4 + 2]!, matches[index * 4 + 3]!];
}

/** Matches whose points lie nearest on both ends, but not on one another. */
function partnersOf(matches: Float64Array, of: number): readonly number[] {
  const [x, y, u, v] = four(matches, of);
  const nearest: { readonly index: number; readonly distance: number }[] = [];
  for (let index = 0; index < matches.length / 4; index += 1) {
    const here = Math.hypot(matches[index * 4]! - x, matches[index * 4 + 1]! - y);
    const there = Math.hypot(matches[index * 4 + 2]! - u, matches[index * 4 + 3]! - v);
    if (here < 3 * APART || there < 3 * APART || here > 3 * there || there > 3 * here) continue;
    const distance = Math.max(here, there);
    if (nearest.length === PARTNERS && distance >= nearest[PARTNERS - 1]!.distance) continue;
    nearest.push({ index, distance });
    nearest.sort((a, b) => a.distance - b.distance);
    if (nearest.length > PARTNERS) nearest.pop();
  }
  return nearest.map(({ index }) => index);
}

function countInside(matches: Float64Array, affine: Affine): number {
  let count = 0;
  for (let at = 0; at < matches.length; at += 4) if (residual(affine, matches[at]!, matches[at + 1]!, matches[at + 2]!, matches[at + 3]!) <= TOLERANCE ** 2) count += 1;
  return count;
}

function insideOf(matches: Float64Array, affine: Affine): number[] {
  const inside: number[] = [];
  for (let at = 0; at < matches.length; at += 4) {
    if (residual(affine, matches[at]!, matches[at + 1]!, matches[at + 2]!, matches[at + 3]!) <= TOLERANCE ** 2) inside.push(...matches.subarray(at, at + 4));
  }
  return inside;
}

/** Without matches that the change explains, either way round. */
function without(matches: Float64Array, affine: Affine): Float64Array {
  const kept: number[] = [];
  for (let at = 0; at < matches.length; at += 4) {
    const [x, y, u, v] = four(matches, at / 4);
    if (residual(affine, x, y, u, v) > (2 * TOLERANCE) ** 2 && residual(affine, u, v, x, y) > (2 * TOLERANCE) ** 2) kept.push(x, y, u, v);
  }
  return Float64Array.from(kept);
}

/** How many places at least APART from each other the pairs begin at. */
function distinct(pairs: readonly number[]): number {
  const places: [number, number][] = [];
  for (let at = 0; at < pairs.length; at += 4) {
    const [x, y] = [pairs[at]!, pairs[at + 1]!];
    if (places.every(([u, v]) => Math.hypot(u - x, v - y) >= APART)) places.push([x, y]);
  }
  return places.length;
}

function thinned(matches: Float64Array): Float64Array {
  const count = matches.length / 4;
  if (count <= MOST_MATCHES) return matches;
  const kept = new Float64Array(MOST_MATCHES * 4);
  for (let index = 0; index < MOST_MATCHES; index += 1) kept.set(four(matches, Math.floor((index * count) / MOST_MATCHES)), index * 4);
  return kept;
}
