import type { Shape } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import type { EmitSpan } from './stroke.ts';

export type ClosedShape = Extract<Shape, { type: 'rectangle' | 'ellipse' | 'polygon' }>;

export function isClosed(shape: Shape): shape is ClosedShape {
  return shape.type === 'rectangle' || shape.type === 'ellipse' || shape.type === 'polygon';
}

/** Pixels whose centre lies inside a shape; polygons by the even-odd rule. A centre on a left or upper edge is inside, on a right or lower one not. */
export function fillSpans(shape: ClosedShape, emit: EmitSpan): void {
  if (shape.type === 'rectangle') {
    const { x, y, width, height } = shape;
    rows(y, y + height, (row) => spanBetween(row, x, x + width, emit));
  } else if (shape.type === 'ellipse') {
    const { x, y, radiusX, radiusY } = shape;
    rows(y - radiusY, y + radiusY, (row) => {
      const part = (row + 0.5 - y) / radiusY;
      const half = radiusX * Math.sqrt(Math.max(0, 1 - part * part));
      spanBetween(row, x - half, x + half, emit);
    });
  } else polygonSpans(shape.points, emit);
}

function rows(top: number, bottom: number, each: (row: number) => void): void {
  for (let row = Math.ceil(top - 0.5); row < bottom - 0.5; row += 1) each(row);
}

function spanBetween(row: number, left: number, right: number, emit: EmitSpan): void {
  const from = Math.ceil(left - 0.5);
  const to = Math.ceil(right - 0.5);
  if (to > from) emit(row, from, to);
}

function polygonSpans(points: readonly Point[], emit: EmitSpan): void {
  const heights = points.map(([, y]) => y);
  rows(Math.min(...heights), Math.max(...heights), (row) => {
    const centre = row + 0.5;
    const crossings: number[] = [];
    for (const [at, [x1, y1]] of points.entries()) {
      const [x2, y2] = points[(at + 1) % points.length]!;
      if (y1 <= centre === y2 <= centre) continue;
      crossings.push(x1 + ((centre - y1) / (y2 - y1)) * (x2 - x1));
    }
    crossings.sort((left, right) => left - right);
    for (let at = 0; at + 1 < crossings.length; at += 2) spanBetween(row, crossings[at]!, crossings[at + 1]!, emit);
  });
}
