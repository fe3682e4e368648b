import type { Shape } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';

/** Where a text lies: its box in stored pixels, which depends on the font and on how the picture is turned. */
export interface TextFrame {
  /** Corners in order around the box, the first one where the text is held. */
  readonly corners: readonly [Point, Point, Point, Point];
}

export function distanceToSegment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / square));
  return Math.hypot(px - ax - t * dx, py - ay - t * dy);
}

/** Whether a point lies in a polygon, by the even-odd rule. */
export function insidePolygon([px, py]: Point, points: readonly Point[]): boolean {
  let inside = false;
  for (const [at, [x1, y1]] of points.entries()) {
    const [x2, y2] = points[(at + 1) % points.length]!;
    if (y1 > py !== y2 > py && px < x1 + ((py - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  }
  return inside;
}

/** Distance of a point to the line of a shape in stored pixels, exact but for ellipses, where it is good near the line. */
export function distanceToOutline(shape: Exclude<Shape, { type: 'text' }>, point: Point): number {
  switch (shape.type) {
    case 'rectangle': {
      const { x, y, width, height } = shape;
      return distanceToRing([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], point);
    }
    case 'polygon':
      return distanceToRing(shape.points, point);
    case 'ellipse': {
      const dx = point[0] - shape.x;
      const dy = point[1] - shape.y;
      const { radiusX, radiusY } = shape;
      const value = Math.hypot(dx / radiusX, dy / radiusY);
      if (value < 1e-6) return Math.min(radiusX, radiusY);
      // First order: the value of the implicit function over the length of its gradient.
      const gradient = Math.hypot(dx / radiusX ** 2, dy / radiusY ** 2) / value;
      return Math.abs(value - 1) / gradient;
    }
    case 'arrow':
    case 'measure':
      return distanceToSegment(point, shape.from, shape.to);
  }
}

function distanceToRing(points: readonly Point[], point: Point): number {
  let best = Infinity;
  for (const [at, from] of points.entries()) best = Math.min(best, distanceToSegment(point, from, points[(at + 1) % points.length]!));
  return best;
}

export function isInside(shape: Shape, point: Point): boolean {
  switch (shape.type) {
    case 'rectangle':
      return point[0] >= shape.x && point[0] <= shape.x + shape.width && point[1] >= shape.y && point[1] <= shape.y + shape.height;
    case 'ellipse':
      return Math.hypot((point[0] - shape.x) / shape.radiusX, (point[1] - shape.y) / shape.radiusY) <= 1;
    case 'polygon':
      return insidePolygon(point, shape.points);
    default:
      return false;
  }
}

/** Whether the pointer is on a shape: on its line (within `tolerance` stored pixels), in its text, or, where `filled`, anywhere inside. */
export function hits(shape: Shape, point: Point, tolerance: number, filled: boolean, frame: TextFrame | null): boolean {
  if (shape.type === 'text') return frame !== null && (insidePolygon(point, frame.corners) || distanceToRing(frame.corners, point) <= tolerance);
  return distanceToOutline(shape, point) <= tolerance || (filled && isInside(shape, point));
}
