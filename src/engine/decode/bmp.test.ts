import { expect, test } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { decodeBmp } from './bmp.ts';

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly extra?: readonly number[];
  readonly rows: readonly (readonly number[])[];
}

/** A bitmap with a 40-byte header; `extra` (palette or masks) stands before the rows, which are given in file order. */
function bitmap({ width, height, bits, compression = 0, extra = [], rows }: Parts): Uint8Array {
  const stride = Math.ceil((width * bits) / 32) * 4;
  const offset = 54 + extra.length;
  const file = Buffer.alloc(offset + stride * rows.length);
  file.write('BM');
  file.writeUInt32LE(offset, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(compression, 30);
  file.set(extra, 54);
  rows.forEach((row, index) => file.set(row, offset + stride * index));
  return file;
}

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return error instanceof AppError ? error.code : 'other';
  }
}

test('24 bits: blue, green, red, the lowest row first', () => {
  const file = bitmap({ width: 2, height: 2, bits: 24, rows: [[1, 2, 3, 4, 5, 6], [7, 8, 9, 10, 11, 12]] });
  expect([...decodeBmp(file).data]).toEqual([9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]);
});

test('a negative height means the highest row first', () => {
  const file = bitmap({ width: 1, height: -2, bits: 24, rows: [[1, 2, 3], [4, 5, 6]] });
  expect([...decodeBmp(file).data]).toEqual([3, 2, 1, 6, 5, 4]);
});

test('palettes of 1, 4 and 8 bits', () => {
  const two = [10, 20, 30, 0, 40, 50, 60, 0];
  const first = [30, 20, 10];
  const second = [60, 50, 40];
  expect([...decodeBmp(bitmap({ width: 3, height: 1, bits: 1, extra: [...two], rows: [[0b01000000]] })).data.slice(0, 9)]).toEqual([...first, ...second, ...first]);
  const sixteen = [...two, ...Array.from({ length: 14 * 4 }, () => 9)];
  expect([...decodeBmp(bitmap({ width: 3, height: 1, bits: 4, extra: sixteen, rows: [[0x10, 0x00]] })).data]).toEqual([...second, ...first, ...first]);
  const all = [...sixteen, ...Array.from({ length: 240 * 4 }, () => 9)];
  expect([...decodeBmp(bitmap({ width: 2, height: 1, bits: 8, extra: all, rows: [[1, 0]] })).data]).toEqual([...second, ...first]);
});

test('32 bits under masks, and 16 bits as 5-5-5', () => {
  const masks = [0xff, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0xff, 0];
  expect([...decodeBmp(bitmap({ width: 1, height: 1, bits: 32, compression: 3, extra: masks, rows: [[11, 22, 33, 0]] })).data]).toEqual([11, 22, 33]);
  expect([...decodeBmp(bitmap({ width: 1, height: 1, bits: 16, rows: [[0x1f, 0x7c]] })).data]).toEqual([255, 0, 255]);
});

test('refuses run lengths, short files and impossible headers by code', () => {
  expect(codeOf(() => decodeBmp(bitmap({ width: 2, height: 1, bits: 8, compression: 1, rows: [[0, 0]] })))).toBe('TYPE_UNSUPPORTED');
  const whole = bitmap({ width: 20, height: 20, bits: 24, rows: Array.from({ length: 20 }, () => [1]) });
  expect(codeOf(() => decodeBmp(whole.subarray(0, 400)))).toBe('IMAGE_TRUNCATED');
  expect(codeOf(() => decodeBmp(whole.subarray(0, 20)))).toBe('IMAGE_TRUNCATED');
  const narrow = Uint8Array.from(whole).fill(0, 18, 22);
  expect(codeOf(() => decodeBmp(narrow))).toBe('IMAGE_CORRUPT');
  expect(codeOf(() => decodeBmp(bitmap({ width: 1, height: 1, bits: 7, rows: [[1]] })))).toBe('IMAGE_CORRUPT');
});
