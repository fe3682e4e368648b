import { AppError } from '../../contract/errors.ts';
import type { Agreement } from '../../contract/signals.ts';
import type { Pixels } from '../decode/pixels.ts';
import { breathe } from '../cancel.ts';
import { writeMap } from './run.ts';

/** A map to count, marked from its byte `least` (1..255) up; loaded when its turn comes, so that one at a time is in memory. */
export interface CountedMap {
  readonly method: Agreement['methods'][number];
  readonly least: number;
  readonly load: () => Promise<Pixels>;
}

/** One bit a method has to fit the patterns below. */
const MOST_MAPS = 16;

/**
 * How far methods agree: byte v of the written map is v / 255 of the methods. Shares and overlaps are counted over all pixels.
 * Throws ARGUMENT_INVALID for fewer than two maps, more than 16, a method named twice or maps of different sizes; CANCELLED; ARTIFACT_WRITE_FAILED.
 */
export async function agreement(maps: readonly CountedMap[], caseFolder: string, signal?: AbortSignal): Promise<Agreement> {
  const methods = maps.map(({ method }) => method);
  if (maps.length < 2 || maps.length > MOST_MAPS || new Set(methods).size !== maps.length) {
    throw new AppError('ARGUMENT_INVALID', `Agreement is between 2 and ${MOST_MAPS} different methods, not ${maps.length}. Run more methods that apply.`, { methods });
  }
  let size: { readonly width: number; readonly height: number } | undefined;
  let patterns = new Uint16Array(0);
  for (const [index, { load, least, method }] of maps.entries()) {
    const { width, height, data } = await load();
    await breathe(signal);
    size ??= { width, height };
    if (index === 0) patterns = new Uint16Array(width * height);
    if (width !== size.width || height !== size.height) {
      throw new AppError('ARGUMENT_INVALID', 'These maps belong to pictures of different sizes. Run the second opinions again.', { method, map: { width, height }, first: size });
    }
    const bit = 1 << index;
    for (let at = 0; at < data.length; at += 1) if (data[at]! >= least) patterns[at]! |= bit;
  }
  if (size === undefined) throw new Error('at least two maps were loaded');
  await breathe(signal);
  const counts = countsOf(patterns, maps.length);
  await breathe(signal);
  const bytes = Uint8Array.from({ length: counts.length }, (_, pattern) => Math.round((255 * bitsIn(pattern)) / maps.length));
  const joined = new Uint8Array(patterns.length);
  for (let at = 0; at < joined.length; at += 1) joined[at] = bytes[patterns[at]!]!;
  return { methods, map: await writeMap(caseFolder, 'signal', joined, size, signal), shares: sharesOf(counts, maps.length, patterns.length), overlap: overlapOf(counts, maps.length) };
}

/** Pixels by which methods mark them: entry `pattern` has bit i where method i marks. */
function countsOf(patterns: Uint16Array, methods: number): Float64Array {
  const counts = new Float64Array(2 ** methods);
  for (let at = 0; at < patterns.length; at += 1) counts[patterns[at]!]! += 1;
  return counts;
}

function sharesOf(counts: Float64Array, methods: number, pixels: number): number[] {
  const shares = Array.from({ length: methods + 1 }, () => 0);
  for (const [pattern, count] of counts.entries()) shares[bitsIn(pattern)]! += count;
  return shares.map((count) => count / pixels);
}

function overlapOf(counts: Float64Array, methods: number): (number | null)[][] {
  const pair = (a: number, b: number): number | null => {
    let both = 0;
    let either = 0;
    for (const [pattern, count] of counts.entries()) {
      const [first, second] = [(pattern >> a) & 1, (pattern >> b) & 1];
      both += count * (first & second);
      either += count * (first | second);
    }
    return either === 0 ? null : both / either;
  };
  return Array.from({ length: methods }, (_, a) => Array.from({ length: methods }, (_, b) => pair(a, b)));
}

function bitsIn(pattern: number): number {
  let bits = 0;
  for (let rest = pattern; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}
