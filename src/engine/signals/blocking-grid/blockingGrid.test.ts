import { expect, test } from 'vitest';
import { forward } from '../jpeg/dct.ts';
import { lumaOf, loadBlock } from '../jpeg/luma.ts';
import { scanPhases } from '../jpeg/phaseScan.ts';
import { shares, spliced, whole } from '../jpeg/spliced.testing.ts';
import { blockingGrid } from './signal.ts';
import { logTail } from './votes.ts';

const BOX = { x: 250, y: 163, width: 208, height: 170 };

test('zeros are counted as the DCT has them', async () => {
  const { pixels } = await whole(80, null);
  const luma = lumaOf(pixels);
  const scan = await scanPhases(luma, pixels, undefined);
  const block = new Float64Array(64);
  for (let cell = 0; cell < 40; cell += 1) {
    for (let phase = 0; phase < 64; phase += 1) {
      loadBlock(luma, pixels.width, (8 + (phase >> 3)) * pixels.width + 8 * cell + (phase & 7), block);
      forward(block);
      expect(scan.zeros[64 * (scan.columns + cell) + phase]).toBe(block.subarray(1).filter((value) => Math.abs(value) < 0.499).length);
    }
  }
});

test('a part on a shifted grid and a part without the grid of the rest are marked', async () => {
  for (const history of [
    { host: 80, pasted: 75, last: null, phase: { x: 3, y: 5 }, box: BOX },
    { host: 80, pasted: null, last: null, phase: { x: 0, y: 0 }, box: BOX },
    { host: 90, pasted: 60, last: 98, phase: { x: 6, y: 2 }, box: BOX },
  ]) {
    const { inside, outside } = shares(await blockingGrid.run(await spliced(history)), BOX);
    expect(inside, JSON.stringify(history)).toBeGreaterThan(0.6);
    expect(outside, JSON.stringify(history)).toBeLessThan(0.05);
  }
});

test('nothing of a picture of one grid is marked; one without a grid has nothing to compare', async () => {
  for (const one of [await whole(null, 85), await whole(75, null), await whole(60, 95)]) expect(shares(await blockingGrid.run(one), BOX).outside).toBeLessThan(0.01);
  expect(await blockingGrid.run(await whole(null, null))).toEqual({ applies: false, reason: expect.stringContaining('no grid') as string });
  const small = { ...(await whole(null, null)), pixels: { width: 90, height: 400, channels: 3 as const, data: new Uint8Array(90 * 400 * 3) } };
  expect(await blockingGrid.run(small)).toEqual({ applies: false, reason: expect.stringContaining('90 x 400') as string });
});

test('the binomial tail is exact', () => {
  // P(at least 2 heads of 3) = 1/2, P(3 of 3) = 1/8, P(at least 1 six of 4 throws) = 1 - (5/6)^4.
  expect(logTail(2, 3, 0.5)).toBeCloseTo(Math.log10(0.5), 10);
  expect(logTail(3, 3, 0.5)).toBeCloseTo(Math.log10(0.125), 10);
  expect(logTail(1, 4, 1 / 6)).toBeCloseTo(Math.log10(1 - (5 / 6) ** 4), 10);
  expect(logTail(0, 4, 0.5)).toBe(0);
});
