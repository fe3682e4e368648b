import type { Size } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import { partOf, type Part } from '../logic/compose.ts';

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room around what is shown, as a share of it: a short pan needs no new part. */
const MARGIN = 0.2;

/** Halvings of the stored picture at which an output pixel covers more than half a device pixel and at most one. */
export function maskLevel(scale: number, pixelRatio: number): number {
  return Math.max(0, Math.floor(Math.log2(1 / (scale * pixelRatio)) + 1e-6));
}

/** The box of the picture that a viewport shows, which may reach beyond the picture. */
export function visibleBox({ toStored }: Pick<CanvasContext, 'toStored'>, viewport: Size): Rect {
  const corners = [toStored({ x: 0, y: 0 }), toStored({ x: viewport.width - 1, y: 0 }), toStored({ x: 0, y: viewport.height - 1 }), toStored({ x: viewport.width - 1, y: viewport.height - 1 })];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The part to compose for a box, or null while the part there is still does. */
export function nextPart(current: Part | null, box: Rect, level: number, size: Size): Part | null {
  const needed = partOf(box, level, size);
  if (needed === null) return null;
  if (current !== null && current.level === level && holds(current, needed)) return null;
  const across = box.width * MARGIN;
  const down = box.height * MARGIN;
  return partOf({ x: box.x - across, y: box.y - down, width: box.width + 2 * across, height: box.height + 2 * down }, level, size);
}

function holds(outer: Part, inner: Part): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}
