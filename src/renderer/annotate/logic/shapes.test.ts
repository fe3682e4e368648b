import { expect, test } from 'vitest';
import { shapeSchema, type Shape } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import { addCorner, closes, removeCorner, shapeOf, startDrag } from './draft.ts';
import { dragHandle, handleAt, handlesOf, snapAngle } from './handles.ts';
import { distanceToOutline, distanceToSegment, hits, isInside } from './hit.ts';
import { boundsOf, geometryWords, measure, measureWords, moveShape } from './shapes.ts';
import { randomSource } from './testing.ts';

const size = { width: 400, height: 300 };
const rectangle: Shape = { type: 'rectangle', x: 50, y: 60, width: 100, height: 40 };
const ellipse: Extract<Shape, { type: 'ellipse' }> = { type: 'ellipse', x: 200, y: 150, radiusX: 80, radiusY: 30 };

test('lengths come in pixels and as a share of the width', () => {
  const line = { from: [10, 10], to: [40, 50] } as const;
  expect(measure({ from: [...line.from], to: [...line.to] }, size)).toMatchObject({ length: 50, share: 0.125 });
  expect(measureWords({ from: [0, 0], to: [400, 0] }, size)).toBe('400.0 px · 100.0 % of width');
  expect(geometryWords({ type: 'polygon', points: [[0, 0], [10, 0], [10, 10]] }, size)).toBe('3 points, 50 px²');
});

test('a shape is hit on its line, and inside only where that counts', () => {
  expect(hits(rectangle, [51, 80], 2, false, null)).toBe(true);
  expect(hits(rectangle, [100, 80], 2, false, null)).toBe(false);
  expect(hits(rectangle, [100, 80], 2, true, null)).toBe(true);
  expect(isInside(ellipse, [279, 150])).toBe(true);
  expect(isInside(ellipse, [270, 170])).toBe(false);
  expect(distanceToSegment([5, 5], [0, 0], [0, 0])).toBeCloseTo(Math.SQRT2 * 5);
  const text: Shape = { type: 'text', at: [10, 10], text: 'x', size: 10 };
  expect(hits(text, [15, 15], 1, false, { corners: [[10, 10], [30, 10], [30, 20], [10, 20]] })).toBe(true);
  expect(hits(text, [15, 15], 1, false, null)).toBe(false);
});

test('the distance to an ellipse is right near its line, as measured on 20,000 of its points', () => {
  const outline = Array.from({ length: 20_000 }, (_, at): Point => [200 + 80 * Math.cos((at / 10_000) * Math.PI), 150 + 30 * Math.sin((at / 10_000) * Math.PI)]);
  const random = randomSource(2);
  for (let step = 0; step < 40; step += 1) {
    const angle = random() * 2 * Math.PI;
    const point: Point = [200 + 80 * Math.cos(angle) + random() * 6 - 3, 150 + 30 * Math.sin(angle) + random() * 6 - 3];
    const exact = Math.min(...outline.map(([x, y]) => Math.hypot(x - point[0], y - point[1])));
    expect(Math.abs(distanceToOutline(ellipse, point) - exact)).toBeLessThan(0.6);
  }
});

test('moving stops at the edge of the picture and keeps the size', () => {
  expect(moveShape(rectangle, 1000, -1000, size)).toEqual({ ...rectangle, x: 300, y: 0 });
  expect(boundsOf(moveShape({ type: 'arrow', from: [10, 10], to: [60, 20] }, -50, 500, size))).toEqual({ left: 0, top: 290, right: 50, bottom: 300 });
});

test('handles reshape, turn over and stay in the picture; every result is a shape of the contract', () => {
  expect(dragHandle(rectangle, 'se', [120.4, 90.6], false, size, null)).toEqual({ type: 'rectangle', x: 50, y: 60, width: 70, height: 31 });
  expect(dragHandle(rectangle, 'e', [20, 200], false, size, null)).toEqual({ type: 'rectangle', x: 20, y: 60, width: 30, height: 40 });
  expect(dragHandle(rectangle, 'nw', [70, 90], true, size, null)).toEqual({ type: 'rectangle', x: 70, y: 20, width: 80, height: 80 });
  const triangle: Shape = { type: 'polygon', points: [[0, 0], [100, 0], [0, 100]] };
  expect(dragHandle(triangle, 'p1', [90, 10], false, size, null)).toEqual({ type: 'polygon', points: [[0, 0], [90, 10], [0, 100]] });
  expect(dragHandle(triangle, 'm0', [50, -20], false, size, null)).toEqual({ type: 'polygon', points: [[0, 0], [50, 0], [100, 0], [0, 100]] });
  const random = randomSource(8);
  for (const shape of [rectangle, ellipse, triangle, { type: 'measure', from: [5, 5], to: [50, 50] } as Shape]) {
    for (const { id } of handlesOf(shape, null)) {
      const next = dragHandle(shape, id, [random() * 600 - 100, random() * 500 - 100], random() < 0.5, size, null);
      const { left, top, right, bottom } = boundsOf(next);
      expect(shapeSchema.safeParse(next).success).toBe(true);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-0.1);
      expect(right).toBeLessThanOrEqual(400.1);
      expect(bottom).toBeLessThanOrEqual(300.1);
    }
  }
});

test('of two handles on one place the corner wins over the middle drawn before it', () => {
  const triangle: Shape = { type: 'polygon', points: [[0, 0], [2, 0], [0, 100]] };
  expect(handleAt(handlesOf(triangle, null), [1, 0], 3)?.id).toBe('p1');
  expect(handleAt(handlesOf(triangle, null), [300, 200], 3)).toBeNull();
});

test('lines snap to steps of 45 degrees without leaving the picture', () => {
  expect(snapAngle([10, 10], [60, 14], size)[1]).toBeCloseTo(10);
  const [x, y] = snapAngle([390, 10], [480, 95], size);
  expect(x).toBeCloseTo(400);
  expect(y).toBeCloseTo(20);
});

test('a drag draws a shape on whole pixels, a click draws none', () => {
  const draft = { ...startDrag('rectangle', [100.4, 50.2], size), at: [60.2, 90.9] as Point };
  expect(shapeOf(draft, size, 3)).toEqual({ type: 'rectangle', x: 60, y: 50, width: 40, height: 41 });
  expect(shapeOf({ ...draft, at: [101, 51] }, size, 3)).toBeNull();
  expect(shapeOf({ ...startDrag('ellipse', [100, 100], size), at: [130, 110], even: true, centred: true } as Parameters<typeof shapeOf>[0], size, 3)).toEqual({ type: 'ellipse', x: 100, y: 100, radiusX: 30, radiusY: 30 });
  expect(shapeOf({ ...startDrag('rectangle', [380, 290], size), at: [900, 900] } as Parameters<typeof shapeOf>[0], size, 3)).toEqual({ type: 'rectangle', x: 380, y: 290, width: 20, height: 10 });
});

test('a polygon grows corner by corner, closes on its first one, and corners can be taken back', () => {
  let draft = addCorner(null, [10, 10], size, 2);
  for (const at of [[60, 10], [60, 10.5], [60, 60]] as const) draft = addCorner(draft, [...at], size, 2);
  expect(draft.tool === 'polygon' && draft.points.length).toBe(3);
  expect(closes(draft, [11, 11], 4)).toBe(true);
  expect(closes(draft, [30, 11], 4)).toBe(false);
  expect(shapeOf(draft, size, 0)?.type).toBe('polygon');
  const shorter = draft.tool === 'polygon' ? removeCorner(draft) : null;
  expect(shorter === null ? null : shapeOf(shorter, size, 0)).toBeNull();
});
