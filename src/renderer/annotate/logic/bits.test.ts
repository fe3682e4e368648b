import { expect, test } from 'vitest';
import { carryChange, countBits, emptyMask, fillRow, fillSpan, hasPixel, maskArea, ROW_BYTES, TILE_BYTES } from './bits.ts';
import { randomSource } from './testing.ts';

test('a span of a tile row sets exactly its pixels, for every pair of ends', () => {
  for (const [from, to] of [[0, 1], [0, 256], [7, 9], [8, 16], [3, 5], [250, 256], [31, 200]] as const) {
    const bits = new Uint8Array(TILE_BYTES);
    expect(fillRow(bits, 5 * ROW_BYTES, from, to, true)).toBe(to - from);
    const set = Array.from({ length: 256 }, (_, x) => (bits[5 * ROW_BYTES + (x >> 3)]! >> (7 - (x & 7))) & 1);
    expect(set).toEqual(Array.from({ length: 256 }, (_, x) => (x >= from && x < to ? 1 : 0)));
    expect(countBits(bits)).toBe(to - from);
    expect(fillRow(bits, 5 * ROW_BYTES, from, to, true)).toBe(0);
  }
});

test('spans over tile borders and edges of the picture agree with a plain array of pixels', () => {
  const size = { width: 700, height: 300 };
  const mask = emptyMask(size);
  const plain = new Uint8Array(size.width * size.height);
  const random = randomSource(7);
  let area = 0;
  for (let step = 0; step < 400; step += 1) {
    const y = Math.floor(random() * 320) - 10;
    const from = Math.floor(random() * 800) - 50;
    const to = from + Math.floor(random() * 400);
    const value = random() < 0.6;
    area += (value ? 1 : -1) * fillSpan(mask, y, from, to, value, () => undefined);
    for (let x = Math.max(0, from); y >= 0 && y < size.height && x < Math.min(size.width, to); x += 1) plain[y * size.width + x] = value ? 1 : 0;
  }
  let count = 0;
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      count += plain[y * size.width + x]!;
      if (hasPixel(mask, x, y) !== (plain[y * size.width + x] === 1)) expect([x, y]).toBe('as painted');
    }
  }
  expect(maskArea(mask)).toBe(count);
  expect(area).toBe(count);
});

test('only tiles that change are told, and clearing an empty tile makes none', () => {
  const mask = emptyMask({ width: 600, height: 600 });
  const touched = new Set<number>();
  fillSpan(mask, 300, 200, 300, true, (index) => touched.add(index));
  expect([...touched]).toEqual([3, 4]);
  touched.clear();
  fillSpan(mask, 300, 250, 260, true, (index) => touched.add(index));
  fillSpan(mask, 10, 0, 600, false, (index) => touched.add(index));
  expect([...touched]).toEqual([]);
  expect(mask.tiles.size).toBe(2);
});

test('a change is carried over to other bits: its own pixels only', () => {
  const before = Uint8Array.of(0b1100_0000);
  const after = Uint8Array.of(0b1010_0000);
  expect(carryChange(before, before, after)).toEqual(after);
  // Somebody else had set the last pixel and cleared the first one.
  expect(carryChange(Uint8Array.of(0b0100_0001), before, after)).toEqual(Uint8Array.of(0b0010_0001));
  // Done twice it changes nothing more.
  expect(carryChange(after, before, after)).toEqual(after);
  expect(carryChange(after, after, before)).toEqual(before);
});
