import { expect, test } from 'vitest';
import { paneAt, panesOf, stackPane, type Comparison } from './panes.ts';

const viewport = { width: 1001, height: 600 };
const comparison = (mode: Comparison['mode']): Comparison => ({ mode, left: 'picture', right: 'stack', divider: 0.3 });

test('a swipe cuts one frame in two without a gap', () => {
  const [left, right] = panesOf(viewport, comparison('swipe'), false, false);
  expect(left!.frame).toEqual(right!.frame);
  expect(left!.clip.width + right!.clip.width).toBe(1001);
  expect(right!.clip.x).toBe(300);
  expect([left!.content, right!.content]).toEqual(['picture', 'stack']);
});

test('side by side gives two panes of one size', () => {
  const panes = panesOf(viewport, comparison('side'), false, false);
  expect(panes[0]!.frame.width).toBe(panes[1]!.frame.width);
  expect(panes[1]!.frame.x + panes[1]!.frame.width).toBe(1001);
  expect(paneAt(panes, { x: 700, y: 5 })).toBe(panes[1]);
  expect(paneAt(panes, { x: 1001, y: 5 })).toBe(panes[1]);
  expect(stackPane(panes)).toBe(panes[1]);
});

test('flicker takes turns, and holding the original shows the picture everywhere', () => {
  expect(panesOf(viewport, comparison('flicker'), false, false)[0]!.content).toBe('picture');
  expect(panesOf(viewport, comparison('flicker'), false, true)[0]!.content).toBe('stack');
  const held = panesOf(viewport, comparison('side'), true, true);
  expect(held.map(({ content }) => content)).toEqual(['picture', 'picture']);
  expect(stackPane(held)).toBeNull();
});
