import { expect, test } from 'vitest';
import type { Point } from '../../../contract/geometry.ts';
import { distanceToSegment } from './hit.ts';
import { strokeSpans } from './stroke.ts';
import { randomSource } from './testing.ts';

const SIDE = 90;

function painted(a: Point, b: Point, radius: number): Set<string> {
  const pixels = new Set<string>();
  const rows = new Set<number>();
  strokeSpans(a, b, radius, (y, from, to) => {
    expect(rows.has(y)).toBe(false);
    rows.add(y);
    for (let x = from; x < to; x += 1) pixels.add(`${x},${y}`);
  });
  return pixels;
}

/** The definition, pixel by pixel. */
function wanted(a: Point, b: Point, radius: number): Set<string> {
  const pixels = new Set<string>();
  for (let y = -20; y < SIDE; y += 1) {
    for (let x = -20; x < SIDE; x += 1) if (distanceToSegment([x + 0.5, y + 0.5], a, b) <= radius + 1e-9) pixels.add(`${x},${y}`);
  }
  for (const [x, y] of [a, b]) pixels.add(`${Math.floor(x)},${Math.floor(y)}`);
  return pixels;
}

test('a stroke is every pixel whose centre lies within the radius, as found pixel by pixel', () => {
  const random = randomSource(11);
  for (let step = 0; step < 400; step += 1) {
    const a: Point = [random() * 60, random() * 60];
    const b: Point = step % 7 === 0 ? a : step % 5 === 0 ? [a[0], random() * 60] : step % 3 === 0 ? [random() * 60, a[1]] : [random() * 60, random() * 60];
    const radius = step % 4 === 0 ? 0.5 : 0.5 + random() * 14.5;
    expect(painted(a, b, radius)).toEqual(wanted(a, b, radius));
  }
});

test('strokes with ends and radii on whole numbers, where centres lie on the edge, agree too', () => {
  for (const radius of [0.5, 1, 1.5, 2, 8]) {
    for (const [a, b] of [[[10, 10], [10, 10]], [[10.5, 10.5], [10.5, 10.5]], [[3, 4], [30, 4]], [[5, 5], [5, 40]], [[5, 5], [35, 35]], [[35.5, 5.5], [5.5, 35.5]], [[10, 10], [13, 14]]] as const) {
      expect(painted([...a], [...b], radius)).toEqual(wanted([...a], [...b], radius));
    }
  }
});

test('the thinnest brush leaves a line without gaps', () => {
  const random = randomSource(3);
  for (let step = 0; step < 60; step += 1) {
    const pixels = painted([random() * 60, random() * 60], [random() * 60, random() * 60], 0.5);
    for (const pixel of pixels) {
      const [x = 0, y = 0] = pixel.split(',').map(Number);
      const neighbours = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => `${x + dx},${y + dy}`)).filter((one) => one !== pixel && pixels.has(one));
      if (pixels.size > 1) expect(neighbours.length).toBeGreaterThan(0);
    }
  }
});
