import { expect, test } from 'vitest';
import { toDisplay } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { findRegions } from '../regions/regions.ts';
import { compare } from './compare.ts';
import { componentOf, meanUnder } from './component.ts';
import { countBlock, emptyHistogram, findPatterns, periodicity } from './doubleQuantisation.ts';
import { addOutline, outlineContrast } from './outline.ts';
import { displayBox, positionOf } from './place.ts';
import { randomOf } from './synthetic.testing.ts';
import { resaveError } from './transform.ts';
import { insideWindows, outsideWindows, touchedCells } from './windows.ts';

function map(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  return { width, height, channels: 1, data: Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))) };
}

test('components are told apart also where one lies inside the other, and have the area, centre and mean of their own pixels', () => {
  const random = randomOf(3);
  const noisy = map(90, 70, () => (random() > 0.6 ? 200 : 10));
  const ring = map(90, 70, (x, y) => (Math.max(Math.abs(x - 40), Math.abs(y - 30)) === 20 || Math.max(Math.abs(x - 40), Math.abs(y - 30)) < 5 ? 150 : 0));
  for (const mask of [noisy, ring]) {
    const regions = findRegions(mask.data, mask, { threshold: 0.5, minimumRegionArea: 1 });
    for (const region of regions) {
      const component = componentOf(mask, 128, region);
      expect(component.area).toBe(region.area);
      expect(component.cells.counts.reduce((sum, count) => sum + count, 0)).toBe(region.area);
      expect(meanUnder(component, mask)).toBeCloseTo(region.meanProbability, 10);
    }
  }
  const [outer, inner] = findRegions(ring.data, ring, { threshold: 0.5, minimumRegionArea: 1 }).map((region) => componentOf(ring, 128, region));
  expect([outer!.area, inner!.area]).toEqual([160, 81]);
  expect(outer!.centre).toEqual([40.5, 30.5]);
  expect(() => componentOf(ring, 128, { ...findRegions(noisy.data, noisy, { threshold: 0.5, minimumRegionArea: 1 })[0]! })).toThrow('not in this mask');
});

test('windows: outside ones touch no region, inside ones are mostly covered, small regions get small windows', async () => {
  const mask = map(640, 480, (x, y) => ((x - 300) ** 2 + (y - 200) ** 2 < 100 ** 2 || (x >= 500 && x < 540 && y >= 400 && y < 436) ? 255 : 0));
  const touched = await touchedCells(mask, 128);
  const always = (): boolean => true;
  const share = (x: number, y: number, size: number): number => {
    let sum = 0;
    for (let row = y; row < y + size; row += 1) for (let column = x; column < x + size; column += 1) sum += mask.data[row * 640 + column]! / 255;
    return sum / size ** 2;
  };
  expect(outsideWindows(32, mask, touched, always).every(({ x, y, size }) => share(x, y, size) === 0)).toBe(true);
  const [large, small] = findRegions(mask.data, mask, { threshold: 0.5, minimumRegionArea: 1 }).map((region) => insideWindows(componentOf(mask, 128, region), mask, always));
  expect([large![0]?.size, small![0]?.size]).toEqual([32, 16]);
  for (const { x, y, size } of [...large!, ...small!]) expect(share(x, y, size)).toBeGreaterThanOrEqual(0.7);
  expect(large!.length).toBeGreaterThan(15);
  expect(small!.length).toBeGreaterThanOrEqual(4);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i: position and box are as displayed', (orientation) => {
  const stored = { width: 300, height: 120 };
  const [x, y] = toDisplay([30, 15], stored, orientation);
  const [width, height] = orientation >= 5 ? [120, 300] : [300, 120];
  const names = [['top-left', 'top-center', 'top-right'], ['middle-left', 'center', 'middle-right'], ['bottom-left', 'bottom-center', 'bottom-right']];
  expect(positionOf([30, 15], stored, orientation)).toBe(names[Math.floor((3 * y) / height)]![Math.floor((3 * x) / width)]);
  const box = displayBox({ x: 20, y: 5, width: 20, height: 20 }, stored, orientation);
  expect([box.x + box.width / 2, box.y + box.height / 2]).toEqual([x, y]);
  expect(positionOf([150, 60], stored, orientation)).toBe('center');
});

