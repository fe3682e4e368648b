import { expect, test } from 'vitest';
import { actions as reviewActions } from '../review/actions.ts';
import { actions as frameActions } from '../app/actions.ts';
import { conflicts } from '../shortcuts/definitions.ts';
import { actions } from './actions.ts';
import { brushDiameter, MOST_BRUSH, nextBrushSize } from './tools.ts';

test('no key of the tools means something else on the canvas', () => {
  expect(conflicts({ shortcuts: {} }, [...frameActions, ...reviewActions, ...actions])).toEqual([]);
});

test('brush sizes go up and down by at least a pixel, within their limits', () => {
  expect([nextBrushSize(1, -1), nextBrushSize(1, 1), nextBrushSize(100, 1), nextBrushSize(MOST_BRUSH, 1)]).toEqual([1, 2, 120, MOST_BRUSH]);
  expect(brushDiameter({ brushSize: 32, followZoom: false }, 0.25)).toBe(32);
  expect(brushDiameter({ brushSize: 32, followZoom: true }, 0.25)).toBe(128);
  expect(brushDiameter({ brushSize: 2, followZoom: true }, 16)).toBe(1);
});
