import { breathe } from '../../cancel.ts';
import { type Affine, fitAffine, residual } from '../copies/affine.ts';
import { type CopyRule, growCopy, markCopy } from '../copies/grow.ts';
import { comparableOf, storedMap, workingCopy } from '../copies/working.ts';
import type { Plane } from '../pixel/luma.ts';
import type { Signal, SignalInput, SignalOutcome } from '../types.ts';
import { fitted, MOST_ERROR } from './fit.ts';
import { type Field, LEAST_OFFSET, matchField, ROUNDS } from './patchMatch.ts';
import { FEATURES, RADIUS, zernikeOf } from './zernike.ts';

/** A larger picture is compared at this many pixels. */
const MOST_PIXELS = 1_000_000;
const LEAST_SIDE = 96;
/** Share of the picture with texture from which the method has something to go on. */
const LEAST_TEXTURED = 0.02;
/** Seeds of an area, pixels, and most areas looked at, largest first. */
const LEAST_SEEDS = 150;
const MOST_AREAS = 60;
const RULE: CopyRule = { leastCorrelation: 0.55, leastMean: 0.8, mostRest: 6, mostRestResampled: 12, leastShare: 0.0012, leastDistance: 32 };

/** Areas that match each other place by place (README.md). */
export const copyMoveDense: Signal = {
  name: 'copy_move_dense',
  version: 1,
  parameters: { mostPixels: MOST_PIXELS, radius: RADIUS, features: FEATURES, rounds: ROUNDS, leastOffset: LEAST_OFFSET, mostFitError: MOST_ERROR, ...RULE },
  run,
};

async function run({ pixels, signal }: SignalInput): Promise<SignalOutcome> {
  if (Math.min(pixels.width, pixels.height) < LEAST_SIDE) {
    return { applies: false, reason: `The picture is ${pixels.width} x ${pixels.height} pixels; copies can be looked for from ${LEAST_SIDE} pixels a side.` };
  }
  const { luma, scale } = await workingCopy(pixels, MOST_PIXELS, signal);
  const comparable = await comparableOf(luma, signal);
  const usable = insideOf(comparable.textured, luma);
  if (usable.reduce((sum, one) => sum + one, 0) < LEAST_TEXTURED * usable.length) {
    return { applies: false, reason: 'Nearly all of the picture is smooth: smooth places match one another everywhere, copied or not.' };
  }
  const field = await matchField(await zernikeOf(luma, signal), usable, luma, signal);
  const even = await fitted(field, luma, signal);
  const marks = new Uint8Array(luma.data.length);
  for (const seeds of areasOf(even, field, luma)) {
    await breathe(signal);
    if (seeds.filter((at) => marks[at]! > 0).length > seeds.length / 2) continue;
    const affine = affineOf(seeds, field, luma);
    const copy = affine === null ? null : await growCopy(comparable, affine, seeds, RULE, signal);
    if (affine !== null && copy !== null) markCopy(marks, luma, affine, copy);
  }
  return { applies: true, map: storedMap(marks, luma, pixels), parameters: { reducedBy: Math.round(scale * 1000) / 1000 } };
}

/** 1 for textured pixels whose patch lies inside the picture. */
function insideOf(textured: Uint8Array, { width, height }: Plane): Uint8Array {
  const usable = new Uint8Array(width * height);
  for (let y = RADIUS; y < height - RADIUS; y += 1) usable.set(textured.subarray(y * width + RADIUS, (y + 1) * width - RADIUS), y * width + RADIUS);
  return usable;
}

/** Sets of at least LEAST_SEEDS connected pixels whose shifts run on evenly from one to the next, largest first. `even` is used up. */
function areasOf(even: Uint8Array, field: Field, { width, height }: Plane): readonly Int32Array[] {
  const areas: Int32Array[] = [];
  const queue = new Int32Array(width * height);
  for (let start = 0; start < even.length; start += 1) {
    if (even[start] !== 1) continue;
    let length = 1;
    queue[0] = start;
    even[start] = 2;
    for (let next = 0; next < length; next += 1) {
      const at = queue[next]!;
      const x = at % width;
      const visit = (to: number): void => {
        if (even[to] !== 1 || !runsOn(field, at, to, width)) return;
        even[to] = 2;
        queue[length++] = to;
      };
      if (x > 0) visit(at - 1);
      if (x < width - 1) visit(at + 1);
      if (at >= width) visit(at - width);
      if (at < width * (height - 1)) visit(at + width);
    }
    if (length >= LEAST_SEEDS) areas.push(queue.slice(0, length));
  }
  return areas.toSorted((a, b) => b.length - a.length || a[0]! - b[0]!).slice(0, MOST_AREAS);
}

/** Whether matches of two neighbouring pixels lie within 3 pixels of each other. */
function runsOn(field: Field, at: number, to: number, width: number): boolean {
  const [first, second] = [field[at]!, field[to]!];
  const across = (first % width) - (second % width);
  const down = Math.floor(first / width) - Math.floor(second / width);
  return across * across + down * down <= 9;
}

/** The affine change that takes seeds to their matches: least squares, then once more without those that lie more than 2 pixels off. */
function affineOf(seeds: Int32Array, field: Field, { width }: Plane): Affine | null {
  const pairs = new Float64Array(seeds.length * 4);
  for (const [index, at] of seeds.entries()) {
    const match = field[at]!;
    pairs.set([at % width, Math.floor(at / width), match % width, Math.floor(match / width)], index * 4);
  }
  const rough = fitAffine(pairs);
  if (rough === null) return null;
  const close: number[] = [];
  for (let at = 0; at < pairs.length; at += 4) if (residual(rough, pairs[at]!, pairs[at + 1]!, pairs[at + 2]!, pairs[at + 3]!) <= 4) close.push(pairs[at]!, pairs[at + 1]!, pairs[at + 2]!, pairs[at + 3]!);
  return close.length < pairs.length / 2 ? null : fitAffine(close);
}
