import { breathe } from '../../cancel.ts';
import type { Plane } from '../pixel/luma.ts';
import { type Affine, stretchOf } from './affine.ts';
import { type Area, correlate } from './correlate.ts';
import { areaAround, connected, SMOOTH, smoothed, wholeArea } from './area.ts';
import type { Comparable } from './working.ts';

/** When two places of a picture count as copies of one another. */
export interface CopyRule {
  /** Least correlation of a place with where it is taken to, 0..1. */
  readonly leastCorrelation: number;
  /** Least mean correlation over the area. */
  readonly leastMean: number;
  /** Most mean detail, grey levels, that the other end does not explain: things alike, as printed letters are, differ by more than compression changes. */
  readonly mostRest: number;
  /** The same for a copy that was turned or scaled: sampling between pixels loses detail, the more the stronger it is. */
  readonly mostRestResampled: number;
  /** Least area as a share of the picture. */
  readonly leastShare: number;
  /** Pixels of the working copy between the middles of both ends, at least. */
  readonly leastDistance: number;
}

/** Pixels of either end; `correlation` is the mean over the first. */
export interface Copy {
  readonly source: Int32Array;
  readonly correlation: number;
}

/** More of an area that is also its own other end means a pattern that repeats, not a copy. */
const MOST_OVERLAP = 0.25;
const MOST_STRETCH = 3;
const MOST_UNEVEN = 1.6;
const MOST_UNEVEN_RESAMPLED = 1.08;
const LEAST_SCALING = 0.06;
/** Radians: four degrees. */
const LEAST_TURN = 0.07;

/**
 * The area around `seeds` (pixel indices) whose every place correlates with where `affine` takes it: connected to a seed, as large as the rule asks for,
 * apart from its other end. Null where there is none.
 */
export async function growCopy(comparable: Comparable, affine: Affine, seeds: Int32Array, rule: CopyRule, signal?: AbortSignal): Promise<Copy | null> {
  const { detail } = comparable;
  const { scale, uneven } = stretchOf(affine);
  if (scale > MOST_STRETCH || scale < 1 / MOST_STRETCH || uneven > MOST_UNEVEN) return null;
  let looked = await lookedAt(comparable, affine, areaAround(seeds, detail, 0.5), seeds, rule, signal);
  // An area that goes on beyond what was looked at is looked at in a larger part of the picture.
  for (let wider = 2; wider <= 8 && looked.goesOn; wider *= 2) looked = await lookedAt(comparable, affine, areaAround(seeds, detail, wider), seeds, rule, signal);
  const { area, correlation, rest, grown } = looked;
  const least = rule.leastShare * detail.width * detail.height;
  if (grown.length < least) return null;
  let sum = 0;
  let unexplained = 0;
  let counted = 0;
  for (const at of grown) {
    if (correlation[at]! <= -1) continue;
    sum += correlation[at]!;
    unexplained += rest[at]!;
    counted += 1;
  }
  const mean = sum / Math.max(1, counted);
  if (mean < rule.leastMean || unexplained / Math.max(1, counted) > (isResampled(affine) ? rule.mostRestResampled : rule.mostRest)) return null;
  await breathe(signal);
  const strict = placesOf(looked, detail.width);
  if (!isApart(strict, affine, detail, rule.leastDistance)) return null;
  await breathe(signal);
  // Once it is a copy its edges and smoother parts belong to it as well.
  const loose = placesOf(await lookedAt({ detail, textured: null }, affine, area, strict, rule, signal), detail.width);
  return { source: isApart(loose, affine, detail, rule.leastDistance) ? loose : strict, correlation: mean };
}

/** Turned or scaled, and nothing else: things that are alike in a row differ by little of either, by half a turn, or by perspective. */
function isResampled(affine: Affine): boolean {
  const { scale, uneven } = stretchOf(affine);
  const turn = Math.abs(Math.atan2(affine.d - affine.b, affine.a + affine.e));
  return uneven <= MOST_UNEVEN_RESAMPLED && (Math.abs(scale - 1) >= LEAST_SCALING || (turn >= LEAST_TURN && turn <= Math.PI - LEAST_TURN));
}

