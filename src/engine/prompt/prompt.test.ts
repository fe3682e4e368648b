import { expect, test } from 'vitest';
import type { Region } from '../../contract/analysis.ts';
import type { Box } from '../../contract/geometry.ts';
import type { Pixels } from '../decode/pixels.ts';
import { createCanvas, drawText, NEUTRAL, WHITE } from './canvas.ts';
import { contextBox } from './crops.ts';
import { GLYPHS } from './glyphs.ts';
import { CAPTIONS, GUTTER, join } from './joined.ts';
import { common, drawNumbers } from './labels.ts';
import { referenceOf, shrinkMask } from './reference.ts';
import { shuffleMask } from './shuffle.ts';

function grey(width: number, height: number, value: (x: number, y: number) => number): Pixels {
  return { width, height, channels: 1, data: Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))) };
}

function maskOf(width: number, height: number, boxes: readonly Box[]): Pixels {
  return grey(width, height, (x, y) => (boxes.some((box) => x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height) ? 255 : 0));
}

function region(id: number, box: Box): Region {
  return { id, box, area: box.width * box.height, share: 0.1, meanProbability: 0.9, peakProbability: 1, polygon: [[box.x, box.y], [box.x + box.width, box.y], [box.x + box.width, box.y + box.height]] };
}

test('the reference is (picture + mask) / 2 for every value, an exact half rounded up', () => {
  const all: Pixels = { width: 256, height: 2, channels: 3, data: Uint8Array.from({ length: 256 * 2 * 3 }, (_, at) => Math.floor(at / 3) % 256) };
  const { data } = referenceOf(all, grey(256, 2, (_, y) => (y === 0 ? 255 : 0)));
  for (let x = 0; x < 256; x += 1) {
    const wanted = (value: number): number[] => Array.from({ length: 3 }, () => Math.floor(value + 0.5));
    expect([...data.subarray(x * 3, x * 3 + 3)]).toEqual(wanted((x + 255) / 2));
    expect([...data.subarray((256 + x) * 3, (256 + x) * 3 + 3)]).toEqual(wanted(x / 2));
  }
});

test('a mask at its own size is 255 from the threshold on, else 0; made smaller it keeps its share', async () => {
  const map = grey(70, 50, (x, y) => (x * 7 + y * 3) % 256);
  const same = await shrinkMask(map, 128, { width: 70, height: 50 });
  expect(same.data.every((value, at) => value === (map.data[at]! >= 128 ? 255 : 0))).toBe(true);
  const small = await shrinkMask(map, 128, { width: 31, height: 22 });
  const mean = ({ data }: Pixels): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(Math.abs(mean(small) - mean(same))).toBeLessThan(4);
  expect([...(await shrinkMask(grey(4, 2, (x) => (x === 0 ? 200 : 0)), 128, { width: 2, height: 1 })).data]).toEqual([128, 0]);
});

test('panes are joined along the longer side: wide ones one above the other, high ones side by side, each under its caption', () => {
  for (const [width, height] of [[640, 480], [480, 640], [500, 500]] as const) {
    const pane = createCanvas({ width, height }, 200);
    const joined = join(pane, createCanvas({ width, height }, 90));
    const strip = width >= height ? (joined.height - GUTTER) / 2 - height : joined.height - height;
    expect([joined.width, joined.height]).toEqual(width >= height ? [width, 2 * (height + strip) + GUTTER] : [2 * width + GUTTER, height + strip]);
    const at = (x: number, y: number): number => joined.data[(y * joined.width + x) * 3]!;
    expect(at(5, strip + 5)).toBe(200);
    expect(width >= height ? at(5, joined.height - 5) : at(joined.width - 5, joined.height - 5)).toBe(90);
    expect(width >= height ? at(5, strip + height + 3) : at(width + 3, 50)).toBe(NEUTRAL);
    // Ink in both strips.
    const ink = (x: number, y: number): number => Array.from({ length: 200 * strip }, (_, n) => at(x + (n % 200), y + Math.floor(n / 200))).filter((value) => value < 60).length;
    expect(ink(0, 0)).toBeGreaterThan(50);
    expect(width >= height ? ink(0, strip + height + GUTTER) : ink(width + GUTTER, 0)).toBeGreaterThan(150);
  }
  // A picture narrower than its caption gets room for it.
  expect(join(createCanvas({ width: 40, height: 30 }, 0), createCanvas({ width: 40, height: 30 }, 0)).width).toBeGreaterThan(150);
});

