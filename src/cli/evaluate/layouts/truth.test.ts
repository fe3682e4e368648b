import { expect, test } from 'vitest';
import { fillPolygons, type Polygon } from './truth.ts';

const SIZE = { width: 8, height: 6 };

function drawn(...polygons: readonly Polygon[]): string {
  const { data } = fillPolygons(SIZE, polygons);
  return Array.from({ length: SIZE.height }, (_, y) => Array.from(data.subarray(y * SIZE.width, (y + 1) * SIZE.width), (value) => (value === 255 ? '#' : '.')).join('')).join('\n');
}

test('a pixel is altered where its centre is inside', () => {
  expect(drawn([[1, 1], [4, 1], [4, 3], [1, 3]])).toBe('........\n.###....\n.###....\n........\n........\n........');
  expect(drawn([[1.6, 1.6], [3.4, 1.6], [3.4, 2.4], [1.6, 2.4]])).toBe('........\n........\n........\n........\n........\n........');
  expect(drawn([[0, 0], [8, 0], [0, 8]]).split('\n').map((row) => row.indexOf('.'))).toEqual([-1, 7, 6, 5, 4, 3].map((count, index) => (index === 0 ? 7 : count - 1)));
});

test('polygons join, a hole of a crossing one stays open, what is outside the picture is cut off', () => {
  expect(drawn([[0, 0], [2, 0], [2, 1], [0, 1]], [[1, 0], [3, 0], [3, 1], [1, 1]])).toBe('###.....\n........\n........\n........\n........\n........');
  expect(drawn([[-100, -100], [100, -100], [100, 2], [-100, 2]])).toBe('########\n########\n........\n........\n........\n........');
  expect(drawn([[20, 20], [30, 20], [30, 30]])).toBe(Array.from({ length: 6 }, () => '........').join('\n'));
  // A star of five points drawn in one stroke: its middle is crossed twice.
  const star: Polygon = Array.from({ length: 5 }, (_, point) => [32 + 30 * Math.sin((4 * Math.PI * point) / 5), 32 - 30 * Math.cos((4 * Math.PI * point) / 5)]);
  expect(fillPolygons({ width: 64, height: 64 }, [star]).data[32 * 64 + 32]).toBe(0);
});

test('a size that is none is refused', () => {
  for (const size of [{ width: 0, height: 5 }, { width: Number.NaN, height: 5 }, { width: 1.5, height: 5 }, { width: 1e6, height: 1e6 }]) expect(() => fillPolygons(size, [])).toThrow(/states a picture of/);
});
