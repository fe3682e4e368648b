import { breathe } from '../../cancel.ts';
import { type CopyRule, growCopy, markCopy } from '../copies/grow.ts';
import { comparableOf, storedMap, workingCopy } from '../copies/working.ts';
import type { Plane } from '../pixel/luma.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { clustersOf, LEAST_MATCHES, TOLERANCE } from './clusters.ts';
import { LEAST_DISTANCE, matchesOf, MOST_RATIO } from './match.ts';
import { LEAST_CONTRAST, MOST_POINTS, type Points, pointsOf } from './points.ts';

/** A larger picture is compared at this many pixels. */
const MOST_PIXELS = 2_000_000;
const LEAST_SIDE = 96;
/** Fewer points leave nothing to compare. */
const LEAST_POINTS = 40;
const RULE: CopyRule = { leastCorrelation: 0.5, leastMean: 0.8, mostRest: 6, mostRestResampled: 12, leastShare: 0.001, leastDistance: LEAST_DISTANCE };

/** Areas that match each other by interest points (README.md). */
export const copyMoveKeypoints: Signal = {
  name: 'copy_move_keypoints',
  version: 1,
  parameters: { mostPixels: MOST_PIXELS, mostPoints: MOST_POINTS, leastContrast: LEAST_CONTRAST, mostRatio: MOST_RATIO, tolerance: TOLERANCE, leastMatches: LEAST_MATCHES, ...RULE },
  run,
};

async function run({ pixels, signal }: SignalInput): Promise<SignalOutcome> {
  if (Math.min(pixels.width, pixels.height) < LEAST_SIDE) {
    return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; copies can be looked for from ${LEAST_SIDE} pixels a side.` };
  }
  const { luma, scale } = await workingCopy(pixels, MOST_PIXELS, signal);
  const points = await pointsOf(luma, signal);
  if (points.count < LEAST_POINTS) {
    return { applies: false, reason: `The picture has ${points.count} points of interest; at least ${LEAST_POINTS} are needed to compare its parts with one another.` };
  }
  const matches = bothWays(points, await matchesOf(points, signal));
  const clusters = await clustersOf(matches, signal);
  const marks = new Uint8Array(luma.data.length);
  if (clusters.length > 0) {
    const comparable = await comparableOf(luma, signal);
    for (const { affine, pairs } of clusters) {
      await breathe(signal);
      const copy = await growCopy(comparable, affine, seedsOf(pairs, luma), RULE, signal);
      if (copy !== null) markCopy(marks, luma, affine, copy);
    }
  }
  return { applies: true, map: storedMap(marks, luma, pixels), parameters: { reducedBy: Math.round(scale * 1000) / 1000, points: points.count, matches: matches.length / 8 } };
}

/** Each match from either end: which end is the copy is not known. */
function bothWays({ x, y }: Points, matches: Int32Array): Float64Array {
  const pairs = new Float64Array(matches.length * 4);
  for (let at = 0; at < matches.length; at += 2) {
    const [first, second] = [matches[at]!, matches[at + 1]!];
    pairs.set([x[first]!, y[first]!, x[second]!, y[second]!, x[second]!, y[second]!, x[first]!, y[first]!], at * 4);
  }
  return pairs;
}

/** Pixels under the points of a cluster and right around them. */
function seedsOf(pairs: readonly number[], { width, height }: Plane): Int32Array {
  const seeds = new Set<number>();
  for (let at = 0; at < pairs.length; at += 4) {
    for (let j = -4; j <= 4; j += 4) {
      for (let i = -4; i <= 4; i += 4) {
        const x = Math.max(0, Math.min(width - 1, Math.round(pairs[at]!) + i));
        const y = Math.max(0, Math.min(height - 1, Math.round(pairs[at + 1]!) + j));
        seeds.add(y * width + x);
      }
    }
  }
  return Int32Array.from(seeds);
}
