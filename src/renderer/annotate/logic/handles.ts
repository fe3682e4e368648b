import type { Shape } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import type { TextFrame } from './hit.ts';
import { boundsOf, clampPoint, tenth } from './shapes.ts';

/** A place that changes a shape when it is dragged. `kind` says how it is drawn: ends and corners solid, middles of polygon sides hollow. */
export interface Handle {
  readonly id: string;
  readonly at: Point;
  readonly kind: 'solid' | 'hollow';
}

const SIDES = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
/** Polygons with more points than this show no middles: they would cover the line. */
const MIDDLES_LIMIT = 60;

export function handlesOf(shape: Shape, frame: TextFrame | null): readonly Handle[] {
  switch (shape.type) {
    case 'rectangle':
    case 'ellipse': {
      const { left, top, right, bottom } = boundsOf(shape);
      return SIDES.map((id) => ({ id, kind: 'solid', at: [id.includes('w') ? left : id.includes('e') ? right : (left + right) / 2, id.includes('n') ? top : id.includes('s') ? bottom : (top + bottom) / 2] }));
    }
    case 'polygon': {
      const { points } = shape;
      const corners = points.map<Handle>((at, index) => ({ id: `p${index}`, at, kind: 'solid' }));
      if (points.length > MIDDLES_LIMIT) return corners;
      const middles = points.map<Handle>(([x, y], index) => {
        const [nextX, nextY] = points[(index + 1) % points.length]!;
        return { id: `m${index}`, at: [(x + nextX) / 2, (y + nextY) / 2], kind: 'hollow' };
      });
      return [...middles, ...corners];
    }
    case 'arrow':
    case 'measure':
      return [
        { id: 'from', at: shape.from, kind: 'solid' },
        { id: 'to', at: shape.to, kind: 'solid' },
      ];
    case 'text':
      return frame === null ? [] : [{ id: 'size', at: frame.corners[2], kind: 'solid' }];
  }
}

/** The handle under a point, the one drawn last first; `tolerance` in stored pixels. */
export function handleAt(handles: readonly Handle[], [x, y]: Point, tolerance: number): Handle | null {
  return handles.findLast(({ at }) => Math.max(Math.abs(at[0] - x), Math.abs(at[1] - y)) <= tolerance) ?? null;
}

/** The shape with a handle dragged to a point. `even` keeps rectangles square, circles round and lines at steps of 45 degrees. */
export function dragHandle(shape: Shape, id: string, to: Point, even: boolean, size: Size, frame: TextFrame | null): Shape {
  const point = clampPoint(to, size);
  switch (shape.type) {
    case 'rectangle': {
      const box = dragBox(boundsOf(shape), id, [Math.round(point[0]), Math.round(point[1])], even, size);
      return { ...shape, x: box.left, y: box.top, width: Math.max(1, box.right - box.left), height: Math.max(1, box.bottom - box.top) };
    }
    case 'ellipse': {
      const box = dragBox(boundsOf(shape), id, [Math.round(point[0]), Math.round(point[1])], even, size);
      return ellipseIn(box);
    }
    case 'polygon': {
      const index = Number(id.slice(1));
      const corner: Point = [tenth(point[0]), tenth(point[1])];
      const points = id.startsWith('m') ? [...shape.points.slice(0, index + 1), corner, ...shape.points.slice(index + 1)] : shape.points.map((old, at) => (at === index ? corner : old));
      return { ...shape, points };
    }
    case 'arrow':
    case 'measure': {
      const other = id === 'from' ? shape.to : shape.from;
      const end = even ? snapAngle(other, point, size) : point;
      return { ...shape, [id]: [tenth(end[0]), tenth(end[1])] };
    }
    case 'text': {
      if (frame === null) return shape;
      const [from, , opposite] = frame.corners;
      const before = Math.hypot(opposite[0] - from[0], opposite[1] - from[1]);
      const after = Math.hypot(to[0] - from[0], to[1] - from[1]);
      return { ...shape, size: Math.max(4, tenth((shape.size * after) / Math.max(1, before))) };
    }
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box by one of its handles; dragged over the opposite side it turns over. */
function dragBox({ left, top, right, bottom }: Box, id: string, [x, y]: Point, even: boolean, size: Size): Box {
  if (even && id.length === 2) {
    const fixed: Point = [id.includes('w') ? right : left, id.includes('n') ? bottom : top];
    return evenBox(fixed, [x, y], size);
  }
  const one = { left: id.includes('w') ? x : left, right: id.includes('e') ? x : right, top: id.includes('n') ? y : top, bottom: id.includes('s') ? y : bottom };
  return { left: Math.min(one.left, one.right), right: Math.max(one.left, one.right), top: Math.min(one.top, one.bottom), bottom: Math.max(one.top, one.bottom) };
}

/** The square from a fixed corner towards a point, as large as the picture allows. */
export function evenBox([fx, fy]: Point, [x, y]: Point, size: Size): Box {
  const signX = x < fx ? -1 : 1;
  const signY = y < fy ? -1 : 1;
  const roomX = signX < 0 ? fx : size.width - fx;
  const roomY = signY < 0 ? fy : size.height - fy;
  const side = Math.min(Math.max(Math.abs(x - fx), Math.abs(y - fy)), roomX, roomY);
  return { left: Math.min(fx, fx + signX * side), right: Math.max(fx, fx + signX * side), top: Math.min(fy, fy + signY * side), bottom: Math.max(fy, fy + signY * side) };
}

export function ellipseIn({ left, top, right, bottom }: Box): Extract<Shape, { type: 'ellipse' }> {
  return { type: 'ellipse', x: (left + right) / 2, y: (top + bottom) / 2, radiusX: Math.max(0.5, (right - left) / 2), radiusY: Math.max(0.5, (bottom - top) / 2) };
}

/** The point moved so that the line from `from` runs at a step of 45 degrees, inside the picture. */
export function snapAngle(from: Point, to: Point, size: Size): Point {
  const angle = (Math.round(Math.atan2(to[1] - from[1], to[0] - from[0]) / (Math.PI / 4)) * Math.PI) / 4;
  const ux = Math.cos(angle);
  const uy = Math.sin(angle);
  const wanted = (to[0] - from[0]) * ux + (to[1] - from[1]) * uy;
  const room = (at: number, unit: number, end: number): number => (unit > 1e-9 ? (end - at) / unit : unit < -1e-9 ? -at / unit : Infinity);
  const length = Math.max(0, Math.min(wanted, room(from[0], ux, size.width), room(from[1], uy, size.height)));
  return [from[0] + ux * length, from[1] + uy * length];
}
