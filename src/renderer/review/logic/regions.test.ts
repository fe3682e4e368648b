import { expect, test } from 'vitest';
import { findingWords, insidePolygon, nextRegion, regionAt, type ShownRegion } from './regions.ts';

function square(id: number, x: number, y: number, side: number): ShownRegion {
  return { id, box: { x, y, width: side, height: side }, area: side * side, share: 0.1, meanProbability: 0.7, peakProbability: 0.9, polygon: [[x, y], [x + side, y], [x + side, y + side], [x, y + side]] };
}

test('finds the smallest region under a point', () => {
  const regions = [square(1, 0, 0, 100), square(2, 20, 20, 10)];
  expect(regionAt(regions, [25, 25])?.id).toBe(2);
  expect(regionAt(regions, [50, 50])?.id).toBe(1);
  expect(regionAt(regions, [100, 100])).toBeNull();
});

test('follows a concave outline', () => {
  const shape = [[0, 0], [10, 0], [10, 10], [5, 3], [0, 10]] as [number, number][];
  expect(insidePolygon(shape, [5, 2])).toBe(true);
  expect(insidePolygon(shape, [5, 8])).toBe(false);
});

test('goes round the list both ways', () => {
  const regions = [square(4, 0, 0, 1), square(7, 0, 0, 1)];
  expect(nextRegion(regions, null, 1)?.id).toBe(4);
  expect(nextRegion(regions, 4, 1)?.id).toBe(7);
  expect(nextRegion(regions, 7, 1)?.id).toBe(4);
  expect(nextRegion(regions, 4, -1)?.id).toBe(7);
  expect(nextRegion([], 4, 1)).toBeNull();
});

test('words are about traces at a threshold, and never claim authenticity', () => {
  const numbers = { regions: 3, area: 500, threshold: 0.5, reliability: 0.9, minimumArea: 64 };
  expect(findingWords(numbers)).toEqual({ state: 'traces', text: 'Traces found at threshold 0.50: 3 regions.' });
  expect(findingWords({ ...numbers, reliability: 0.2 }).state).toBe('inconclusive');
  expect(findingWords({ ...numbers, regions: 0 }).state).toBe('inconclusive');
  const none = findingWords({ ...numbers, regions: 0, area: 0 });
  expect(none.text).toBe('No traces found by these methods at threshold 0.50.');
  expect(none.text).not.toMatch(/fake|real|authentic|genuine|original/i);
});
