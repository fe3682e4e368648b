import { expect, test } from 'vitest';
import type { ImageFacts } from '../../../contract/analysis.ts';
import type { Pixels } from '../../decode/pixels.ts';
import { noiseLevel } from './signal.ts';

const FACTS = {} as ImageFacts;

/** The picture that training/baselines.py was run on: grain of up to 7 levels, and of up to 63 from (40, 30) on. */
function grained(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  let state = 7;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      const grain = (state >>> 24) >> (x >= 40 && y >= 30 ? 2 : 5);
      const base = 60 + x + (y >> 1);
      data.set([Math.min(255, base + grain), Math.min(255, (base >> 1) + grain + 40), Math.min(255, 90 + grain)], at);
    }
  }
  return { width, height, channels: 3, data };
}

test('the map is that of noise_residual in training/baselines.py', async () => {
  const outcome = await noiseLevel.run({ pixels: grained(70, 66), facts: FACTS, luma: null });
  if (!outcome.applies) throw new Error(outcome.reason);
  // x, y, probability as printed by the Python program.
  const known = [[0, 0, 0.03032], [10, 10, 0.01517], [40, 33, 0.80002], [50, 40, 0.99355], [69, 65, 0.99466], [69, 20, 0.18668], [0, 65, 0.1186], [35, 29, 0.37303]] as const;
  for (const [x, y, probability] of known) expect(Math.abs(outcome.map[y * 70 + x]! / 255 - probability)).toBeLessThan(0.003);
  expect(outcome.map.reduce((sum, byte) => sum + byte, 0) / outcome.map.length / 255).toBeCloseTo(0.34016, 2);
  expect(outcome.map.filter((byte) => byte >= 128).length / outcome.map.length).toBeCloseTo(0.33658, 2);
});

test('a picture without noise and one too small are told as such', async () => {
  const drawn: Pixels = { width: 200, height: 100, channels: 3, data: new Uint8Array(200 * 100 * 3).map((_, at) => (at % 600 < 60 ? 200 : 30)) };
  expect(await noiseLevel.run({ pixels: drawn, facts: FACTS, luma: null })).toEqual({ applies: false, reason: expect.stringContaining('no noise at all') as string });
  expect(await noiseLevel.run({ pixels: grained(200, 63), facts: FACTS, luma: null })).toEqual({ applies: false, reason: expect.stringContaining('200 x 63') as string });
});

test('grey pictures are looked at as well', async () => {
  const { width, height, data } = grained(96, 96);
  const grey: Pixels = { width, height, channels: 1, data: data.filter((_, at) => at % 3 === 0) };
  const outcome = await noiseLevel.run({ pixels: grey, facts: FACTS, luma: null });
  expect(outcome.applies && outcome.map[70 * width + 75]! > 200).toBe(true);
});

test('a cancelled run ends with CANCELLED', async () => {
  await expect(noiseLevel.run({ pixels: grained(300, 300), facts: FACTS, luma: null, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' });
});
