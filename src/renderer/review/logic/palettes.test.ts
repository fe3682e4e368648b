import { describe, expect, test } from 'vitest';
import { lightness, paletteColour, PALETTE_NAMES, type Rgb } from './palettes.ts';

const values = Array.from({ length: 256 }, (_, value) => value / 255);

/** Colours as seen with a missing cone type, by the linear-light matrices of Machado, Oliveira and Fernandes 2009 at full severity. */
const DEUTERANOPIA = [0.367_322, 0.860_646, -0.227_968, 0.280_085, 0.672_501, 0.047_413, -0.011_82, 0.042_94, 0.968_881];
const PROTANOPIA = [0.152_286, 1.052_583, -0.204_868, 0.114_503, 0.786_281, 0.099_216, -0.003_882, -0.048_116, 1.051_998];

function seenWith(matrix: readonly number[], colour: Rgb): Rgb {
  const light = colour.map((channel) => (channel / 255 <= 0.040_45 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4));
  const row = (from: number): number => {
    const value = Math.min(1, Math.max(0, matrix[from]! * light[0]! + matrix[from + 1]! * light[1]! + matrix[from + 2]! * light[2]!));
    return 255 * (value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
  };
  return [row(0), row(3), row(6)];
}

describe.each(PALETTE_NAMES)('palette %s', (name) => {
  test('gets lighter with every step, never darker', () => {
    const light = values.map((value) => lightness(paletteColour(name, value)));
    for (let at = 1; at < light.length; at += 1) expect(light[at]! - light[at - 1]!).toBeGreaterThan(-0.35);
    for (let at = 8; at < light.length; at += 8) expect(light[at]!).toBeGreaterThan(light[at - 8]!);
    expect(light.at(-1)! - light[0]!).toBeGreaterThan(70);
  });

  test.each([['deuteranopia', DEUTERANOPIA], ['protanopia', PROTANOPIA]] as const)('stays in order with %s', (_, matrix) => {
    const light = values.map((value) => lightness(seenWith(matrix, paletteColour(name, value))));
    for (let at = 16; at < light.length; at += 16) expect(light[at]! - light[at - 16]!).toBeGreaterThan(1.5);
  });
});

test('begins and ends at the published colours, and clamps', () => {
  expect(paletteColour('viridis', 0)).toEqual([0x44, 0x01, 0x54]);
  expect(paletteColour('viridis', 1)).toEqual([0xfd, 0xe7, 0x25]);
  expect(paletteColour('viridis', 0.5)).toEqual([0x21, 0x91, 0x8c]);
  expect(paletteColour('mako', 7)).toEqual([0xde, 0xf5, 0xe5]);
  expect(paletteColour('greys', 0.5)).toEqual([128, 128, 128]);
});
