import type { PaletteName } from '../../../contract/settings.ts';

/**
 * Colour maps whose lightness rises evenly with the value, readable with any colour vision and in grey print. The anchors are published values at
 * even steps (viridis and magma: matplotlib, S. van der Walt and N. Smith 2015; cividis: Nunez, Anderton and Renslow 2018; mako: seaborn, M. Waskom);
 * between them colours are interpolated in sRGB.
 */
const ANCHORS: Readonly<Record<PaletteName, readonly string[]>> = {
  viridis: ['440154', '48186a', '472d7b', '424086', '3b528b', '33638d', '2c728e', '26828e', '21918c', '1fa088', '28ae80', '3fbc73', '5ec962', '84d44b', 'addc30', 'd8e219', 'fde725'],
  cividis: ['00224e', '123570', '3b496c', '575d6d', '707173', '8a8678', 'a59c74', 'c3b369', 'e1cc55', 'fee838'],
  mako: ['0b0405', '2e1e3c', '413d7b', '37659e', '348fa7', '40b7ad', '8ad9b1', 'def5e5'],
  magma: ['000004', '180f3d', '440f76', '721f81', '9e2f7f', 'cd4071', 'f1605d', 'fd9668', 'feca8d', 'fcfdbf'],
  greys: ['000000', 'ffffff'],
};

export const PALETTE_NAMES = ['viridis', 'cividis', 'mako', 'magma', 'greys'] as const satisfies readonly PaletteName[];

export const PALETTE_WORDS: Readonly<Record<PaletteName, string>> = { viridis: 'Viridis', cividis: 'Cividis', mako: 'Mako', magma: 'Magma', greys: 'Greys' };

export type Rgb = readonly [red: number, green: number, blue: number];

/** Colour of a value 0..1, each channel 0..255. */
export function paletteColour(name: PaletteName, value: number): Rgb {
  const anchors = ANCHORS[name];
  const place = Math.min(1, Math.max(0, value)) * (anchors.length - 1);
  const low = Math.min(anchors.length - 2, Math.floor(place));
  const share = place - low;
  const from = hexRgb(anchors[low]!);
  const to = hexRgb(anchors[low + 1]!);
  return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)];
}

/** CIE lightness L* (0..100) of an sRGB colour under D65. */
export function lightness([red, green, blue]: Rgb): number {
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y > 216 / 24_389 ? 116 * Math.cbrt(y) - 16 : (y * 24_389) / 27;
}

export function cssColour([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

export function hexRgb(hex: string): Rgb {
  const value = Number.parseInt(hex, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function mix(from: number, to: number, share: number): number {
  return Math.round(from + (to - from) * share);
}

function linear(channel: number): number {
  const value = channel / 255;
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
