import { expect, test } from 'vitest';
import type { Point } from '../../contract/geometry.ts';
import { simplifyPolygon } from './contour.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import { findRegions, maskShare } from './regions.ts';

function draw(rows: readonly string[]): { mask: Uint8Array; size: { width: number; height: number } } {
  const text = rows.join('');
  return { mask: Uint8Array.from(text, (letter) => ({ '.': 0, '-': 100, o: 200, '#': 255 })[letter] ?? 0), size: { width: rows[0]!.length, height: rows.length } };
}

function regionsOf(rows: readonly string[], minimumRegionArea = 1): ReturnType<typeof findRegions> {
  const { mask, size } = draw(rows);
  return findRegions(mask, size, { threshold: 0.5, minimumRegionArea });
}

/** Area by the shoelace formula. */
function polygonArea(polygon: readonly Point[]): number {
  const sum = polygon.reduce((total, [x, y], index) => {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length]!;
    return total + x * nextY - nextX * y;
  }, 0);
  return Math.abs(sum) / 2;
}

test('corners touch: a diagonal is one region and its polygon covers it exactly', () => {
  const [region, ...others] = regionsOf(['#...', '.#..', '..o.']);
  expect(others).toEqual([]);
  expect(region).toMatchObject({ id: 1, area: 3, box: { x: 0, y: 0, width: 3, height: 3 }, peakProbability: 1 });
  expect(region!.meanProbability).toBeCloseTo((255 + 255 + 200) / 3 / 255);
  expect(polygonArea(region!.polygon)).toBe(3);
});

test('arms that meet late are united, the largest region comes first', () => {
  const found = regionsOf(['#.....##', '#..#..##', '#..#....', '####....']);
  expect(found.map((region) => [region.id, region.area])).toEqual([[1, 9], [2, 4]]);
  expect(found[0]!.box).toEqual({ x: 0, y: 0, width: 4, height: 4 });
  expect(polygonArea(found[0]!.polygon)).toBe(9);
  expect(found[1]!.polygon).toEqual([[6, 0], [8, 0], [8, 2], [6, 2]]);
});

test('a ring has its outer contour; a pixel inside it is a region of its own', () => {
  const found = regionsOf(['#####', '#...#', '#.#.#', '#...#', '#####']);
  expect(found.map((region) => region.area)).toEqual([16, 1]);
  expect(polygonArea(found[0]!.polygon)).toBe(25);
});

test('small components and bytes under the threshold are left out', () => {
  expect(regionsOf(['##.-', '##.-', '...-', '#..-'], 2).map((region) => region.area)).toEqual([4]);
  expect(regionsOf(['----'])).toEqual([]);
  expect(thresholdByte(0.5)).toBe(128);
  expect(thresholdByte(1 / 255)).toBe(1);
  expect(maskShare(Uint8Array.from([127, 128, 255, 0]), 0.5)).toBe(0.5);
});

test('random masks: areas add up to the share and every polygon holds its region', () => {
  const size = { width: 61, height: 47 };
  let seed = 7;
  const mask = Uint8Array.from({ length: size.width * size.height }, () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed >>> 24 > 140 ? 255 : 0;
  });
  const found = findRegions(mask, size, { threshold: 0.5, minimumRegionArea: 1 });
  expect(found.reduce((sum, region) => sum + region.area, 0) / mask.length).toBeCloseTo(maskShare(mask, 0.5));
  for (const region of found.filter(({ polygon }) => polygon.length <= 200)) expect(polygonArea(region.polygon)).toBeGreaterThanOrEqual(region.area);
});

test('simplifying moves no contour by more than the tolerance and drops most corners of a circle', () => {
  const circle: Point[] = [];
  for (let step = 0; step < 720; step += 1) circle.push([Math.round(300 + 250 * Math.cos((step * Math.PI) / 360)), Math.round(300 + 250 * Math.sin((step * Math.PI) / 360))]);
  const simple = simplifyPolygon(circle, 1);
  expect(simple.length).toBeLessThan(80);
  expect(simple.length).toBeGreaterThan(10);
  expect(Math.abs(polygonArea(simple) / (Math.PI * 250 * 250) - 1)).toBeLessThan(0.01);
});
