import { expect, test, vi } from 'vitest';
import { copyMove, f1Of, look, mapOf, markedIn, printedPage, sceneOf } from '../copies/copied.testing.ts';
import { lumaOf } from '../pixel/luma.ts';
import { clustersOf } from './clusters.ts';
import { matchesOf } from './match.ts';
import { pointsOf } from './points.ts';
import { copyMoveKeypoints } from './signal.ts';

vi.setConfig({ testTimeout: 120_000 });

const SIZE = { width: 360, height: 270 };

test('points of a picture are found again in the picture turned by a right angle, with the same descriptors', async () => {
  const { width, height } = { width: 200, height: 160 };
  const luma = lumaOf(sceneOf(3, { width, height }));
  const turned = new Float32Array(luma.data.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) turned[x * height + (height - 1 - y)] = luma.data[y * width + x]!;
  const [first, second] = [await pointsOf(luma), await pointsOf({ width: height, height: width, data: turned })];
  expect(first.count).toBeGreaterThan(40);
  let same = 0;
  for (let one = 0; one < first.count; one += 1) {
    for (let other = 0; other < second.count; other += 1) {
      if (Math.hypot(second.x[other]! - (height - 1 - first.y[one]!), second.y[other]! - first.x[one]!) > 1.5) continue;
      const distance = Math.sqrt(first.descriptors.subarray(one * 128, one * 128 + 128).reduce((sum, value, at) => sum + (value - second.descriptors[other * 128 + at]!) ** 2, 0));
      if (distance > 100) continue;
      same += 1;
      break;
    }
  }
  expect(same / first.count).toBeGreaterThan(0.7);
});

test('matches are between the two ends of a copy, and clusters tell how it was moved', async () => {
  const { pixels } = copyMove(sceneOf(3, SIZE), { x: 95, y: 120, radius: 50 }, { u: 260, v: 150, turn: 30 });
  const points = await pointsOf(lumaOf(pixels));
  const matches = await matchesOf(points);
  const both = new Float64Array(matches.length * 4);
  for (let at = 0; at < matches.length; at += 2) {
    const [p, q] = [matches[at]!, matches[at + 1]!];
    both.set([points.x[p]!, points.y[p]!, points.x[q]!, points.y[q]!, points.x[q]!, points.y[q]!, points.x[p]!, points.y[p]!], at * 4);
  }
  const { affine } = (await clustersOf(both))[0]!;
  expect(Math.abs(Math.atan2(affine.d, affine.a))).toBeCloseTo(Math.PI / 6, 1);
  expect(Math.hypot(affine.a, affine.d)).toBeCloseTo(1, 1);
});

test('many matches on one spot neither make a cluster nor hide one', async () => {
  const spot = Array.from({ length: 7 }, (_, at) => [30 + (at % 2), 30, 200 + 9 * (at % 2), 90]).flat();
  const copy = [[100, 100], [112, 103], [108, 120], [125, 111], [117, 130]].flatMap(([x, y]) => [x!, y!, x! + 80, y! - 20]);
  const clusters = await clustersOf(Float64Array.from([...spot, ...copy]));
  expect(clusters.map(({ pairs }) => pairs.length / 4)).toEqual([5]);
  expect(clusters[0]!.affine).toMatchObject({ a: expect.closeTo(1, 6) as number, c: expect.closeTo(80, 4) as number, f: expect.closeTo(-20, 4) as number });
});

test('too few matches that agree make no cluster', async () => {
  const scattered = Float64Array.from({ length: 80 }, (_, at) => (at * at * 37) % 331);
  expect((await clustersOf(scattered)).every(({ pairs }) => pairs.length >= 16)).toBe(true);
  expect(await clustersOf(new Float64Array(0))).toEqual([]);
  expect(await clustersOf(Float64Array.of(0, 0, 50, 50, 10, 0, 60, 50, 0, 10, 50, 60))).toEqual([]);
});

test.each([
  ['shifted', { u: 260, v: 150 }],
  ['turned', { u: 260, v: 150, turn: 50 }],
  ['made larger and turned', { u: 255, v: 150, scale: 1.3, turn: -20 }],
  ['made smaller', { u: 260, v: 150, scale: 0.75 }],
])('a copy that was %s is marked at both ends, and the picture before it is not marked', async (_, to) => {
  const before = sceneOf(3, SIZE);
  const { pixels, truth } = copyMove(before, { x: 95, y: 120, radius: 50 }, to);
  const map = await mapOf(copyMoveKeypoints, pixels);
  expect(f1Of(map, truth)).toBeGreaterThan(0.8);
  expect(await mapOf(copyMoveKeypoints, pixels)).toEqual(map);
  expect(markedIn(await mapOf(copyMoveKeypoints, before))).toBe(0);
});

test('letters that repeat on a printed page are not taken for copies', async () => {
  const map = await mapOf(copyMoveKeypoints, printedPage({ width: 480, height: 360 }, 5));
  expect(markedIn(map) / map.length).toBeLessThan(0.01);
});

test('pictures without points and small ones are told as such; a cancelled run ends with CANCELLED', async () => {
  const flat = { ...SIZE, channels: 3 as const, data: new Uint8Array(360 * 270 * 3).fill(70) };
  expect(await look(copyMoveKeypoints, flat)).toEqual({ applies: false, reason: expect.stringContaining('0 points') as string });
  expect(await look(copyMoveKeypoints, sceneOf(1, { width: 200, height: 95 }))).toEqual({ applies: false, reason: expect.stringContaining('200 x 95') as string });
  const controller = new AbortController();
  const run = look(copyMoveKeypoints, sceneOf(3, SIZE), controller.signal);
  setTimeout(() => controller.abort(), 100);
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
});
