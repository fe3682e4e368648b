import { expect, test } from 'vitest';
import { stretchContrast } from './stretch.ts';

const greys = (...values: number[]): Uint8ClampedArray => Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255]));

test('spreads the lens over the whole range', () => {
  const pixels = greys(100, 110, 120);
  expect(stretchContrast(pixels)).toEqual({ low: 100, high: 120 });
  expect([pixels[0], pixels[4], pixels[8]]).toEqual([0, 128, 255]);
});

test('keeps what the channels differ by', () => {
  const pixels = Uint8ClampedArray.from([105, 115, 110, 255, 130, 130, 130, 255, 90, 90, 90, 255]);
  stretchContrast(pixels);
  expect([pixels[1]! - pixels[0]!, pixels[1]! - pixels[2]!]).toEqual([10, 5]);
  expect([pixels[4], pixels[5], pixels[6]]).toEqual([255, 255, 255]);
});

test('leaves out single outliers, and alpha untouched', () => {
  const pixels = greys(...Array.from({ length: 300 }, () => 100), ...Array.from({ length: 300 }, () => 140), 255, 0);
  expect(stretchContrast(pixels)).toEqual({ low: 100, high: 140 });
  expect(pixels.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

test('a round lens is judged by what it shows, not by its corners', () => {
  const side = 9;
  const pixels = greys(...Array.from({ length: side * side }, (_, at) => (at === 0 ? 0 : 100 + (at % 3))));
  expect(stretchContrast(pixels, side)).toEqual({ low: 100, high: 102 });
});

test('does nothing to a flat lens or to what lies outside the picture', () => {
  const flat = greys(70, 70);
  expect(stretchContrast(flat)).toBeNull();
  expect(flat[0]).toBe(70);
  const outside = Uint8ClampedArray.from([0, 0, 0, 0, 50, 50, 50, 255, 60, 60, 60, 255]);
  expect(stretchContrast(outside)).toEqual({ low: 50, high: 60 });
  expect([...outside.slice(0, 4)]).toEqual([0, 0, 0, 0]);
});
