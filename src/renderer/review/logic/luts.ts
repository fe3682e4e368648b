import type { PaletteName } from '../../../contract/settings.ts';
import { paletteColour, type Rgb } from './palettes.ts';

/** A colour for each byte of a map: red in the lowest byte, alpha in the highest, as ImageData lies in memory on every machine Chromium runs on. */
export type Lut = Uint32Array;

export function packed([red, green, blue]: Rgb, alpha: number): number {
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

export function unpacked(value: number): { readonly rgb: Rgb; readonly alpha: number } {
  return { rgb: [value & 255, (value >>> 8) & 255, (value >>> 16) & 255], alpha: value >>> 24 };
}

/** Byte from which a probability counts as at or above a threshold: byte v stands for v / 255. */
export function thresholdByte(threshold: number): number {
  return Math.min(256, Math.max(0, Math.ceil(threshold * 255 - 1e-9)));
}

/** Heat map: the palette over 0..1 as it is, transparent below the floor. Never stretched to a picture's own range. */
export function heatLut(palette: PaletteName, floor: number): Lut {
  const first = thresholdByte(floor);
  return Uint32Array.from({ length: 256 }, (_, value) => (value < first ? 0 : packed(paletteColour(palette, value / 255), 255)));
}

/** Binary mask: one colour at and above the threshold, nothing below. */
export function binaryLut(threshold: number, colour: Rgb, alpha: number): Lut {
  const first = thresholdByte(threshold);
  return Uint32Array.from({ length: 256 }, (_, value) => (value < first ? 0 : packed(colour, alpha)));
}

/** Methods that mark a place where the agreement map has this byte, of `methods` counted; whole, also where a reduced tile holds a mean. */
export function markingMethods(byte: number, methods: number): number {
  return Math.round((byte / 255) * methods);
}

/** Agreement: one colour for each number of methods, the palette at n / methods and never stretched; `none` where no method marks. */
export function agreementLut(palette: PaletteName, methods: number, none: number): Lut {
  return Uint32Array.from({ length: 256 }, (_, value) => {
    const count = markingMethods(value, methods);
    return count === 0 ? none : packed(paletteColour(palette, count / methods), 255);
  });
}

/** Opaque where `low <= value < high` (probabilities), nothing elsewhere: one class of hatching. */
export function bandLut(low: number, high: number): Lut {
  const first = low <= 0 ? 0 : thresholdByte(low);
  const last = thresholdByte(high);
  return Uint32Array.from({ length: 256 }, (_, value) => (value >= first && value < last ? packed([0, 0, 0], 255) : 0));
}

/** What a tile looks like under a table, judged by the values that occur in it alone: nothing, one colour, or a picture to be mapped. */
export function plainColour(lut: Lut, present: Uint8Array): number | null {
  let colour: number | null = null;
  for (let value = 0; value < 256; value += 1) {
    if (present[value] === 0) continue;
    const mapped = lut[value]!;
    if (colour !== null && mapped !== colour) return null;
    colour = mapped;
  }
  return colour ?? 0;
}

/** Whether two tables colour the values of a tile alike, so that it need not be mapped again. */
export function sameUnder(one: Lut, other: Lut, present: Uint8Array): boolean {
  for (let value = 0; value < 256; value += 1) if (present[value] !== 0 && one[value] !== other[value]) return false;
  return true;
}
