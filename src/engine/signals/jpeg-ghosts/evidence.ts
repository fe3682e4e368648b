import { median as medianOf, spreadOf } from '../../measure/robust.ts';
import { pacer } from '../jpeg/pace.ts';
import { BLOCK_FLOOR, QUALITIES, type Curves } from './curves.ts';

export interface GhostLimits {
  /** Qualities to both sides with which a quality is compared: the dip of a curve is narrower. */
  readonly reach: number;
  /** Least difference from the picture's median depth, 0..1, and least in robust deviations. */
  readonly leastDepth: number;
  readonly deviations: number;
}

/** A place whose curve is lower than this many floors has nothing to tell a save by. */
const LEAST_FLOORS = 2;
/** Share of blocks that must tell something, for their median to be the picture's. */
const LEAST_TOLD = 0.1;
const SAMPLE = 20_000;

/**
 * For each block how far it is from the rest at the one quality where the picture falls apart most, 0 at the decision: blocks have a ghost there that most have
 * not, or lack one that most have.
 */
export async function ghostEvidence(curves: Curves, limits: GhostLimits, signal: AbortSignal | undefined): Promise<Float32Array> {
  const pace = pacer(signal);
  let best = new Float32Array(curves.columns * curves.rows).fill(-6);
  let most = 0;
  for (let quality = limits.reach; quality < QUALITIES - limits.reach; quality += 1) {
    await pace();
    const depths = depthsAt(curves, quality, limits.reach);
    const all = depths.filter((depth) => !Number.isNaN(depth));
    if (all.length < depths.length * LEAST_TOLD) continue;
    const told = sampled(all);
    const middle = medianOf(told);
    const limit = Math.max(limits.leastDepth, limits.deviations * spreadOf(told, middle));
    const evidence = depths.map((depth) => (Number.isNaN(depth) ? -6 : 6 * (Math.abs(depth - middle) / limit - 1)));
    const excess = evidence.reduce((sum, value) => sum + Math.min(6, Math.max(0, value)), 0);
    if (excess <= most) continue;
    most = excess;
    best = evidence;
  }
  return best;
}

/** At most SAMPLE values, evenly spread: the median of more would be no other and take longer. */
function sampled(values: Float32Array): Float32Array {
  const step = Math.ceil(values.length / SAMPLE);
  return step <= 1 ? values : Float32Array.from({ length: Math.floor(values.length / step) }, (_, n) => values[n * step]!);
}

/** Depth of each block's dip at a quality: 0 without a ghost, 1 where a save at it changes nothing; NaN where the block is too flat to tell. */
function depthsAt({ planes }: Curves, quality: number, reach: number): Float32Array {
  const before = planes[quality - reach]!;
  const after = planes[quality + reach]!;
  return planes[quality]!.map((value, block) => {
    const course = Math.sqrt(before[block]! * after[block]!);
    return course < LEAST_FLOORS * BLOCK_FLOOR ? Number.NaN : Math.max(-1, (course - value) / (course - BLOCK_FLOOR));
  });
}
