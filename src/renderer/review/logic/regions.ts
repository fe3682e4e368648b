import type { LiveRegions } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';

/** A region as the page shows it, whether from the finding or found live at another threshold. */
export type ShownRegion = LiveRegions['regions'][number];

/** The smallest region under a stored point, or null. */
export function regionAt(regions: readonly ShownRegion[], point: Point): ShownRegion | null {
  let found: ShownRegion | null = null;
  for (const region of regions) {
    const { x, y, width, height } = region.box;
    if (point[0] < x || point[1] < y || point[0] >= x + width || point[1] >= y + height) continue;
    if ((found === null || region.area < found.area) && insidePolygon(region.polygon, point)) found = region;
  }
  return found;
}

/** Even-odd rule; the polygon is closed implicitly. */
export function insidePolygon(polygon: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  let previous = polygon.at(-1);
  for (const corner of polygon) {
    if (previous !== undefined && corner[1] > y !== previous[1] > y) {
      const crossing = ((previous[0] - corner[0]) * (y - corner[1])) / (previous[1] - corner[1]) + corner[0];
      if (x < crossing) inside = !inside;
    }
    previous = corner;
  }
  return inside;
}

/** The region after (or before) one in the list, going round; the first when none is chosen. */
export function nextRegion(regions: readonly ShownRegion[], current: number | null, step: 1 | -1): ShownRegion | null {
  if (regions.length === 0) return null;
  const at = regions.findIndex(({ id }) => id === current);
  if (at < 0) return step > 0 ? regions[0]! : regions.at(-1)!;
  return regions[(at + step + regions.length) % regions.length]!;
}

export interface FindingNumbers {
  readonly regions: number;
  /** Pixels at or above the threshold. */
  readonly area: number;
  readonly threshold: number;
  /** Mean reliability the model gives its own mask, 0..1. */
  readonly reliability: number;
  /** Least area of a region in pixels. */
  readonly minimumArea: number;
}

export interface FindingWords {
  readonly state: 'traces' | 'inconclusive' | 'none';
  readonly text: string;
}

/** Below this mean reliability the page does not speak of traces found. */
const UNRELIABLE = 0.4;

/** What these methods say at this threshold; never what the picture is. */
export function findingWords({ regions, area, threshold, reliability, minimumArea }: FindingNumbers): FindingWords {
  const at = `at threshold ${threshold.toFixed(2)}`;
  if (regions === 0 && area === 0) return { state: 'none', text: `No traces found by these methods ${at}.` };
  if (regions === 0) return { state: 'inconclusive', text: `Inconclusive ${at}: pixels are above it, but no area of ${minimumArea} pixels or more.` };
  const count = regions === 1 ? '1 region' : `${regions} regions`;
  if (reliability < UNRELIABLE) return { state: 'inconclusive', text: `Inconclusive ${at}: ${count}, but the model trusts its own mask little (reliability ${reliability.toFixed(2)}).` };
  return { state: 'traces', text: `Traces found ${at}: ${count}.` };
}
