import { expect, test } from 'vitest';
import type { Bitmap } from './bitmap.ts';
import { componentOf, gather, labelRuns, paintWhole, runsOf } from './components.ts';
import { fillPolygons, keyhole, outlinePolygons, signedArea } from './outline.ts';
import { columnCounts, compress } from './runLength.ts';

function bitmapOf(rows: readonly string[]): Bitmap {
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(rows.join(''), (character) => (character === '#' ? 1 : 0)) };
}

/** Repeatable noise: `share` of the pixels set. */
function noise(width: number, height: number, share: number, seed: number): Bitmap {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
  return { width, height, data: Uint8Array.from({ length: width * height }, () => (next() < share ? 1 : 0)) };
}

function whole(bitmap: Bitmap): ReturnType<typeof componentOf> {
  return componentOf(runsOf(bitmap).runs);
}

function componentsOf(bitmap: Bitmap, connectivity: 4 | 8): ReturnType<typeof gather> {
  const { runs, rows } = runsOf(bitmap);
  return gather(runs, labelRuns(runs, rows, connectivity));
}

const SHAPES: Readonly<Record<string, Bitmap>> = {
  pixel: bitmapOf(['#']),
  ring: bitmapOf(['####', '#..#', '#..#', '####']),
  diagonal: bitmapOf(['#.', '.#']),
  'ring closed at a corner': bitmapOf(['.##', '#.#', '###']),
  'two holes that touch at a corner': bitmapOf(['####', '#.##', '##.#', '####']),
  'island in a hole': bitmapOf(['#####', '#...#', '#.#.#', '#...#', '#####']),
  'island touching the rim at corners': bitmapOf(['#####', '##..#', '#.#.#', '#..##', '#####']),
  full: bitmapOf(['###', '###']),
  ...Object.fromEntries([0.1, 0.3, 0.5, 0.6, 0.8, 0.95].map((share, index) => [`noise of ${share}`, noise(61, 47, share, index + 1)])),
};

test.each(Object.entries(SHAPES))('polygons of %s give the same pixels back', (_, bitmap) => {
  const polygons = componentsOf(bitmap, 8).flatMap(outlinePolygons);
  expect(fillPolygons(polygons, bitmap.width, bitmap.height)).toEqual(bitmap.data);
  expect(fillPolygons(polygons.map((polygon) => ({ shell: keyhole(polygon), holes: [] })), bitmap.width, bitmap.height)).toEqual(bitmap.data);
  for (const { shell, holes } of polygons) {
    expect(signedArea(shell)).toBeGreaterThan(0);
    for (const ring of [shell, ...holes]) expect(new Set(ring.map(String)).size).toBe(ring.length);
    for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
  }
  // The area inside is the number of pixels: no part is counted twice.
  expect(polygons.flatMap(({ shell, holes }) => [shell, ...holes]).reduce((sum, ring) => sum + signedArea(ring), 0)).toBe(bitmap.data.reduce((sum, value) => sum + value, 0));
});

test('8-connected components hang together over corners, 4-connected ones do not', () => {
  const bitmap = bitmapOf(['#.#', '.#.', '#.#']);
  expect(componentsOf(bitmap, 8).map(({ area }) => area)).toEqual([5]);
  expect(componentsOf(bitmap, 4).map(({ area }) => area)).toEqual([1, 1, 1, 1, 1]);
  expect(componentsOf(bitmapOf(['#..#', '#..#', '####']), 4).map(({ box }) => box)).toEqual([{ x: 0, y: 0, width: 4, height: 3 }]);
});

test.each(Object.entries(SHAPES))('run lengths of %s give the same pixels back', (_, bitmap) => {
  const counts = columnCounts(whole(bitmap), bitmap);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(bitmap.width * bitmap.height);
  expect(counts.slice(1).every((count) => count > 0)).toBe(true);
  const column: number[] = counts.flatMap((count, index) => Array.from({ length: count }, () => index % 2));
  expect(Uint8Array.from(bitmap.data, (__, at) => column[(at % bitmap.width) * bitmap.height + Math.floor(at / bitmap.width)]!)).toEqual(bitmap.data);
  expect(decompress(compress(counts))).toEqual(counts);
});

/** The reverse of `compress`, written from the description of the format. */
function decompress(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length; ) {
    let [value, shift, more] = [0, 0, true];
    while (more) {
      const code = text.charCodeAt(at++) - 48;
      value |= (code & 0x1f) << shift;
      shift += 5;
      more = (code & 0x20) !== 0;
      if (!more && (code & 0x10) !== 0) value |= -1 << shift;
    }
    counts.push(counts.length > 2 ? value + counts[counts.length - 2]! : value);
  }
  return counts;
}

test('a component is painted where it lies', () => {
  const bitmap = noise(20, 11, 0.3, 5);
  expect(paintWhole(whole(bitmap).runs, bitmap)).toEqual(bitmap);
});
