import { expect, test } from 'vitest';
import { displaySize, toDisplay } from '../../contract/geometry.ts';
import { fitInside, orientPixels, shrink } from './pixels.ts';

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i puts every pixel where the contract says', (orientation) => {
  const stored = { width: 3, height: 2 };
  const data = Uint8Array.from({ length: 18 }, (_, index) => index);
  const turned = orientPixels({ ...stored, channels: 3, data }, orientation);
  expect({ width: turned.width, height: turned.height }).toEqual(displaySize(stored, orientation));
  for (let y = 0; y < 2; y += 1) {
    for (let x = 0; x < 3; x += 1) {
      const [u, v] = toDisplay([x + 0.5, y + 0.5], stored, orientation);
      const at = (Math.floor(v) * turned.width + Math.floor(u)) * 3;
      expect([...turned.data.subarray(at, at + 3)]).toEqual([...data.subarray((y * 3 + x) * 3, (y * 3 + x) * 3 + 3)]);
    }
  }
});

test('shrink keeps the mean and weighs partly covered pixels by their share', () => {
  const data = Uint8Array.from([0, 30, 60]);
  // Two targets of 1.5 pixels: (0 + 30 / 2) / 1.5 and (30 / 2 + 60) / 1.5.
  expect([...shrink({ width: 3, height: 1, channels: 1, data }, { width: 2, height: 1 }).data]).toEqual([10, 50]);
  const flat = new Uint8Array(7 * 5 * 3).fill(77);
  expect(new Set(shrink({ width: 7, height: 5, channels: 3, data: flat }, { width: 3, height: 2 }).data)).toEqual(new Set([77]));
});

test('fitInside never enlarges and never loses a side', () => {
  expect(fitInside({ width: 100, height: 50 }, 200)).toEqual({ width: 100, height: 50 });
  expect(fitInside({ width: 1000, height: 500 }, 200)).toEqual({ width: 200, height: 100 });
  expect(fitInside({ width: 5000, height: 3 }, 100)).toEqual({ width: 100, height: 1 });
});
