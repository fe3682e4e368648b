import { thresholdByte } from './luts.ts';

/** Pixels at or above the threshold and their share of all, exact from the 256-bin histogram of the map. */
export function areaAt(histogram: readonly number[], threshold: number): { readonly area: number; readonly share: number } {
  const first = thresholdByte(threshold);
  let area = 0;
  let all = 0;
  for (const [value, pixels] of histogram.entries()) {
    all += pixels;
    if (value >= first) area += pixels;
  }
  return { area, share: all === 0 ? 0 : area / all };
}

/** Keeps a threshold where the contract allows it, on hundredths. */
export function clampThreshold(threshold: number): number {
  return Math.min(0.99, Math.max(0.01, Math.round(threshold * 100) / 100));
}
