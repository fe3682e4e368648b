import { breathe } from '../../cancel.ts';
import type { Plane } from '../pixel/luma.ts';
import { DESCRIPTOR, describe, directionsOf } from './describe.ts';
import { INTERVALS, octavesOf, sigmaAt, type Octave } from './scaleSpace.ts';

/** Points of a picture: x, y (pixels), blur at which they stand out (pixels), direction (radians), and DESCRIPTOR bytes each. */
export interface Points {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly descriptors: Uint8Array;
}

/** Least difference (grey levels) between neighbouring blurs at a point. */
export const LEAST_CONTRAST = 1.2;
/** A point along an edge says nothing of where on the edge it is: most ratio of the two curvatures. */
const MOST_EDGE = 10;
/** Points kept, the strongest. */
export const MOST_POINTS = 6000;
/** A picture of at most this many pixels is looked at doubled as well. */
const DOUBLED_PIXELS = 500_000;

interface Candidate {
  /** In the octave's pixels. */
  readonly x: number;
  readonly y: number;
  readonly layer: number;
  readonly strength: number;
}

interface Found {
  readonly x: number;
  readonly y: number;
  readonly strength: number;
  readonly descriptor: Uint8Array;
}

/** Interest points with descriptors that do not change when the picture is turned or scaled (SIFT: D. Lowe, 2004; the constants are the paper's but for the contrast). */
export async function pointsOf(luma: Plane, signal?: AbortSignal): Promise<Points> {
  let found: Found[] = [];
  for await (const octave of octavesOf(luma, luma.width * luma.height <= DOUBLED_PIXELS, signal)) {
    const candidates = (await extremaOf(octave, signal)).toSorted((a, b) => b.strength - a.strength).slice(0, MOST_POINTS);
    for (const [index, { x, y, layer, strength }] of candidates.entries()) {
      const plane = octave.planes[Math.round(layer)]!;
      for (const direction of directionsOf(plane, x, y, sigmaAt(layer))) {
        const descriptor = describe(plane, x, y, sigmaAt(layer), direction);
        if (descriptor !== null) found.push({ x: x * octave.step, y: y * octave.step, strength, descriptor });
      }
      if (index % 64 === 0) await breathe(signal);
    }
    if (found.length > 2 * MOST_POINTS) found = strongest(found);
  }
  found = strongest(found);
  const descriptors = new Uint8Array(found.length * DESCRIPTOR);
  for (const [index, { descriptor }] of found.entries()) descriptors.set(descriptor, index * DESCRIPTOR);
  return { count: found.length, x: Float32Array.from(found, ({ x }) => x), y: Float32Array.from(found, ({ y }) => y), descriptors };
}

/** The sort is stable: equal input gives equal order. */
function strongest(found: readonly Found[]): Found[] {
  return found.toSorted((a, b) => b.strength - a.strength).slice(0, MOST_POINTS);
}

/** Places that stand out from their 26 neighbours in space and scale. */
async function extremaOf({ planes }: Octave, signal?: AbortSignal): Promise<Candidate[]> {
  const { width, height } = planes[0]!;
  const differences = planes.slice(1).map(({ data }, layer) => {
    const before = planes[layer]!.data;
    const difference = new Float32Array(data.length);
    for (let at = 0; at < data.length; at += 1) difference[at] = data[at]! - before[at]!;
    return difference;
  });
  await breathe(signal);
  const candidates: Candidate[] = [];
  for (let layer = 1; layer <= INTERVALS; layer += 1) {
    const here = differences[layer]!;
    const around = [differences[layer - 1]!, here, differences[layer + 1]!] as const;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const at = y * width + x;
        const value = here[at]!;
        if (Math.abs(value) < 0.8 * LEAST_CONTRAST || !isExtreme(around, at, width, value)) continue;
        const candidate = refined(around, at, width, x, y, layer);
        if (candidate !== null) candidates.push(candidate);
      }
      if (y % 64 === 0) await breathe(signal);
    }
  }
  return candidates;
}

type Three = readonly [Float32Array, Float32Array, Float32Array];

function isExtreme(around: Three, at: number, width: number, value: number): boolean {
  const sign = value > 0 ? 1 : -1;
  const size = sign * value;
  for (let layer = 0; layer < 3; layer += 1) {
    const plane = around[layer]!;
    for (let row = at - width; row <= at + width; row += width) {
      for (let to = row - 1; to <= row + 1; to += 1) if ((layer !== 1 || to !== at) && sign * plane[to]! >= size) return false;
    }
  }
  return true;
}

/** The place between pixels where a paraboloid through the neighbours has its top; null where that is weak, far off, or along an edge. */
function refined([below, here, above]: Three, at: number, width: number, x: number, y: number, layer: number): Candidate | null {
  const value = here[at]!;
  const dx = (here[at + 1]! - here[at - 1]!) / 2;
  const dy = (here[at + width]! - here[at - width]!) / 2;
  const ds = (above[at]! - below[at]!) / 2;
  const dxx = here[at + 1]! + here[at - 1]! - 2 * value;
  const dyy = here[at + width]! + here[at - width]! - 2 * value;
  const dss = above[at]! + below[at]! - 2 * value;
  const dxy = (here[at + width + 1]! - here[at + width - 1]! - here[at - width + 1]! + here[at - width - 1]!) / 4;
  const determinant = dxx * dyy - dxy * dxy;
  const trace = dxx + dyy;
  if (determinant <= 0 || trace * trace * MOST_EDGE >= (MOST_EDGE + 1) ** 2 * determinant || dss === 0) return null;
  // Space and scale are fitted apart: their mixed terms change the place by little.
  const shiftX = -(dyy * dx - dxy * dy) / determinant;
  const shiftY = -(dxx * dy - dxy * dx) / determinant;
  const shiftLayer = -ds / dss;
  if (Math.abs(shiftX) > 1 || Math.abs(shiftY) > 1 || Math.abs(shiftLayer) > 1) return null;
  const strength = Math.abs(value + (dx * shiftX + dy * shiftY + ds * shiftLayer) / 2);
  return strength < LEAST_CONTRAST ? null : { x: x + shiftX, y: y + shiftY, layer: Math.max(1, Math.min(INTERVALS, layer + shiftLayer)), strength };
}
