import { expect, test } from 'vitest';
import type { ScreenPoint } from '../../review/canvas/context.ts';
import { axesOf } from './axes.ts';
import { maskLevel, nextPart, visibleBox } from './maskView.ts';

const size = { width: 8000, height: 6000 };

test('the level gives at least one output pixel for each device pixel, and at most two', () => {
  for (const scale of [0.03, 0.099, 0.25, 0.26, 0.5, 0.83, 1, 4]) {
    const drawn = scale * 2 * 2 ** maskLevel(scale, 2);
    expect(drawn <= 1 + 1e-6 || maskLevel(scale, 2) === 0).toBe(true);
    if (scale * 2 < 1) expect(drawn).toBeGreaterThan(0.5);
  }
});

test('a short pan needs no new part, a long one or another level does', () => {
  const box = { x: 1000, y: 1000, width: 900, height: 700 };
  const part = nextPart(null, box, 0, size);
  expect(part !== null && part.x < 1000 && part.x + part.width > 1900).toBe(true);
  expect(nextPart(part, { ...box, x: 1100 }, 0, size)).toBeNull();
  expect(nextPart(part, { ...box, x: 1400 }, 0, size)).not.toBeNull();
  expect(nextPart(part, box, 1, size)).not.toBeNull();
  expect(nextPart(null, { ...box, x: -3000 }, 0, size)).toBeNull();
});

test('box and directions of the screen follow a turned picture', () => {
  // Turned by 90 degrees, half size: screen x is stored y, screen y runs against stored x.
  const toStored = ({ x, y }: ScreenPoint): [number, number] => [6000 - 2 * y, 2 * x];
  expect(visibleBox({ toStored }, { width: 101, height: 51 })).toEqual({ x: 5900, y: 0, width: 100, height: 200 });
  const { right, down } = axesOf({ toStored });
  expect(right[1]).toBeCloseTo(1);
  expect(down[0]).toBeCloseTo(-1);
});
