import type { Region } from '../../contract/analysis.ts';

/** Regions that are measured, numbered and cut out; the others are only counted. */
export const MOST_LISTED = 12;

/** The largest regions of a finding, largest first, each under the number that the finding gives it. */
export function listedRegions(regions: readonly Region[]): readonly Region[] {
  return regions.toSorted((a, b) => b.area - a.area || a.id - b.id).slice(0, MOST_LISTED);
}
