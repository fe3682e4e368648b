import { expect, test } from 'vitest';
import type { Point } from '../../../contract/geometry.ts';
import { fillSpans, type ClosedShape } from './fill.ts';
import { insidePolygon } from './hit.ts';
import { randomSource } from './testing.ts';

function filled(shape: ClosedShape): Set<string> {
  const pixels = new Set<string>();
  fillSpans(shape, (y, from, to) => {
    for (let x = from; x < to; x += 1) {
      expect(pixels.has(`${x},${y}`)).toBe(false);
      pixels.add(`${x},${y}`);
    }
  });
  return pixels;
}

function wanted(isInside: (x: number, y: number) => boolean): Set<string> {
  const pixels = new Set<string>();
  for (let y = 0; y < 80; y += 1) for (let x = 0; x < 80; x += 1) if (isInside(x + 0.5, y + 0.5)) pixels.add(`${x},${y}`);
  return pixels;
}

test('a rectangle on whole numbers covers its area to the pixel', () => {
  expect(filled({ type: 'rectangle', x: 3, y: 4, width: 20, height: 11 })).toEqual(wanted((x, y) => x > 3 && x < 23 && y > 4 && y < 15));
  expect(filled({ type: 'rectangle', x: 3.5, y: 4, width: 1, height: 1 }).size).toBe(1);
});

test('ellipses agree with their definition pixel by pixel', () => {
  const random = randomSource(5);
  for (let step = 0; step < 30; step += 1) {
    const shape = { type: 'ellipse', x: 40 + random() * 5, y: 40 + random() * 5, radiusX: 0.5 + random() * 30, radiusY: 0.5 + random() * 30 } as const;
    expect(filled(shape)).toEqual(wanted((x, y) => ((x - shape.x) / shape.radiusX) ** 2 + ((y - shape.y) / shape.radiusY) ** 2 < 1));
  }
});

test('polygons, also those that cross themselves, agree with the even-odd rule pixel by pixel', () => {
  const random = randomSource(9);
  for (let step = 0; step < 30; step += 1) {
    const points = Array.from({ length: 3 + (step % 7) }, (): Point => [random() * 80, random() * 80]);
    expect(filled({ type: 'polygon', points })).toEqual(wanted((x, y) => insidePolygon([x, y], points)));
  }
});

test('two polygons that share a side share no pixel and leave no gap', () => {
  const one = filled({ type: 'polygon', points: [[10, 10], [50, 10], [20, 60]] });
  const other = filled({ type: 'polygon', points: [[50, 10], [60, 60], [20, 60]] });
  const both = filled({ type: 'polygon', points: [[10, 10], [50, 10], [60, 60], [20, 60]] });
  expect([...one].filter((pixel) => other.has(pixel))).toEqual([]);
  expect(new Set([...one, ...other])).toEqual(both);
});
