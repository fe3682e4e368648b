import type { Point, Size } from '../../contract/geometry.ts';

/** Steps right, down, left, up, and the pixel that lies ahead on the left hand and on the right hand of each. */
const STEPS = [
  { x: 1, y: 0, leftX: 0, leftY: -1, rightX: 0, rightY: 0 },
  { x: 0, y: 1, leftX: 0, leftY: 0, rightX: -1, rightY: 0 },
  { x: -1, y: 0, leftX: -1, leftY: 0, rightX: -1, rightY: -1 },
  { x: 0, y: -1, leftX: -1, leftY: -1, rightX: 0, rightY: -1 },
] as const;

/**
 * Outer contour of the 8-connected component whose topmost row begins at pixel (startX, startY), walked clockwise along the cracks between pixels:
 * a lossless polygon of pixel corners, only where it turns. Holes are not traced.
 */
export function traceContour(values: Uint8Array, size: Size, threshold: number, startX: number, startY: number): Point[] {
  const isSet = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < size.width && y < size.height && values[y * size.width + x]! >= threshold;
  const corners: Point[] = [[startX, startY]];
  let direction = 0;
  let x = startX + 1;
  let y = startY;
  // The start corner is the top left one of its pixel, and nothing of the component lies above or to the left: it is come back to from below only.
  while (x !== startX || y !== startY || direction !== 3) {
    const step = STEPS[direction]!;
    // The component lies on the right hand. A set pixel ahead on the left is reached across the corner: 8-connectivity turns left to keep it in.
    const turn = isSet(x + step.leftX, y + step.leftY) ? 3 : isSet(x + step.rightX, y + step.rightY) ? 0 : 1;
    if (turn !== 0) corners.push([x, y]);
    direction = (direction + turn) % 4;
    x += STEPS[direction]!.x;
    y += STEPS[direction]!.y;
  }
  return corners;
}

/** Squared distance of a point from the segment a-b. */
function distanceSquared(point: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length));
  const ex = point[0] - a[0] - along * dx;
  const ey = point[1] - a[1] - along * dy;
  return ex * ex + ey * ey;
}

/** Douglas-Peucker on a closed polygon: no dropped corner lies further than `tolerance` pixels from the result. Keeps at least 3 corners. */
export function simplifyPolygon(corners: readonly Point[], tolerance: number): Point[] {
  const count = corners.length;
  if (count <= 4) return [...corners];
  const first = corners[0]!;
  const opposite = corners.reduce((best, point, index) => (squared(point, first) > squared(corners[best]!, first) ? index : best), 0);
  const keep = new Uint8Array(count);
  keep[0] = 1;
  keep[opposite] = 1;
  const open: [number, number][] = [[0, opposite], [opposite, count]];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const [from, to] = range;
    const a = corners[from]!;
    const b = corners[to % count]!;
    let worst = -1;
    let worstDistance = tolerance * tolerance;
    for (let index = from + 1; index < to; index += 1) {
      const distance = distanceSquared(corners[index]!, a, b);
      if (distance <= worstDistance) continue;
      worst = index;
      worstDistance = distance;
    }
    if (worst === -1) continue;
    keep[worst] = 1;
    open.push([from, worst], [worst, to]);
  }
  const kept = corners.filter((_, index) => keep[index] === 1);
  return kept.length >= 3 ? kept : [...corners.slice(0, 1), corners[Math.floor(count / 3)]!, corners[Math.floor((2 * count) / 3)]!];
}

function squared(a: Point, b: Point): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}
