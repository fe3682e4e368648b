import { expect, test } from 'vitest';
import { reliabilityCounts } from './reliability.ts';

const row = (...data: readonly number[]): { width: number; height: number; data: Uint8Array } => ({ width: data.length, height: 1, data: Uint8Array.from(data) });

test('pixels are counted by predicted reliability, wrong ones where mask and truth differ', () => {
  const reliability = row(0, 25, 26, 254, 255);
  const { pixels, errors } = reliabilityCounts(row(128, 127, 0, 255, 0), reliability, row(255, 255, 0, 0, 255), 0.5);
  expect(pixels).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(errors).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
  expect(reliabilityCounts(row(128, 127, 0, 255, 0), reliability, null, 0.5).errors).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(() => reliabilityCounts(row(0), row(0, 0), null, 0.5)).toThrow(RangeError);
});