test('every letter of the captions and every digit has strokes, and all look different', () => {
  const letters = [...new Set(`${CAPTIONS.join('')}0123456789`.split(''))].filter((letter) => letter !== ' ');
  expect(letters.filter((letter) => GLYPHS[letter] === undefined)).toEqual([]);
  const drawn = letters.map((letter) => {
    const canvas = createCanvas({ width: 16, height: 20 }, 0);
    drawText(canvas, letter, 3, 3, 12, WHITE);
    return canvas.data.join();
  });
  expect(new Set(drawn).size).toBe(letters.length);
});

test('numbers stand beside their regions: no small region is covered and no plate lies on another', () => {
  const boxes = [{ x: 0, y: 0, width: 30, height: 12 }, { x: 34, y: 0, width: 30, height: 12 }, { x: 280, y: 180, width: 20, height: 20 }, { x: 100, y: 80, width: 14, height: 9 }, { x: 118, y: 80, width: 14, height: 9 }];
  const mask = maskOf(300, 200, boxes);
  const canvas = createCanvas(mask, 77);
  drawNumbers(canvas, mask, boxes.map((box, index) => ({ number: index + 8, box })));
  const changed = grey(300, 200, (x, y) => (canvas.data[(y * 300 + x) * 3] === 77 ? 0 : 1));
  for (const { x, y, width, height } of boxes) {
    for (let row = y; row < y + height; row += 1) expect(changed.data.subarray(row * 300 + x, row * 300 + x + width).every((one) => one === 0)).toBe(true);
  }
  // Five plates with two figures at most: their area is that of five, none hidden.
  const alone = createCanvas(mask, 77);
  drawNumbers(alone, mask, [{ number: 9, box: boxes[3]! }]);
  const one = alone.data.filter((value, at) => at % 3 === 0 && value !== 77).length;
  expect(changed.data.filter((value) => value === 1).length).toBeGreaterThan(4.9 * one);
});

test('shuffled regions keep their sizes, leave their places, and land where the seed says', () => {
  const boxes = [{ x: 40, y: 60, width: 90, height: 70 }, { x: 300, y: 20, width: 50, height: 30 }];
  const picture = { width: 400, height: 300 };
  const mask = maskOf(200, 150, boxes.map(({ x, y, width, height }) => ({ x: x / 2, y: y / 2, width: width / 2, height: height / 2 })));
  const regions = boxes.map((box, index) => region(index + 1, box));
  const first = shuffleMask(mask, regions, picture, 12345);
  expect(first.boxes.map(({ width, height }) => [width, height])).toEqual([[90, 70], [50, 30]]);
  const overlap = mask.data.filter((value, at) => value > 0 && first.mask.data[at]! > 0).length;
  expect(overlap).toBe(0);
  expect(first.mask.data.filter((value) => value > 0).length).toBe(mask.data.filter((value) => value > 0).length);
  expect(common(first.boxes[0]!, boxes[0]!)).toBe(0);
  expect(shuffleMask(mask, regions, picture, 12345)).toEqual(first);
  expect(shuffleMask(mask, regions, picture, 999).boxes).not.toEqual(first.boxes);
  // A region that fills half the picture overlaps itself no more than it must.
  const half = { x: 0, y: 0, width: 400, height: 180 };
  expect(shuffleMask(maskOf(200, 150, [{ x: 0, y: 0, width: 200, height: 90 }]), [region(1, half)], picture, 5).boxes[0]).toEqual({ ...half, y: 120 });
});

test('a crop shows twice the region, stays in the picture, and gives small and long regions room', () => {
  const picture = { width: 1000, height: 800 };
  expect(contextBox({ x: 400, y: 300, width: 200, height: 150 }, picture)).toEqual({ x: 300, y: 225, width: 400, height: 300 });
  expect(contextBox({ x: 0, y: 780, width: 100, height: 20 }, picture)).toEqual({ x: 0, y: 704, width: 200, height: 96 });
  expect(contextBox({ x: 50, y: 400, width: 600, height: 20 }, picture)).toEqual({ x: 0, y: 210, width: 1000, height: 400 });
  expect(contextBox({ x: 1, y: 1, width: 990, height: 790 }, picture)).toEqual({ x: 0, y: 0, ...picture });
});