/** Pixel indices of what was grown, with what it encloses. */
function placesOf({ grown, area, columns, rows }: Looked, width: number): Int32Array {
  return wholeArea(grown, columns, rows).map((at) => (area.top + Math.floor(at / columns)) * width + area.left + (at % columns));
}

interface Looked {
  readonly area: Area;
  readonly columns: number;
  readonly rows: number;
  readonly correlation: Float32Array;
  readonly rest: Float32Array;
  /** Positions in the area that hold and are connected to a seed. */
  readonly grown: Int32Array;
  /** Whether they reach a side of the area that is not the picture's. */
  readonly goesOn: boolean;
}

/** Without `textured` every place with detail is compared. */
async function lookedAt({ detail, textured }: { readonly detail: Plane; readonly textured: Uint8Array | null }, affine: Affine, area: Area, seeds: Int32Array, rule: CopyRule, signal?: AbortSignal): Promise<Looked> {
  const columns = area.right - area.left;
  const rows = area.bottom - area.top;
  const { correlation, rest } = await correlate(detail, affine, area, signal);
  for (let row = 0, at = 0; textured !== null && row < rows; row += 1) {
    for (let x = area.left; x < area.right; x += 1, at += 1) if (textured[(area.top + row) * detail.width + x] === 0) correlation[at] = -1;
  }
  const holds = smoothed(correlation, columns, rows, rule.leastCorrelation);
  await breathe(signal);
  const grown = connected(holds, columns, rows, seeds, area, detail.width);
  const [left, top, right, bottom] = [area.left === 0, area.top === 0, area.right === detail.width, area.bottom === detail.height];
  const goesOn = grown.some((at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)];
    return (x < SMOOTH && !left) || (y < SMOOTH && !top) || (x >= columns - SMOOTH && !right) || (y >= rows - SMOOTH && !bottom);
  });
  return { area, columns, rows, correlation, rest, grown, goesOn };
}

function isApart(source: Int32Array, { a, b, c, d, e, f }: Affine, { width, height }: Plane, leastDistance: number): boolean {
  const own = new Uint8Array(width * height);
  for (const at of source) own[at] = 1;
  let [shared, across, down] = [0, 0, 0];
  for (const at of source) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const [u, v] = [a * x + b * y + c, d * x + e * y + f];
    across += (u - x) / source.length;
    down += (v - y) / source.length;
    const [column, row] = [Math.round(u), Math.round(v)];
    if (column >= 0 && row >= 0 && column < width && row < height && own[row * width + column] === 1) shared += 1;
  }
  return shared <= MOST_OVERLAP * source.length && Math.hypot(across, down) >= leastDistance;
}

/** Marks an area and where it is taken to: every pixel of the target whose way back lies in the area. `value` 1..255; the higher one stays. */
export function markCopy(marks: Uint8Array, { width, height }: Plane, affine: Affine, { source, correlation }: Copy): void {
  const value = Math.min(255, Math.max(128, Math.round(255 * correlation)));
  const mark = (at: number): void => {
    if (marks[at]! < value) marks[at] = value;
  };
  const own = new Uint8Array(width * height);
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const at of source) {
    mark(at);
    own[at] = 1;
    const [x, y] = [at % width, Math.floor(at / width)];
    const [u, v] = [affine.a * x + affine.b * y + affine.c, affine.d * x + affine.e * y + affine.f];
    left = Math.max(0, Math.min(left, Math.floor(u)));
    right = Math.min(width - 1, Math.max(right, Math.ceil(u)));
    top = Math.max(0, Math.min(top, Math.floor(v)));
    bottom = Math.min(height - 1, Math.max(bottom, Math.ceil(v)));
  }
  const determinant = affine.a * affine.e - affine.b * affine.d;
  for (let v = top; v <= bottom; v += 1) {
    for (let u = left; u <= right; u += 1) {
      const x = Math.round((affine.e * (u - affine.c) - affine.b * (v - affine.f)) / determinant);
      const y = Math.round((affine.a * (v - affine.f) - affine.d * (u - affine.c)) / determinant);
      if (x >= 0 && y >= 0 && x < width && y < height && own[y * width + x] === 1) mark(v * width + u);
    }
  }
}
