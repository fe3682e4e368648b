import { expect, test } from 'vitest';
import type { ImageFacts } from '../../../contract/analysis.ts';
import type { Pixels } from '../../decode/pixels.ts';
import { shares, spliced, whole } from '../jpeg/spliced.testing.ts';
import { ela } from './signal.ts';

const FACTS = {} as ImageFacts;

/** The picture that training/baselines.py was run on: grain of up to 7 levels, and of up to 63 inside a box. */
function grained(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  let state = 7;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const grain = (state >>> 24) >> (x >= 40 && y >= 30 && x < 70 && y < 60 ? 2 : 5);
      const base = 60 + x + (y >> 1);
      data.set([Math.min(255, base + grain), Math.min(255, (base >> 1) + grain + 40), Math.min(255, 90 + grain)], at);
    }
  }
  return { width, height, channels: 3, data };
}

test('the map is that of error_level_analysis in training/baselines.py', async () => {
  const outcome = await ela.run({ pixels: grained(90, 75), facts: FACTS, luma: null });
  if (!outcome.applies) throw new Error(outcome.reason);
  // x, y, probability as printed by the Python program; the two encoders' roundings differ here and there.
  const known = [[0, 0, 0.26124], [10, 10, 0.20556], [33, 33, 0.65221], [50, 40, 0.98765], [40, 30, 0.80207], [69, 59, 0.75982], [75, 65, 0.26709], [89, 74, 0.10894], [60, 28, 0.85697], [30, 45, 0.17731]] as const;
  for (const [x, y, probability] of known) expect(Math.abs(outcome.map[y * 90 + x]! / 255 - probability)).toBeLessThan(0.02);
  expect(outcome.map.reduce((sum, byte) => sum + byte, 0) / outcome.map.length / 255).toBeCloseTo(0.36022, 2);
  expect(outcome.map.filter((byte) => byte >= 128).length / outcome.map.length).toBeCloseTo(0.27496, 1);
});

test('a part never saved before stands out of a picture saved coarsely', async () => {
  const box = { x: 240, y: 160, width: 200, height: 160 };
  const { inside, outside } = shares(await ela.run(await spliced({ host: 70, pasted: null, last: null, phase: { x: 3, y: 5 }, box })), box);
  expect(inside).toBeGreaterThan(0.8);
  expect(outside).toBeLessThan(0.1);
  // Edges and texture of any picture change more than the rest.
  expect(shares(await ela.run(await whole(85, null)), box).outside).toBeLessThan(0.25);
});

test('a picture saved at that very quality has no levels to compare', async () => {
  expect(await ela.run(await whole(null, 90))).toEqual({ applies: false, reason: expect.stringContaining('changes nothing') as string });
});

test('a grey picture is looked at, one of fewer than 64 pixels is not', async () => {
  const grey: Pixels = { width: 80, height: 64, channels: 1, data: new Uint8Array(80 * 64).map((_, at) => (at * 37) % 200) };
  expect((await ela.run({ pixels: grey, facts: FACTS, luma: null })).applies).toBe(true);
  expect(await ela.run({ pixels: grained(200, 56), facts: FACTS, luma: null })).toEqual({ applies: false, reason: expect.stringContaining('200 x 56') as string });
});

test('it is given up when cancelled', async () => {
  await expect(ela.run({ pixels: grained(90, 75), facts: FACTS, luma: null, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
});
