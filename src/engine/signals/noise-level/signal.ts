import { breathe } from '../../cancel.ts';
import { boxMean } from '../pixel/boxMean.ts';
import { byteOf, logistic, lumaOf, type Plane } from '../pixel/luma.ts';
import { medianOf } from '../pixel/median.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';

/** Side in pixels of the window that a noise level is measured in. */
const WINDOW = 32;
/** Octaves from the picture's median at which a place is marked. */
const LIMIT = 1.25;
/** How fast the map rises with octaves around the limit. */
const SLOPE = 4;
/** Grey levels; less counts as this much: saturated and drawn areas have no noise to compare. */
const FLOOR = 0.25;
/** A picture with fewer pixels a side holds too few windows to speak of its noise. */
const LEAST_SIDE = 64;

/** Noise that differs from the picture's (README.md). The same numbers as `noise_residual` of training/baselines.py. */
export const noiseLevel: Signal = { name: 'noise_level', version: 1, parameters: { window: WINDOW, limitOctaves: LIMIT, slope: SLOPE, floor: FLOOR }, run };

async function run({ pixels, signal }: SignalInput): Promise<SignalOutcome> {
  if (Math.min(pixels.width, pixels.height) < LEAST_SIDE) {
    return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; its noise can be compared from ${LEAST_SIDE} pixels a side.` };
  }
  const sigma = await noiseOf(lumaOf(pixels), signal);
  const median = medianOf(sigma.data);
  if (median <= FLOOR) return { applies: false, reason: 'More than half of the picture has no noise at all, as in drawings, screenshots and pictures that were smoothed: there is nothing to compare with.' };
  const map = new Uint8Array(sigma.data.length);
  for (let at = 0; at < map.length; at += 1) {
    map[at] = byteOf(logistic(SLOPE * (Math.abs(Math.log2(sigma.data[at]! / median)) - LIMIT)));
    if (at % 500_000 === 0) await breathe(signal);
  }
  return { applies: true, map };
}

/** Local standard deviation of noise in grey levels (Immerkaer 1996), at least FLOOR. */
async function noiseOf(luma: Plane, signal?: AbortSignal): Promise<Plane> {
  const { width, height } = luma;
  const residual = await absoluteResidual(luma, signal);
  const { data } = await boxMean(residual, WINDOW, signal);
  const scale = Math.sqrt(Math.PI / 2) / 6;
  for (let at = 0; at < data.length; at += 1) data[at] = Math.max(FLOOR, scale * data[at]!);
  return { width, height, data };
}

/** |luma * [[1, -2, 1], [-2, 4, -2], [1, -2, 1]]|: what is left of a picture where brightness runs evenly; edges repeated. */
async function absoluteResidual({ width, height, data }: Plane, signal?: AbortSignal): Promise<Plane> {
  const residual = new Float32Array(data.length);
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const here = y * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const corners = data[above + left]! + data[above + right]! + data[below + left]! + data[below + right]!;
      const sides = data[above + x]! + data[below + x]! + data[here + left]! + data[here + right]!;
      residual[here + x] = Math.abs(corners - 2 * sides + 4 * data[here + x]!);
    }
    if ((y * width) % 500_000 < width) await breathe(signal);
  }
  return { width, height, data: residual };
}
