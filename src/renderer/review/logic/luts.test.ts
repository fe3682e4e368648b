import { expect, test } from 'vitest';
import { agreementLut, bandLut, binaryLut, heatLut, markingMethods, packed, plainColour, sameUnder, thresholdByte, unpacked } from './luts.ts';

const present = (...values: number[]): Uint8Array => {
  const all = new Uint8Array(256);
  for (const value of values) all[value] = 1;
  return all;
};

test('a byte is at the threshold when v / 255 is', () => {
  for (let byte = 1; byte < 256; byte += 1) expect(thresholdByte(byte / 255)).toBe(byte);
  expect(thresholdByte(0.5)).toBe(128);
  expect(thresholdByte(0)).toBe(0);
});

test('heat is transparent below the floor and never stretched', () => {
  const lut = heatLut('viridis', 0.15);
  expect(lut[38]).toBe(0);
  expect(unpacked(lut[39]!).alpha).toBe(255);
  expect(unpacked(lut[255]!).rgb).toEqual([0xfd, 0xe7, 0x25]);
  expect(heatLut('viridis', 0.9)[255]).toBe(lut[255]);
});

test('binary is one colour from the threshold on', () => {
  const lut = binaryLut(0.5, [255, 0, 128], 200);
  expect(lut[127]).toBe(0);
  expect(unpacked(lut[128]!)).toEqual({ rgb: [255, 0, 128], alpha: 200 });
  expect(new Set(lut).size).toBe(2);
});

test('bands of hatching share no value and leave none out', () => {
  const bands = [bandLut(0, 0.4), bandLut(0.4, 0.6), bandLut(0.6, 0.8)];
  for (let value = 0; value < thresholdByte(0.8); value += 1) expect(bands.filter((lut) => lut[value] !== 0)).toHaveLength(1);
  expect(bands.filter((lut) => lut[255] !== 0)).toHaveLength(0);
});

test('tiles of one colour are known without mapping them', () => {
  const lut = binaryLut(0.5, [1, 2, 3], 255);
  expect(plainColour(lut, present(0, 3, 90))).toBe(0);
  expect(plainColour(lut, present(200, 255))).toBe(packed([1, 2, 3], 255));
  expect(plainColour(lut, present(3, 200))).toBeNull();
});

test('a tile without a value between two thresholds looks the same under both', () => {
  const at = (threshold: number) => binaryLut(threshold, [1, 2, 3], 255);
  expect(sameUnder(at(0.5), at(0.6), present(10, 240))).toBe(true);
  expect(sameUnder(at(0.5), at(0.6), present(10, 140))).toBe(false);
});

test('agreement has one colour a number of methods, the palette at n of m and never stretched', () => {
  const lut = agreementLut('viridis', 8, 0);
  const heat = heatLut('viridis', 0);
  const byte = (count: number): number => Math.round((count / 8) * 255);
  expect([0, 1, 5, 8].map((count) => markingMethods(byte(count), 8))).toEqual([0, 1, 5, 8]);
  expect(lut[0]).toBe(0);
  expect(lut[255]).toBe(heat[255]);
  expect(new Set(lut).size).toBe(9);
  // Means of reduced tiles fall to the nearest whole number of methods.
  expect(lut[byte(3) + 5]).toBe(lut[byte(3)]);
  expect(agreementLut('viridis', 8, 7)[0]).toBe(7);
  expect([...agreementLut('viridis', 0, 0)].every((colour) => colour === 0)).toBe(true);
});
