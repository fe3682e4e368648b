import { expect, test, vi } from 'vitest';
import { copyMove, f1Of, look, mapOf, markedIn, sceneOf } from '../copies/copied.testing.ts';
import { matchField } from './patchMatch.ts';
import { copyMoveDense } from './signal.ts';
import { FEATURES, zernikeOf } from './zernike.ts';

vi.setConfig({ testTimeout: 120_000 });

const SIZE = { width: 360, height: 270 };

test('features of a patch stay the same when the picture is turned by a right angle or mirrored, and differ between places', async () => {
  const { width, height } = { width: 60, height: 40 };
  const values = Float32Array.from({ length: width * height }, (_, at) => 100 + 40 * Math.sin((at % width) / 3) * Math.cos(Math.floor(at / width) / 4) + ((at * 7919) % 23));
  const turned = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) turned[x * height + (height - 1 - y)] = values[y * width + x]!;
  const [first, second] = [await zernikeOf({ width, height, data: values }), await zernikeOf({ width: height, height: width, data: turned })];
  const [x, y] = [25, 17];
  const here = first.subarray((y * width + x) * FEATURES, (y * width + x + 1) * FEATURES);
  const there = second.subarray((x * height + height - 1 - y) * FEATURES, (x * height + height - y) * FEATURES);
  for (let at = 0; at < FEATURES; at += 1) expect(there[at]!).toBeCloseTo(here[at]!, 3);
  const other = first.subarray((y * width + 40) * FEATURES, (y * width + 41) * FEATURES);
  expect(Math.hypot(...here.map((value, at) => value - other[at]!))).toBeGreaterThan(1);
  expect(first.subarray(0, FEATURES * 5).every((value) => value === 0)).toBe(true);
});

test('the same features give the same field, and most places of a copy are matched with their original', async () => {
  const { pixels } = copyMove(sceneOf(3, SIZE), { x: 100, y: 120, radius: 45 }, { u: 260, v: 150 });
  const luma = { ...SIZE, data: Float32Array.from({ length: 360 * 270 }, (_, at) => pixels.data[at * 3 + 1]!) };
  const features = await zernikeOf(luma);
  const usable = new Uint8Array(360 * 270).map((_, at) => (at % 360 > 8 && at % 360 < 351 && at > 360 * 9 && at < 360 * 260 ? 1 : 0));
  const field = await matchField(features, usable, SIZE);
  expect(await matchField(features, usable, SIZE)).toEqual(field);
  let [right, all] = [0, 0];
  for (let y = 95; y < 145; y += 1) {
    for (let x = 75; x < 125; x += 1) {
      all += 1;
      if (field[y * 360 + x] === (y + 30) * 360 + x + 160) right += 1;
    }
  }
  expect(right / all).toBeGreaterThan(0.9);
});

test.each([
  ['shifted', { u: 260, v: 150 }, 0.85],
  ['turned', { u: 260, v: 150, turn: 30 }, 0.7],
  ['made larger', { u: 260, v: 150, scale: 1.15 }, 0.7],
])('a copy that was %s is marked at both ends, and the picture before it is not marked', async (_, to, least) => {
  const before = sceneOf(3, SIZE);
  const { pixels, truth } = copyMove(before, { x: 95, y: 120, radius: 50 }, to);
  expect(f1Of(await mapOf(copyMoveDense, pixels), truth)).toBeGreaterThan(least);
  expect(markedIn(await mapOf(copyMoveDense, before))).toBe(0);
});

test('smooth and small pictures are told as such; a cancelled run ends with CANCELLED', async () => {
  const smooth = { ...SIZE, channels: 3 as const, data: new Uint8Array(360 * 270 * 3).map((_, at) => ((at / 3) % 360) / 2) };
  expect(await look(copyMoveDense, smooth)).toEqual({ applies: false, reason: expect.stringContaining('smooth') as string });
  expect(await look(copyMoveDense, sceneOf(1, { width: 95, height: 200 }))).toEqual({ applies: false, reason: expect.stringContaining('95 x 200') as string });
  const controller = new AbortController();
  const run = look(copyMoveDense, sceneOf(3, SIZE), controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
});
