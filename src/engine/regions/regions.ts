import type { Region } from '../../contract/analysis.ts';
import type { Size } from '../../contract/geometry.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { findComponents, type Component } from './components.ts';
import { simplifyPolygon, traceContour } from './contour.ts';

/** More regions than a person can look at are noise; the largest are listed. */
export const MAXIMUM_REGIONS = 500;
/** Contours with more corners than this are simplified by one pixel at most. */
const LOSSLESS_CORNERS = 200;

export interface RegionOptions {
  readonly threshold: number;
  readonly minimumRegionArea: number;
}

/** Regions of a mask (bytes 0..255 for 0..1, stored orientation), the largest first, numbered from 1. */
export function findRegions(mask: Uint8Array, size: Size, options: RegionOptions): Region[] {
  const threshold = thresholdByte(options.threshold);
  return findComponents(mask, size, threshold, options.minimumRegionArea)
    .toSorted((a, b) => b.area - a.area || a.top - b.top || a.startX - b.startX)
    .slice(0, MAXIMUM_REGIONS)
    .map((component, index) => toRegion(component, index + 1, mask, size, threshold));
}

/** Share of pixels at or above the threshold, 0..1. */
export function maskShare(mask: Uint8Array, threshold: number): number {
  const least = thresholdByte(threshold);
  let count = 0;
  for (let at = 0; at < mask.length; at += 1) if (mask[at]! >= least) count += 1;
  return count / mask.length;
}

function toRegion(component: Component, id: number, mask: Uint8Array, size: Size, threshold: number): Region {
  const corners = traceContour(mask, size, threshold, component.startX, component.top);
  return {
    id,
    box: { x: component.left, y: component.top, width: component.right - component.left, height: component.bottom - component.top },
    area: component.area,
    share: component.area / (size.width * size.height),
    meanProbability: component.sum / component.area / 255,
    peakProbability: component.peak / 255,
    polygon: corners.length > LOSSLESS_CORNERS ? simplifyPolygon(corners, 1) : corners,
  };
}
