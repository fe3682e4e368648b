import type { ImageFacts } from '../../../contract/analysis.ts';
import type { Size } from '../../../contract/geometry.ts';
import type { Pixels } from '../../decode/pixels.ts';
import { HEIGHT, normal, randomOf, scene, WIDTH } from '../../measure/synthetic.testing.ts';
import type { Signal, SignalOutcome } from '../types.ts';
import type { Affine } from './affine.ts';

/** The upper left part of a made scene. */
export function sceneOf(seed: number, { width, height }: Size): Pixels {
  const data = new Uint8Array(width * height * 3);
  const whole = scene(seed);
  if (width > WIDTH || height > HEIGHT) throw new Error('the scene is smaller');
  for (let y = 0; y < height; y += 1) data.set(whole.subarray(y * WIDTH * 3, (y * WIDTH + width) * 3), y * width * 3);
  return { width, height, channels: 3, data };
}

export interface CopyMove {
  readonly pixels: Pixels;
  /** 1 at either end. */
  readonly truth: Uint8Array;
}

/** A disc around (x, y) copied to where it is turned (degrees) and scaled around (u, v), sampled between pixels. */
export function copyMove(pixels: Pixels, disc: { readonly x: number; readonly y: number; readonly radius: number }, to: { readonly u: number; readonly v: number; readonly turn?: number; readonly scale?: number }): CopyMove {
  const { width, height } = pixels;
  const { u, v, turn = 0, scale = 1 } = to;
  const data = Uint8Array.from(pixels.data);
  const truth = new Uint8Array(width * height);
  const [cosine, sine] = [Math.cos((turn * Math.PI) / 180) / scale, Math.sin((turn * Math.PI) / 180) / scale];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (Math.hypot(x - disc.x, y - disc.y) <= disc.radius) truth[y * width + x] = 1;
      const fromX = disc.x + cosine * (x - u) + sine * (y - v);
      const fromY = disc.y - sine * (x - u) + cosine * (y - v);
      if (Math.hypot(fromX - disc.x, fromY - disc.y) > disc.radius) continue;
      truth[y * width + x] = 1;
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
      const [right, down] = [fromX - left, fromY - top];
      for (let channel = 0; channel < 3; channel += 1) {
        const at = (j: number, i: number): number => pixels.data[((top + j) * width + left + i) * 3 + channel]!;
        data[(y * width + x) * 3 + channel] = Math.round((at(0, 0) * (1 - right) + at(0, 1) * right) * (1 - down) + (at(1, 0) * (1 - right) + at(1, 1) * right) * down);
      }
    }
  }
  return { pixels: { ...pixels, data }, truth };
}

export function look({ run }: Signal, pixels: Pixels, signal?: AbortSignal): Promise<SignalOutcome> {
  return run({ pixels, facts: {} as ImageFacts, luma: null, ...(signal === undefined ? {} : { signal }) });
}

/** Map of a method that must apply. */
export async function mapOf(method: Signal, pixels: Pixels): Promise<Uint8Array> {
  const outcome = await look(method, pixels);
  if (!outcome.applies) throw new Error(outcome.reason);
  return outcome.map;
}

export function f1Of(map: Uint8Array, truth: Uint8Array): number {
  let [hit, marked, wanted] = [0, 0, 0];
  for (let at = 0; at < map.length; at += 1) {
    const inside = truth[at] === 1;
    if (inside) wanted += 1;
    if (map[at]! < 128) continue;
    marked += 1;
    if (inside) hit += 1;
  }
  return marked + wanted === 0 ? 1 : (2 * hit) / (marked + wanted);
}

export function markedIn(map: Uint8Array): number {
  return map.reduce((sum, byte) => sum + (byte >= 128 ? 1 : 0), 0);
}

/** Letters of a made script in lines, each of the same strokes wherever it stands, printed a little lighter or darker, under grain of 2 grey levels. */
export function printedPage({ width, height }: Size, seed: number): Pixels {
  const data = new Uint8Array(width * height * 3).fill(244);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  const letters = Array.from({ length: 26 }, () => Array.from({ length: 4 }, () => [random(8), random(12), random(8), random(12)] as const));
  const dot = (ink: number, x: number, y: number): void => {
    data.fill(ink, (y * width + x) * 3, (y * width + x) * 3 + 6);
  };
  for (let y = 16; y + 30 < height; y += 24) {
    for (let x = 16; x + 30 < width; x += 12) {
      if (random(6) === 0) continue;
      const ink = 20 + random(50);
      for (const [x1, y1, x2, y2] of letters[random(26)]!) {
        for (let step = 0; step <= 16; step += 1) dot(ink, x + Math.round(x1 + ((x2 - x1) * step) / 16), y + Math.round(y1 + ((y2 - y1) * step) / 16));
      }
    }
  }
  const grain = randomOf(seed);
  return { width, height, channels: 3, data: data.map((value) => Math.min(255, value + Math.round(2 * normal(grain)))) };
}

export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 };
