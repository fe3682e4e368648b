import { describe, expect, test } from 'vitest';
import { toDisplay, type Point } from '../../../contract/geometry.ts';
import { boxView, clampCentre, fitView, konvaAttributes, nextZoom, outOfSight, panBy, shownBox, shownSize, toScreen, toStored, transformOf, unionBox, zoomAt, type View } from './view.ts';

const size = { width: 4000, height: 3000 };
const pane = { x: 0, y: 0, width: 1000, height: 700 };
const orientations = [1, 2, 3, 4, 5, 6, 7, 8];

describe('the transform of a view', () => {
  test.each(orientations)('shows orientation %i as the contract turns it', (orientation) => {
    const view: View = { centre: [size.width / 2, size.height / 2], scale: 1, turn: 0 };
    const transform = transformOf(view, orientation, pane, 1);
    const origin = toScreen(transform, [0, 0]);
    for (const point of [[0, 0], [4000, 0], [17, 2999], [1204, 877]] as Point[]) {
      const at = toScreen(transform, point);
      const wanted = toDisplay(point, size, orientation);
      const zero = toDisplay([0, 0], size, orientation);
      expect(at.x - origin.x).toBeCloseTo(wanted[0] - zero[0], 6);
      expect(at.y - origin.y).toBeCloseTo(wanted[1] - zero[1], 6);
    }
  });

  test('turns clockwise: after one quarter turn the picture goes down where it went right', () => {
    const transform = transformOf({ centre: [0, 0], scale: 2, turn: 1 }, 1, pane, 1);
    const from = toScreen(transform, [0, 0]);
    const to = toScreen(transform, [10, 0]);
    expect([to.x - from.x, to.y - from.y]).toEqual([0, 20]);
  });

  test('goes back to where it came from, at every orientation and turn', () => {
    for (const orientation of orientations) {
      for (let turn = 0; turn < 4; turn += 1) {
        const transform = transformOf({ centre: [1234.5, 678], scale: 0.37, turn }, orientation, pane, 1.5);
        const [x, y] = toStored(transform, toScreen(transform, [321.25, 2000]));
        expect(x).toBeCloseTo(321.25, 6);
        expect(y).toBeCloseTo(2000, 6);
      }
    }
  });

  test('puts the corner of the picture on a whole device pixel', () => {
    const { e, f } = transformOf({ centre: [1234.567, 890.123], scale: 0.731, turn: 0 }, 6, pane, 1.25);
    expect(e * 1.25).toBeCloseTo(Math.round(e * 1.25), 9);
    expect(f * 1.25).toBeCloseTo(Math.round(f * 1.25), 9);
  });

  test('is the same as its Konva attributes', () => {
    for (const orientation of orientations) {
      const transform = transformOf({ centre: [100, 50], scale: 1.7, turn: 1 }, orientation, pane, 1);
      const node = konvaAttributes(transform);
      const angle = (node.rotation * Math.PI) / 180;
      const [x, y] = [33, 71];
      expect(node.x + Math.cos(angle) * node.scaleX * x - Math.sin(angle) * node.scaleY * y).toBeCloseTo(toScreen(transform, [x, y]).x, 6);
      expect(node.y + Math.sin(angle) * node.scaleX * x + Math.cos(angle) * node.scaleY * y).toBeCloseTo(toScreen(transform, [x, y]).y, 6);
    }
  });

  test('locks two panes side by side within a pixel', () => {
    const left = { x: 0, y: 0, width: 499, height: 700 };
    const right = { x: 501, y: 0, width: 499, height: 700 };
    for (const scale of [0.013, 0.25, 1, 7.3]) {
      const view: View = { centre: [1999.3, 1500.7], scale, turn: 3 };
      const first = toScreen(transformOf(view, 5, left, 1.5), [812, 2044]);
      const second = toScreen(transformOf(view, 5, right, 1.5), [812, 2044]);
      expect(Math.abs(second.x - right.x - (first.x - left.x))).toBeLessThan(1);
      expect(Math.abs(second.y - right.y - (first.y - left.y))).toBeLessThan(1);
    }
  });
});

describe('moving a view', () => {
  test('zooming keeps the pixel under the cursor', () => {
    for (const orientation of orientations) {
      const view: View = { centre: [2000, 1500], scale: 0.25, turn: 1 };
      const cursor = { x: 812, y: 77 };
      const before = toStored(transformOf(view, orientation, pane, 1), cursor);
      const after = toStored(transformOf(zoomAt(view, orientation, pane, cursor, 8), orientation, pane, 1), cursor);
      // The corner is snapped to device pixels at both scales: half a screen pixel at 0.25 is two stored pixels.
      expect(Math.abs(after[0] - before[0])).toBeLessThan(2.5);
      expect(Math.abs(after[1] - before[1])).toBeLessThan(2.5);
    }
  });

  test('panning moves the picture with the hand', () => {
    const view: View = { centre: [2000, 1500], scale: 2, turn: 0 };
    const before = toScreen(transformOf(view, 8, pane, 1), [2000, 1500]);
    const after = toScreen(transformOf(panBy(view, 8, 30, -12), 8, pane, 1), [2000, 1500]);
    expect([after.x - before.x, after.y - before.y]).toEqual([30, -12]);
  });

  test('fits the turned picture, and keeps small ones at 8 to 1', () => {
    const view = fitView(size, 6, 0, pane, 0);
    expect(view.scale).toBeCloseTo(700 / 4000, 6);
    expect(shownSize(size, 6, 1)).toEqual({ width: 4000, height: 3000 });
    expect(fitView({ width: 10, height: 10 }, 1, 0, pane).scale).toBe(8);
    expect(fitView(size, 1, 0, { x: 0, y: 0, width: 0, height: 0 }).scale).toBe(1);
  });

  test('brings a box to the middle and never further than the picture', () => {
    const view = boxView({ centre: [0, 0], scale: 1, turn: 0 }, 1, pane, { x: 100, y: 200, width: 300, height: 100 });
    expect(view.centre).toEqual([250, 250]);
    expect(view.scale).toBeCloseTo(2, 6);
    expect(clampCentre({ centre: [-5, 4000], scale: 1, turn: 0 }, size).centre).toEqual([0, 3000]);
    const box = shownBox(transformOf(view, 1, pane, 1), pane);
    expect(box.width).toBeCloseTo(500, 6);
  });

  test('tells boxes that a pane does not show, and puts one box around some', () => {
    const transform = transformOf({ centre: [500, 350], scale: 1, turn: 0 }, 1, pane, 1);
    const near = { x: 10, y: 10, width: 20, height: 20 };
    const far = { x: 3000, y: 2000, width: 100, height: 50 };
    expect(outOfSight([near], transform, pane)).toBe(false);
    expect(outOfSight([far], transform, pane)).toBe(true);
    expect(outOfSight([near, far], transform, pane)).toBe(false);
    expect(outOfSight([], transform, pane)).toBe(false);
    expect(unionBox([near, far])).toEqual({ x: 10, y: 10, width: 3090, height: 2040 });
  });

  test('steps through the usual zooms', () => {
    expect(nextZoom(0.9, 1)).toBe(1);
    expect(nextZoom(1, 1)).toBe(1.5);
    expect(nextZoom(1, -1)).toBeCloseTo(2 / 3);
    expect(nextZoom(64, 1)).toBe(64);
  });
});
