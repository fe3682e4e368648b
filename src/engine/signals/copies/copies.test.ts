import { expect, test } from 'vitest';
import { type Affine, fitAffine, residual, similarityOf, stretchOf } from './affine.ts';
import { copyMove, IDENTITY, sceneOf } from './copied.testing.ts';
import { correlate } from './correlate.ts';
import { growCopy, markCopy } from './grow.ts';
import { comparableOf, detailOf, storedMap, workingCopy } from './working.ts';

const RULE = { leastCorrelation: 0.5, leastMean: 0.8, mostRest: 6, mostRestResampled: 12, leastShare: 0.001, leastDistance: 20 };

test('an affine change is found again from the points it moved', () => {
  const known: Affine = { a: 0.9, b: -0.3, c: 12, d: 0.25, e: 1.1, f: -7 };
  const points = [[0, 0], [10, 3], [4, 17], [30, 8], [21, 25]] as const;
  const pairs = points.flatMap(([x, y]) => [x, y, known.a * x + known.b * y + known.c, known.d * x + known.e * y + known.f]);
  const found = fitAffine(pairs)!;
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f'] as const) expect(found[key]).toBeCloseTo(known[key], 6);
  expect(residual(found, 10, 3, known.a * 10 + known.b * 3 + known.c + 3, known.d * 10 + known.e * 3 + known.f + 4)).toBeCloseTo(25, 5);
  expect(fitAffine(pairs.slice(0, 8))).toBeNull();
  expect(fitAffine([0, 0, 1, 1, 5, 5, 6, 6, 9, 9, 10, 10])).toBeNull();
});

test('two pairs give turn, scale and shift; stretch is told by direction', () => {
  const turned = similarityOf(0, 0, 10, 10, 4, 0, 10, 18)!;
  expect(residual(turned, 0, 4, 2, 10)).toBeCloseTo(0, 9);
  expect(stretchOf(turned)).toEqual({ scale: expect.closeTo(2, 9) as number, uneven: expect.closeTo(1, 9) as number });
  expect(stretchOf({ ...IDENTITY, a: 3 }).uneven).toBeCloseTo(3, 9);
  expect(similarityOf(1, 1, 5, 5, 1, 1, 9, 9)).toBeNull();
});

test('correlation is 1 where the picture is its own copy, near 0 where it is not, and -1 where there is nothing to compare', async () => {
  const { pixels } = copyMove(sceneOf(2, { width: 320, height: 240 }), { x: 90, y: 90, radius: 40 }, { u: 220, v: 140 });
  const { luma } = await workingCopy(pixels, 1e6);
  const detail = await detailOf(luma);
  const shift: Affine = { ...IDENTITY, c: 130, f: 50 };
  const { correlation: map, rest } = await correlate(detail, shift, { left: 20, top: 20, right: 190, bottom: 190 });
  expect(map[(90 - 20) * 170 + 90 - 20]).toBeGreaterThan(0.99);
  expect(rest[(90 - 20) * 170 + 90 - 20]).toBeLessThan(0.2);
  const away = [...map].filter((value, at) => value > -1 && Math.hypot((at % 170) + 20 - 90, Math.floor(at / 170) + 20 - 90) > 60);
  expect(Math.abs(away.reduce((sum, value) => sum + value, 0) / away.length)).toBeLessThan(0.2);
  // Beyond x = 190 the other end lies outside the picture; a flat picture has no detail.
  expect(map[(90 - 20) * 170 + 169]).toBe(-1);
  const flat = await correlate({ ...detail, data: new Float32Array(detail.data.length) }, shift, { left: 0, top: 0, right: 60, bottom: 60 });
  expect(new Set(flat.correlation)).toEqual(new Set([-1]));
});

test('a copy is grown from one seed to its whole area and marked at both ends; no copy, no area', async () => {
  const { pixels, truth } = copyMove(sceneOf(2, { width: 320, height: 240 }), { x: 90, y: 90, radius: 40 }, { u: 220, v: 140 });
  const { luma } = await workingCopy(pixels, 1e6);
  const comparable = await comparableOf(luma);
  const shift: Affine = { ...IDENTITY, c: 130, f: 50 };
  const copy = (await growCopy(comparable, shift, Int32Array.of(90 * 320 + 95), RULE))!;
  const marks = new Uint8Array(320 * 240);
  markCopy(marks, luma, shift, copy);
  const [hit, marked] = [marks.reduce((sum, mark, at) => sum + (mark >= 128 && truth[at] === 1 ? 1 : 0), 0), marks.reduce((sum, mark) => sum + (mark >= 128 ? 1 : 0), 0)];
  expect((2 * hit) / (marked + truth.reduce((sum, one) => sum + one, 0))).toBeGreaterThan(0.85);
  expect(await growCopy(comparable, shift, Int32Array.of(30 * 320 + 95), RULE)).toBeNull();
  // A picture is not a copy of itself in place, nor of a neighbour a few pixels off.
  expect(await growCopy(comparable, { ...IDENTITY, c: 2 }, Int32Array.of(90 * 320 + 95), RULE)).toBeNull();
  expect(await growCopy(comparable, { ...IDENTITY, a: 4, c: -200 }, Int32Array.of(90 * 320 + 95), RULE)).toBeNull();
});

test('places are comparable where detail changes in two directions: not on a flat ground and not along an edge', async () => {
  const size = { width: 120, height: 80 };
  const lines = { ...size, data: Float32Array.from({ length: 120 * 80 }, (_, at) => ((at % 120) % 10 < 5 ? 30 : 200)) };
  expect((await comparableOf(lines)).textured.reduce((sum, one) => sum + one, 0)).toBe(0);
  expect((await comparableOf({ ...size, data: new Float32Array(120 * 80).fill(9) })).textured.reduce((sum, one) => sum + one, 0)).toBe(0);
  const { luma } = await workingCopy(sceneOf(2, size), 1e6);
  expect((await comparableOf(luma)).textured.reduce((sum, one) => sum + one, 0) / (120 * 80)).toBeGreaterThan(0.5);
});

test('a large picture is worked on reduced and its marks come back at its own size', async () => {
  const pixels = sceneOf(2, { width: 800, height: 500 });
  const { luma, scale } = await workingCopy(pixels, 100_000);
  expect([luma.width, luma.height]).toEqual([400, 250]);
  expect(scale).toBeCloseTo(2, 5);
  const grey = (x: number, y: number): number => [0.299, 0.587, 0.114].reduce((sum, weight, channel) => sum + weight * pixels.data[(y * 800 + x) * 3 + channel]!, 0);
  expect(luma.data[7 * 400 + 11]).toBeCloseTo((grey(22, 14) + grey(23, 14) + grey(22, 15) + grey(23, 15)) / 4, 3);
  // Sizes that do not divide: the mean of the picture stays.
  const uneven = await workingCopy(pixels, 61_234);
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(mean(uneven.luma.data)).toBeCloseTo(mean((await workingCopy(pixels, 1e6)).luma.data), 2);
  const marks = new Uint8Array(400 * 250);
  marks[10 * 400 + 20] = 200;
  const map = storedMap(marks, luma, pixels);
  expect([...map.entries()].filter(([, byte]) => byte > 0).map(([at]) => [at % 800, Math.floor(at / 800)])).toEqual([[40, 20], [41, 20], [40, 21], [41, 21]]);
});
