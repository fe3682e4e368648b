import type { Point } from '../../../contract/geometry.ts';
import { paint, type Component, labelRuns, runsOf } from './components.ts';

/** Steps right, down, left, up with the pixels ahead on the left and on the right hand of each, seen from the corner it ends at. */
const STEPS = [
  { x: 1, y: 0, leftX: 0, leftY: -1, rightX: 0, rightY: 0 },
  { x: 0, y: 1, leftX: 0, leftY: 0, rightX: -1, rightY: 0 },
  { x: -1, y: 0, leftX: -1, leftY: 0, rightX: -1, rightY: -1 },
  { x: 0, y: -1, leftX: -1, leftY: -1, rightX: 0, rightY: -1 },
] as const;

export type Ring = readonly Point[];

/** An outer ring and the rings of its holes, on pixel corners, not closed (the first point is not repeated). Valid after OGC Simple Features. */
export interface Polygon {
  readonly shell: Ring;
  readonly holes: readonly Ring[];
}

/**
 * Polygons whose union is exactly the component's pixels. Corners lie on whole numbers of the whole picture. Pixels that only touch at a corner
 * come to lie in two polygons, and a ring that touches itself is cut there, so that no ring crosses or touches itself: each polygon is valid, and
 * together they are a valid multipolygon. Shells run with x towards y (positive signed area), holes against.
 */
export function outlinePolygons(component: Component): readonly Polygon[] {
  const bitmap = paint(component);
  const { width, height, data } = bitmap;
  const isSet = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  const { runs, rows } = runsOf(bitmap);
  const labels = labelRuns(runs, rows, 4);
  const traced = new Uint8Array(width * height);
  const found: { shell: Ring; holes: Ring[] }[] = [];
  runs.forEach((run, index) => {
    for (let x = run.start; x < run.end; x += 1) {
      // Every ring walks along the upper edge of a set pixel at least once.
      if (traced[run.y * width + x] === 1 || isSet(x, run.y - 1)) continue;
      const polygon = (found[labels[index] ?? 0] ??= { shell: [], holes: [] });
      for (const ring of simpleRings(trace(isSet, traced, width, x, run.y))) {
        const moved = ring.map(([px, py]): Point => [px + component.box.x, py + component.box.y]);
        if (signedArea(moved) > 0) polygon.shell = moved;
        else polygon.holes.push(moved);
      }
    }
  });
  return found;
}

/** Walks the cracks between pixels with the component on the right hand, from the upper left corner of (startX, startY); every corner passed, straight ones too. */
function trace(isSet: (x: number, y: number) => boolean, traced: Uint8Array, width: number, startX: number, startY: number): Point[] {
  const corners: Point[] = [];
  let [x, y, direction] = [startX, startY, 0];
  do {
    corners.push([x, y]);
    if (direction === 0) traced[y * width + x] = 1;
    x += STEPS[direction]!.x;
    y += STEPS[direction]!.y;
    const step = STEPS[direction]!;
    // Pixels that touch at a corner only are kept apart: with the right pixel gone, turn right whatever is on the left.
    const right = isSet(x + step.rightX, y + step.rightY);
    const turn = !right ? 1 : isSet(x + step.leftX, y + step.leftY) ? 3 : 0;
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  return corners;
}

/** Cuts a closed walk into rings that pass no corner twice, and drops corners at which they run straight on. */
function simpleRings(walk: readonly Point[]): Ring[] {
  const rings: Ring[] = [];
  const stack: Point[] = [];
  const places = new Map<number, number>();
  const key = ([x, y]: Point): number => y * 0x1_0000_0000 + x;
  const close = (from: number): void => {
    const ring = stack.splice(from);
    for (const corner of ring) places.delete(key(corner));
    rings.push(turnsOf(ring));
  };
  for (const corner of walk) {
    const seen = places.get(key(corner));
    if (seen !== undefined) close(seen);
    places.set(key(corner), stack.length);
    stack.push(corner);
  }
  close(0);
  return rings;
}

function turnsOf(ring: readonly Point[]): Ring {
  return ring.filter((corner, index) => {
    const before = ring.at(index - 1)!;
    const after = ring[(index + 1) % ring.length]!;
    return !((before[0] === corner[0] && corner[0] === after[0]) || (before[1] === corner[1] && corner[1] === after[1]));
  });
}

/** Positive where the ring runs from x towards y. */
export function signedArea(ring: Ring): number {
  let sum = 0;
  ring.forEach(([x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length]!;
    sum += x * nextY - nextX * y;
  });
  return sum / 2;
}

/**
 * One ring that goes round the shell and, over a bridge there and back, round every hole: for formats whose polygons have no holes. Bridges run along
 * rows and columns, so that both ways cancel exactly: even-odd filling gives the same pixels.
 */
export function keyhole({ shell, holes }: Polygon): Ring {
  const start = shell[0]!;
  return [...shell, ...holes.flatMap((hole) => {
    const first = hole[0]!;
    const corner: Point = [first[0], start[1]];
    return [start, corner, ...hole, first, corner];
  }), ...(holes.length > 0 ? [start] : [])];
}

/** Pixels whose centres lie inside by the even-odd rule, set to 1 in `data` of a picture `width` wide; for reading our own files back. */
export function fillPolygons(polygons: readonly Polygon[], width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height);
  const crossings: number[][] = Array.from({ length: height }, () => []);
  for (const ring of polygons.flatMap(({ shell, holes }) => [shell, ...holes])) {
    ring.forEach(([x, y], index) => {
      const [nextX, nextY] = ring[(index + 1) % ring.length]!;
      for (let row = Math.max(0, Math.ceil(Math.min(y, nextY) - 0.5)); row + 0.5 < Math.max(y, nextY) && row < height; row += 1) crossings[row]!.push(x + ((row + 0.5 - y) / (nextY - y)) * (nextX - x));
    });
  }
  crossings.forEach((row, y) => {
    row.sort((a, b) => a - b);
    for (let index = 0; index + 1 < row.length; index += 2) data.fill(1, y * width + Math.max(0, Math.ceil(row[index]! - 0.5)), y * width + Math.min(width, Math.ceil(row[index + 1]! - 0.5)));
  });
  return data;
}
