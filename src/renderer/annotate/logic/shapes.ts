import type { AnnotationBody, Confidence, Shape } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import { extremesOf } from '../../../contract/shapes.ts';

export type ShapeType = Shape['type'];

export const SHAPE_WORDS: Readonly<Record<ShapeType, string>> = { rectangle: 'Rectangle', ellipse: 'Ellipse', polygon: 'Polygon', arrow: 'Arrow', text: 'Text', measure: 'Measure' };

/** One colour a kind, light enough to stand on its dark outer line on any picture. */
export const SHAPE_COLOURS: Readonly<Record<ShapeType, string>> = { rectangle: '#ffd43b', ellipse: '#8fd14f', polygon: '#74c0fc', arrow: '#ff8787', text: '#ffffff', measure: '#b9a6ff' };

export const CONFIDENCE_WORDS: Readonly<Record<Confidence, string>> = { unstated: 'Not stated', weak: 'Weak', moderate: 'Moderate', strong: 'Strong', very_strong: 'Very strong' };

export function newBody(shape: Shape): AnnotationBody {
  return { shape, note: '', confidence: 'unstated', layers: [] };
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The box a shape lies in, in stored pixels; of a text only its corner. */
export function boundsOf(shape: Shape): Bounds {
  const points = extremesOf(shape);
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Moves a shape by as much of (dx, dy) as the picture has room for. */
export function moveShape(shape: Shape, dx: number, dy: number, { width, height }: Size): Shape {
  const { left, top, right, bottom } = boundsOf(shape);
  const x = limit(dx, -left, width - right);
  const y = limit(dy, -top, height - bottom);
  const moved = ([px, py]: Point): Point => [tenth(px + x), tenth(py + y)];
  switch (shape.type) {
    case 'rectangle':
    case 'ellipse':
      return { ...shape, x: tenth(shape.x + x), y: tenth(shape.y + y) };
    case 'polygon':
      return { ...shape, points: shape.points.map(moved) };
    case 'text':
      return { ...shape, at: moved(shape.at) };
    case 'arrow':
    case 'measure':
      return { ...shape, from: moved(shape.from), to: moved(shape.to) };
  }
}

function limit(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, Math.min(low, 0)), Math.max(high, 0));
}

/** Places are kept to a tenth of a pixel. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

export function clampPoint([x, y]: Point, { width, height }: Size): Point {
  return [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
}

export function sameShape(left: Shape, right: Shape): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Length of a line in pixels of the stored picture and as a share of its width. */
export function measure({ from, to }: { readonly from: Point; readonly to: Point }, size: Size): { readonly length: number; readonly share: number; readonly degrees: number } {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const length = Math.hypot(dx, dy);
  return { length, share: length / size.width, degrees: (Math.atan2(-dy, dx) * 180) / Math.PI };
}

/** `123.4 px · 10.3 % of width` */
export function measureWords(line: { readonly from: Point; readonly to: Point }, size: Size): string {
  const { length, share } = measure(line, size);
  return `${length.toFixed(1)} px · ${(share * 100).toFixed(share < 0.0995 ? 2 : 1)} % of width`;
}

/** Numbers of a shape in words, for the inspector and for what is read aloud. */
export function geometryWords(shape: Shape, size: Size): string {
  const at = (value: number): string => String(tenth(value));
  switch (shape.type) {
    case 'rectangle':
      return `x ${at(shape.x)}, y ${at(shape.y)}, ${at(shape.width)}×${at(shape.height)} px`;
    case 'ellipse':
      return `centre x ${at(shape.x)}, y ${at(shape.y)}, ${at(shape.radiusX * 2)}×${at(shape.radiusY * 2)} px`;
    case 'polygon':
      return `${shape.points.length} points, ${at(polygonArea(shape.points))} px²`;
    case 'text':
      return `x ${at(shape.at[0])}, y ${at(shape.at[1])}, line height ${at(shape.size)} px`;
    case 'arrow':
      return `to x ${at(shape.to[0])}, y ${at(shape.to[1])}, ${measure(shape, size).length.toFixed(1)} px long`;
    case 'measure':
      return measureWords(shape, size);
  }
}

/** Area inside a polygon that does not cross itself. */
export function polygonArea(points: readonly Point[]): number {
  let sum = 0;
  for (const [at, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(at + 1) % points.length]!;
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum) / 2;
}
