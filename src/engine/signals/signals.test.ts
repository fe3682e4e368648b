import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImageFacts } from '../../contract/analysis.ts';
import { SIGNAL_NAMES, signalResultSchema } from '../../contract/signals.ts';
import { AGREEMENT_WORDS, SIGNAL_WORDS } from '../../contract/signalWords.ts';
import type { Pixels } from '../decode/pixels.ts';
import { agreement, type CountedMap } from './agreement.ts';
import { SIGNALS } from './all.ts';
import { markedShare, peakOf, runSignal } from './run.ts';
import type { Signal, SignalInput, SignalOutcome } from './types.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-signals-'));
});
afterEach(() => rm(folder, { recursive: true }));

const SIZE = { width: 60, height: 40 };
const INPUT: SignalInput = { pixels: { ...SIZE, channels: 3, data: new Uint8Array(60 * 40 * 3) }, facts: {} as ImageFacts, luma: null };

function saying(outcome: SignalOutcome): Signal {
  return { name: 'cfa', version: 7, parameters: { window: 3 }, run: () => Promise.resolve(outcome) };
}

/** 255 inside a box, 0 outside. */
function box(left: number, top: number, width: number, height: number, value = 255): Uint8Array {
  return new Uint8Array(60 * 40).map((_, at) => (at % 60 >= left && at % 60 < left + width && Math.floor(at / 60) >= top && Math.floor(at / 60) < top + height ? value : 0));
}

async function greyOf(path: string): Promise<Uint8Array> {
  return Uint8Array.from(await sharp(join(folder, path)).toColourspace('b-w').raw().toBuffer());
}

test('every method is registered under its own name with words for the examiner', () => {
  for (const name of SIGNAL_NAMES) {
    expect(SIGNALS[name].name).toBe(name);
    expect(SIGNALS[name].version).toBeGreaterThan(0);
  }
  const words = [...SIGNAL_NAMES.map((name) => SIGNAL_WORDS[name]), AGREEMENT_WORDS];
  expect(new Set(words.map(({ title }) => title)).size).toBe(words.length);
  for (const text of words.flatMap((one) => Object.values(one) as string[])) {
    expect(text).toMatch(/^\S.*\S$/);
    // What a method shows is a trace; what it means is for the examiner to say.
    expect(text).not.toMatch(/\b(fake|real|authentic|genuine|proves?|manipulated)\b/i);
  }
});

test('a map is written as it is, under its SHA-256, with its share and the peak of its 16 x 16 means', async () => {
  const map = box(10, 8, 8, 16);
  const result = await runSignal(saying({ applies: true, map, parameters: { reducedBy: 2 } }), INPUT, folder);
  expect(signalResultSchema.parse(result)).toEqual(result);
  expect(result).toMatchObject({ name: 'cfa', version: 7, parameters: { window: 3, reducedBy: 2 }, applies: true, reason: '', score: 0.5, maskShare: (8 * 16) / 2400, map: { kind: 'signal', ...SIZE } });
  expect(await greyOf(result.map!.path)).toEqual(map);
  expect(createHash('sha256').update(await readFile(join(folder, result.map!.path))).digest('hex')).toBe(result.map!.sha256);
  expect((await runSignal(saying({ applies: true, map }), INPUT, folder)).map).toEqual(result.map);
  expect(await readdir(join(folder, 'artifacts'))).toEqual([result.map!.sha256.slice(0, 2)]);
});

test('a method that does not apply says why and writes nothing; a map of the wrong size is never written', async () => {
  const result = await runSignal(saying({ applies: false, reason: 'Nothing to go on.' }), INPUT, folder);
  expect(result).toMatchObject({ applies: false, reason: 'Nothing to go on.', map: null, score: null, maskShare: null });
  await expect(runSignal(saying({ applies: true, map: new Uint8Array(5) }), INPUT, folder)).rejects.toThrow('5 bytes');
  await expect(runSignal(saying({ applies: true, map: box(0, 0, 1, 1) }), { ...INPUT, signal: AbortSignal.abort() }, folder)).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await readdir(folder)).toEqual([]);
});

test('peak and share: exact at the edges, and for pictures smaller than the window', async () => {
  expect(await peakOf(box(44, 24, 16, 16), SIZE)).toBe(1);
  expect(await peakOf(box(0, 0, 1, 1), SIZE)).toBeCloseTo(1 / 256, 12);
  expect(await peakOf(new Uint8Array(2400), SIZE)).toBe(0);
  expect(await peakOf(Uint8Array.of(255, 0, 0, 0, 0, 0), { width: 3, height: 2 })).toBeCloseTo(1 / 6, 12);
  expect(markedShare(Uint8Array.of(127, 128, 255, 0))).toBe(0.5);
});

function counted(method: CountedMap['method'], data: Uint8Array, least = 128, size = SIZE): CountedMap {
  return { method, least, load: () => Promise.resolve<Pixels>({ ...size, channels: 1, data }) };
}

test('agreement: shares by number of methods, overlap by pair, and a map of counts', async () => {
  const found = await agreement([counted('ela', box(0, 0, 20, 40)), counted('cfa', box(10, 0, 20, 40)), counted('noise_level', new Uint8Array(2400))], folder);
  expect(found.methods).toEqual(['ela', 'cfa', 'noise_level']);
  expect(found.shares).toEqual([0.5, 1 / 3, 1 / 6, 0]);
  expect(found.overlap).toEqual([[1, 1 / 3, 0], [1 / 3, 1, 0], [0, 0, null]]);
  const map = await greyOf(found.map.path);
  expect([map[0], map[15], map[25], map[40]]).toEqual([85, 170, 85, 0]);
  expect(found.map).toMatchObject({ kind: 'signal', ...SIZE });
});

test('agreement: the network counts from the byte of its own threshold', async () => {
  const network = (least: number): CountedMap => counted('network', box(0, 0, 30, 40, 100), least);
  const from = async (least: number): Promise<readonly number[]> => (await agreement([network(least), counted('ela', box(0, 0, 30, 40, 128))], folder)).shares;
  expect(await from(100)).toEqual([0.5, 0, 0.5]);
  expect(await from(101)).toEqual([0.5, 0.5, 0]);
});

test('agreement: maps of two sizes, one map, and a method named twice are refused', async () => {
  const refused = { code: 'ARGUMENT_INVALID' };
  const one = counted('ela', new Uint8Array(2400));
  await expect(agreement([one, counted('cfa', new Uint8Array(2400), 128, { width: 40, height: 60 })], folder)).rejects.toMatchObject(refused);
  await expect(agreement([one], folder)).rejects.toMatchObject(refused);
  await expect(agreement([one, one], folder)).rejects.toMatchObject(refused);
  expect(await readdir(folder)).toEqual([]);
});
