import type { Point } from '../../../contract/geometry.ts';

/** Receives the pixels `from` (inclusive) to `to` (exclusive) of row `y`. */
export type EmitSpan = (y: number, from: number, to: number) => void;

/** Rounding of the last digit must not decide whether a pixel belongs to a stroke. */
const EPSILON = 1e-9;

/**
 * Pixels of a round brush drawn along a straight piece: those whose centre lies within `radius` (0.5 or more) of it (a capsule), and the pixels under both ends,
 * so that the thinnest brush leaves one wherever it is set down. A capsule is convex, so each row is one span. Nothing is cut at the picture's edge.
 */
export function strokeSpans(a: Point, b: Point, radius: number, emit: EmitSpan): void {
  const [ax, ay] = a;
  const [bx, by] = b;
  const length = Math.hypot(bx - ax, by - ay);
  const top = Math.floor(Math.min(ay, by) - radius - 0.5);
  const bottom = Math.ceil(Math.max(ay, by) + radius + 0.5);
  for (let y = top; y <= bottom; y += 1) {
    const centre = y + 0.5;
    let low = Infinity;
    let high = -Infinity;
    const widen = (from: number, to: number): void => {
      low = Math.min(low, from);
      high = Math.max(high, to);
    };
    circleRow(ax, ay, radius, centre, widen);
    circleRow(bx, by, radius, centre, widen);
    if (length > 0) bandRow(a, b, length, radius, centre, widen);
    let from = Math.ceil(low - 0.5 - EPSILON);
    let to = Math.floor(high - 0.5 + EPSILON) + 1;
    if (!(to > from)) {
      from = Infinity;
      to = -Infinity;
    }
    for (const [px, py] of [a, b]) {
      if (Math.floor(py) !== y) continue;
      from = Math.min(from, Math.floor(px));
      to = Math.max(to, Math.floor(px) + 1);
    }
    if (to > from) emit(y, from, to);
  }
}

function circleRow(x: number, y: number, radius: number, row: number, widen: (from: number, to: number) => void): void {
  const square = radius * radius - (row - y) * (row - y);
  if (square < -EPSILON) return;
  const half = Math.sqrt(Math.max(0, square));
  widen(x - half, x + half);
}

/** The rectangle between the ends: 0 <= t <= length along the piece, at most `radius` across it, cut by a row. */
function bandRow([ax, ay]: Point, [bx, by]: Point, length: number, radius: number, row: number, widen: (from: number, to: number) => void): void {
  const ux = (bx - ax) / length;
  const uy = (by - ay) / length;
  const dy = row - ay;
  // along = ux * dx + uy * dy in [0, length]; across = -uy * dx + ux * dy in [-radius, radius]
  const along = interval(ux, -uy * dy, length - uy * dy);
  const across = interval(-uy, -radius - ux * dy, radius - ux * dy);
  if (along === null || across === null) return;
  const from = Math.max(along[0], across[0]);
  const to = Math.min(along[1], across[1]);
  if (to >= from) widen(ax + from, ax + to);
}

/** Where `low <= factor * x <= high`; null where nowhere. */
function interval(factor: number, low: number, high: number): readonly [number, number] | null {
  if (Math.abs(factor) < 1e-12) return low <= EPSILON && high >= -EPSILON ? [-Infinity, Infinity] : null;
  const one = low / factor;
  const other = high / factor;
  return one < other ? [one, other] : [other, one];
}