test('a comparison is in spreads of the outside, bounded, and says why where there is none', () => {
  const outside = Float64Array.from({ length: 101 }, (_, n) => n);
  expect(compare('brightness', Float64Array.of(124, 124, 125, 124), outside)).toMatchObject({ inside: 124, outside: 50, rarity: 0, insideWindows: 4, outsideWindows: 101, reason: null, unit: 'grey levels' });
  expect(compare('brightness', Float64Array.of(124, 124, 124, 124), outside).effect).toBeCloseTo(74 / (1.4826 * 25), 6);
  expect(compare('brightness', new Float64Array(4).fill(75), outside).rarity).toBeCloseTo(52 / 101, 6);
  expect(compare('brightness', new Float64Array(4).fill(255), new Float64Array(20)).effect).toBe(99);
  expect(compare('noise_level', Float64Array.of(1, Number.NaN, 2, 3, Number.NaN), outside)).toMatchObject({ effect: null, inside: null, insideWindows: 3, reason: 'fewer than 4 flat windows lie in the region' });
  expect(compare('contrast', new Float64Array(9), new Float64Array(3)).reason).toContain('outside all regions');
});

test('an earlier, coarser save shows in the histogram, a finer one and none do not', () => {
  const table = Array.from({ length: 64 }, () => 4);
  const histogramOf = (earlier: number | null, seed: number): Float64Array => {
    const random = randomOf(seed);
    const histogram = emptyHistogram();
    for (let block = 0; block < 600; block += 1) {
      const coefficients = Int16Array.from({ length: 64 }, () => {
        const value = Math.log(1 - random()) * 25 * (random() < 0.5 ? 1 : -1);
        return Math.round((earlier === null ? value : Math.round(value / earlier) * earlier + (random() - 0.5)) / 4);
      });
      countBlock(coefficients, 0, histogram);
    }
    return histogram;
  };
  for (const earlier of [9, 10, 12, 15]) {
    const twice = histogramOf(earlier, earlier);
    const patterns = findPatterns(twice, table);
    expect(patterns.filter((pattern) => pattern === null)).toEqual([]);
    expect(periodicity(twice, patterns)).toBeGreaterThan(0.2);
    expect(Math.abs(periodicity(histogramOf(null, 77), patterns))).toBeLessThan(0.06);
  }
  for (const one of [histogramOf(null, 5), histogramOf(3, 6)]) expect(findPatterns(one, table).filter((pattern) => pattern !== null)).toEqual([]);
  expect(periodicity(emptyHistogram(), findPatterns(emptyHistogram(), table))).toBeNaN();
});

test('one more save at quality 90 changes nothing in a flat block and a bounded amount in noise', () => {
  const random = randomOf(8);
  expect(resaveError(new Float64Array(64).fill(128), 8, 0)).toBe(0);
  const error = resaveError(Float64Array.from({ length: 64 }, () => Math.floor(100 + 60 * random())), 8, 0);
  expect(error).toBeGreaterThan(0.5);
  expect(error).toBeLessThan(8);
});

test('an outline that is an edge stands out; one through grain does not', () => {
  const random = randomOf(9);
  const make = (lift: number): Pixels => {
    const data = new Uint8Array(200 * 200 * 3);
    for (let at = 0; at < data.length; at += 3) {
      const [x, y] = [(at / 3) % 200, Math.floor(at / 600)];
      data.fill(100 + 10 * random() + (x >= 50 && x < 150 && y >= 50 && y < 150 ? lift : 0), at, at + 3);
    }
    return { width: 200, height: 200, channels: 3, data };
  };
  const contrast = (lift: number): number | null => {
    const sums = { across: 0, along: 0, points: 0 };
    addOutline([[50, 50], [150, 50], [150, 150], [50, 150]], make(lift), 0, sums);
    return outlineContrast(sums);
  };
  expect(contrast(60)).toBeGreaterThan(8);
  expect(contrast(0)).toBeGreaterThan(0.7);
  expect(contrast(0)).toBeLessThan(1.4);
  expect(outlineContrast({ across: 9, along: 1, points: 3 })).toBeNull();
});
