import { breathe } from '../../cancel.ts';
import type { Plane } from '../pixel/luma.ts';

/** Scales an octave that points are looked for at, and the blur of the first in its own pixels. */
export const INTERVALS = 3;
export const FIRST_SIGMA = 1.6;
/** Blur that a camera leaves, pixels. */
const CAMERA_SIGMA = 0.5;
const LEAST_OCTAVE_SIDE = 24;

/** INTERVALS + 3 planes of rising blur; one pixel of them is `step` pixels of the picture. */
export interface Octave {
  readonly step: number;
  readonly planes: readonly Plane[];
}

/** Blur of a plane of an octave, in its pixels; `layer` may lie between two planes. */
export function sigmaAt(layer: number): number {
  return FIRST_SIGMA * 2 ** (layer / INTERVALS);
}

/** Octaves of D. Lowe's scale space (2004), one at a time. `doubled`: the first has four times the picture's pixels, which finds smaller points. */
export async function* octavesOf(luma: Plane, doubled: boolean, signal?: AbortSignal): AsyncGenerator<Octave> {
  const start = doubled ? enlarged(luma) : luma;
  const camera = CAMERA_SIGMA * (doubled ? 2 : 1);
  let base = await blurred(start, Math.sqrt(FIRST_SIGMA ** 2 - camera ** 2), signal);
  let step = doubled ? 0.5 : 1;
  while (Math.min(base.width, base.height) >= LEAST_OCTAVE_SIDE) {
    const planes = [base];
    for (let layer = 1; layer < INTERVALS + 3; layer += 1) {
      planes.push(await blurred(planes[layer - 1]!, Math.sqrt(sigmaAt(layer) ** 2 - sigmaAt(layer - 1) ** 2), signal));
    }
    yield { step, planes };
    base = halved(planes[INTERVALS]!);
    step *= 2;
  }
}

/** Gaussian blur of deviation `sigma` pixels, edges repeated. */
export async function blurred({ width, height, data }: Plane, sigma: number, signal?: AbortSignal): Promise<Plane> {
  const reach = Math.ceil(3 * sigma);
  const weights = Float64Array.from({ length: reach + 1 }, (_, at) => Math.exp((-at * at) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight, at) => sum + (at === 0 ? weight : 2 * weight), 0);
  for (let at = 0; at <= reach; at += 1) weights[at]! /= total;
  const across = new Float32Array(data.length);
  const line = new Float64Array(width + 2 * reach);
  for (let y = 0; y < height; y += 1) {
    const from = y * width;
    for (let x = -reach; x < width + reach; x += 1) line[x + reach] = data[from + Math.max(0, Math.min(width - 1, x))]!;
    for (let x = 0; x < width; x += 1) {
      let sum = weights[0]! * line[x + reach]!;
      for (let at = 1; at <= reach; at += 1) sum += weights[at]! * (line[x + reach - at]! + line[x + reach + at]!);
      across[from + x] = sum;
    }
    if (y % 64 === 0) await breathe(signal);
  }
  const result = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) sums[x] = weights[0]! * across[y * width + x]!;
    for (let at = 1; at <= reach; at += 1) {
      const weight = weights[at]!;
      const above = Math.max(0, y - at) * width;
      const below = Math.min(height - 1, y + at) * width;
      for (let x = 0; x < width; x += 1) sums[x]! += weight * (across[above + x]! + across[below + x]!);
    }
    result.set(sums, y * width);
    if (y % 64 === 0) await breathe(signal);
  }
  return { width, height, data: result };
}

function halved({ width, height, data }: Plane): Plane {
  const size = { width: width >> 1, height: height >> 1 };
  const half = new Float32Array(size.width * size.height);
  for (let y = 0, to = 0; y < size.height; y += 1) for (let x = 0; x < size.width; x += 1) half[to++] = data[2 * y * width + 2 * x]!;
  return { ...size, data: half };
}

/** Twice as wide and high, samples in between on a straight line; sample (x, y) of the picture is at (2x, 2y). */
function enlarged({ width, height, data }: Plane): Plane {
  const twice = new Float32Array(4 * width * height);
  for (let y = 0; y < 2 * height; y += 1) {
    const top = (y >> 1) * width;
    const bottom = Math.min(height - 1, (y + 1) >> 1) * width;
    for (let x = 0; x < 2 * width; x += 1) {
      const left = x >> 1;
      const right = Math.min(width - 1, (x + 1) >> 1);
      twice[y * 2 * width + x] = (data[top + left]! + data[top + right]! + data[bottom + left]! + data[bottom + right]!) / 4;
    }
  }
  return { width: 2 * width, height: 2 * height, data: twice };
}
