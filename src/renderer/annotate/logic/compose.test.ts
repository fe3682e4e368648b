import { expect, test } from 'vitest';
import { emptyMask, fillSpan, hasPixel, type BitMask } from './bits.ts';
import { colourPart, coverage, inkAt, partOf, step } from './compose.ts';
import { randomSource } from './testing.ts';

const size = { width: 611, height: 530 };

function noise(): BitMask {
  const mask = emptyMask(size);
  const random = randomSource(21);
  for (let count = 0; count < 600; count += 1) fillSpan(mask, Math.floor(random() * size.height), Math.floor(random() * size.width), Math.floor(random() * size.width), true, () => undefined);
  return mask;
}

test('each output pixel counts the stored pixels below it, at every level and place', () => {
  const mask = noise();
  for (const level of [0, 1, 2, 3, 4, 6]) {
    const part = partOf({ x: 130, y: 250, width: 300, height: 200 }, level, size)!;
    const counts = coverage(mask, part);
    const side = 1 << level;
    const across = part.width >> level;
    for (const at of [0, 1, across - 1, across, Math.floor(counts.length / 2), counts.length - 1]) {
      const left = part.x + (at % across) * side;
      const top = part.y + Math.floor(at / across) * side;
      let expected = 0;
      for (let y = top; y < top + side; y += 1) for (let x = left; x < left + side; x += 1) expected += hasPixel(mask, x, y) ? 1 : 0;
      expect(counts[at]).toBe(expected);
    }
  }
});

test('parts lie on whole bytes and output pixels, hold their box and stay near the picture', () => {
  for (const level of [0, 2, 5]) {
    const part = partOf({ x: 13, y: 100.5, width: 590, height: 20 }, level, size)!;
    expect([part.x % step(level), part.y % step(level), part.width % step(level), part.height % step(level)]).toEqual([0, 0, 0, 0]);
    expect(part.x).toBeLessThanOrEqual(13);
    expect(part.x + part.width).toBeGreaterThanOrEqual(603);
    expect(part.x + part.width).toBeLessThan(611 + step(level));
  }
  expect(partOf({ x: 700, y: 0, width: 50, height: 50 }, 0, size)).toBeNull();
  expect(partOf({ x: -90, y: 0, width: 50, height: 50 }, 0, size)).toBeNull();
});

test('a part drawn in pieces is the same as drawn at once: no seams', () => {
  const mask = noise();
  for (const level of [0, 1, 3]) {
    const whole = partOf({ x: 0, y: 0, ...size }, level, size)!;
    const at = colourPart(mask, whole, inkAt(1));
    const across = whole.width >> level;
    for (const box of [{ x: 0, y: 0, width: 64, height: 64 }, { x: 248, y: 250, width: 30, height: 12 }, { x: 560, y: 480, width: 60, height: 60 }]) {
      const part = partOf(box, level, size)!;
      const piece = colourPart(mask, part, inkAt(1));
      const width = part.width >> level;
      for (let y = 0; y < part.height >> level; y += 1) {
        const from = ((part.y >> level) + y) * across + (part.x >> level);
        expect(piece.subarray(y * width, (y + 1) * width)).toEqual(at.subarray(from, from + width));
      }
    }
  }
});

test('a lone pixel is drawn solid with a dark ring, the ring only where it cannot be taken for pixels', () => {
  const mask = emptyMask({ width: 32, height: 32 });
  fillSpan(mask, 10, 12, 13, true, () => undefined);
  const part = partOf({ x: 0, y: 0, width: 32, height: 32 }, 0, mask.size)!;
  const ink = inkAt(1);
  const near = colourPart(mask, part, ink);
  expect([near[10 * 32 + 12], near[10 * 32 + 11], near[9 * 32 + 12], near[9 * 32 + 11]]).toEqual([ink.edge, ink.ring, ink.ring, 0]);
  expect(colourPart(mask, part, inkAt(8)).filter((value) => value !== 0).length).toBe(1);
});
