import { RELIABILITY_BINS } from '../../contract/index.ts';
import { type Picture, TRUTH_ABOVE } from './metrics.ts';

/** Pixels, and wrong pixels among them, by bin of predicted reliability. */
export interface ReliabilityCounts {
  readonly pixels: readonly number[];
  readonly errors: readonly number[];
}

/**
 * Counts the pixels of one picture by the reliability predicted for them, and those where the mask at `threshold` differs from the truth
 * (`null`: nothing is altered). Maps hold bytes 0..255 for 0..1. Throws RangeError on different sizes.
 */
export function reliabilityCounts(map: Picture, reliability: Picture, truth: Picture | null, threshold: number): ReliabilityCounts {
  if (map.data.length !== reliability.data.length || (truth !== null && truth.data.length !== map.data.length)) throw new RangeError('map, reliability and truth differ in size');
  const pixels = Array.from({ length: RELIABILITY_BINS }, () => 0);
  const errors = Array.from({ length: RELIABILITY_BINS }, () => 0);
  const least = threshold * 255;
  for (let index = 0; index < map.data.length; index += 1) {
    const bin = Math.min(RELIABILITY_BINS - 1, Math.floor(((reliability.data[index] ?? 0) * RELIABILITY_BINS) / 255));
    const found = (map.data[index] ?? 0) >= least;
    const altered = truth !== null && (truth.data[index] ?? 0) > TRUTH_ABOVE;
    pixels[bin] = (pixels[bin] ?? 0) + 1;
    if (found !== altered) errors[bin] = (errors[bin] ?? 0) + 1;
  }
  return { pixels, errors };
}
