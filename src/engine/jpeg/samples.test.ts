import { describe, expect, it } from 'vitest';
import { lumaFromCoefficients } from './luma.ts';
import { NATURAL_ORDER } from './order.ts';
import { toPlane } from './plane.ts';
import type { JpegComponent } from './types.ts';

/** Two blocks by one used, of three by two stored. */
function component(fill: (coefficients: Int16Array) => void): JpegComponent {
  const coefficients = new Int16Array(3 * 2 * 64);
  fill(coefficients);
  const table = new Uint16Array(64).fill(2);
  return {
    id: 1, horizontal: 1, vertical: 1, tableIndex: 0, blocksWide: 3, blocksHigh: 2, blocksWideUsed: 2, blocksHighUsed: 1, table, coefficients,
  };
}

describe('zigzag order', () => {
  it('is a permutation that begins and ends as in the standard', () => {
    expect([...NATURAL_ORDER].sort((one, other) => one - other)).toEqual(Array.from({ length: 64 }, (_, n) => n));
    expect([...NATURAL_ORDER.subarray(0, 10)]).toEqual([0, 1, 8, 16, 9, 2, 3, 10, 17, 24]);
    expect([...NATURAL_ORDER.subarray(60)]).toEqual([47, 55, 62, 63]);
  });
});

describe('plane for the network', () => {
  it('lays blocks side by side and clips magnitudes', () => {
    const plane = toPlane(component((coefficients) => coefficients.set([5, -7, 300], 64 + 8)));
    expect(plane).toMatchObject({ width: 16, height: 8 });
    expect([...plane.data.subarray(16 + 8, 16 + 11)]).toEqual([5, 7, 20]);
    expect(plane.data.reduce((sum, value) => sum + value, 0)).toBe(32);
    expect(Math.max(...toPlane(component((coefficients) => coefficients.fill(-300)), 255).data)).toBe(255);
  });
});

describe('samples', () => {
  it('turns a DC value into a flat block about 128', () => {
    const samples = lumaFromCoefficients(component((coefficients) => coefficients.fill(40, 64, 65)), 12, 8);
    expect([...samples.subarray(0, 12)]).toEqual([128, 128, 128, 128, 128, 128, 128, 128, 138, 138, 138, 138]);
  });

  it('clamps, and follows the cosine of its frequency', () => {
    const samples = lumaFromCoefficients(component((coefficients) => coefficients.set([0, 100], 0)), 8, 8);
    const wanted = Array.from({ length: 8 }, (_, x) => Math.round(128 + (200 / (4 * Math.SQRT2)) * Math.cos(((2 * x + 1) * Math.PI) / 16)));
    for (let y = 0; y < 8; y++) expect([...samples.subarray(y * 8, y * 8 + 8)]).toEqual(wanted);
    expect(lumaFromCoefficients(component((coefficients) => coefficients.fill(9000, 0, 1)), 1, 1)).toEqual(Uint8Array.of(255));
    expect(lumaFromCoefficients(component((coefficients) => coefficients.fill(-9000, 0, 1)), 1, 1)).toEqual(Uint8Array.of(0));
  });

  it('refuses a size beyond the stored blocks', () => {
    expect(() => lumaFromCoefficients(component(() => undefined), 25, 8)).toThrow(/larger than the stored/);
    expect(() => lumaFromCoefficients({ ...component(() => undefined), coefficients: new Int16Array(0) }, 1, 1)).toThrow(/larger than the stored/);
  });
});
