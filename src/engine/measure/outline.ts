import type { Point } from '../../contract/geometry.ts';
import { lumaAt } from '../coefficients/plain.ts';
import type { Pixels } from '../decode/pixels.ts';

/** Points looked at, spread along the outline. */
const MOST_POINTS = 400;
/** Pixels from the outline at which luma is read on either side, and between two readings along it. */
const REACH = 2;
/** Pixels of outline over which its direction is taken: a staircase of pixel corners has a slope only over several. */
const SPAN = 4;
/** Fewest points from which a number is given, and the step along the outline, grey levels, below which the ratio has no meaning. */
const LEAST_POINTS = 16;
const LEAST_STEP = 0.25;

export interface OutlineSums {
  across: number;
  along: number;
  points: number;
}

/**
 * Adds up the steps of luma across an outline and along it, over its points whose surroundings lie in the given rows and columns. Across: between
 * points two pixels inside and two outside; along: between points as far apart on the same side.
 */
export function addOutline(polygon: readonly Point[], pixels: Pixels, top: number, sums: OutlineSums): void {
  const lengths = polygon.map((point, index) => distance(point, polygon[(index + 1) % polygon.length]!));
  const perimeter = lengths.reduce((sum, length) => sum + length, 0);
  const count = Math.min(MOST_POINTS, Math.floor(perimeter));
  const luma = (x: number, y: number): number => {
    const [column, row] = [Math.floor(x), Math.floor(y) - top];
    return column < 0 || row < 0 || column >= pixels.width || row >= pixels.height ? Number.NaN : lumaAt(pixels.data, (row * pixels.width + column) * 3);
  };
  const points = walk(polygon, lengths, Array.from({ length: count }, (_, n) => (n * perimeter) / count));
  const before = walk(polygon, lengths, Array.from({ length: count }, (_, n) => ((n * perimeter) / count + perimeter - Math.min(SPAN, perimeter / 8)) % perimeter));
  const after = walk(polygon, lengths, Array.from({ length: count }, (_, n) => ((n * perimeter) / count + Math.min(SPAN, perimeter / 8)) % perimeter));
  for (let n = 0; n < count; n += 1) {
    const [x, y] = points[n]!;
    const length = distance(before[n]!, after[n]!);
    if (length === 0) continue;
    const [dx, dy] = [((after[n]![0] - before[n]![0]) / length) * REACH, ((after[n]![1] - before[n]![1]) / length) * REACH];
    // On either side a pair of readings as far apart as the sides are.
    const [one, other] = [luma(x - dy - dx, y + dx - dy), luma(x - dy + dx, y + dx + dy)];
    const [third, fourth] = [luma(x + dy - dx, y - dx - dy), luma(x + dy + dx, y - dx + dy)];
    const across = (Math.abs(one - third) + Math.abs(other - fourth)) / 2;
    const along = (Math.abs(one - other) + Math.abs(third - fourth)) / 2;
    if (Number.isNaN(across + along)) continue;
    sums.across += across;
    sums.along += along;
    sums.points += 1;
  }
}

/** Across over along; null with fewer than 16 points. */
export function outlineContrast({ across, along, points }: OutlineSums): number | null {
  return points < LEAST_POINTS ? null : across / Math.max(LEAST_STEP * points, along);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Points of a closed polygon at distances along it, in any order. */
function walk(polygon: readonly Point[], lengths: readonly number[], at: readonly number[]): Point[] {
  const ends = lengths.map(((sum) => (length: number) => (sum += length))(0));
  return at.map((wanted) => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    const [from, to] = [polygon[low]!, polygon[(low + 1) % polygon.length]!];
    const share = lengths[low] === 0 ? 0 : 1 - (ends[low]! - wanted) / lengths[low]!;
    return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  });
}
