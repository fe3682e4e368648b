import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFlash } from './flash.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('flashes twice in steps under 150 ms and then rests', () => {
  const seen: boolean[] = [];
  const flash = createFlash(() => seen.push(flash.isBright()));
  expect(flash.isBright()).toBe(false);
  flash.start();
  const times: number[] = [];
  for (let passed = 0; passed < 900; passed += 10) {
    const before = seen.length;
    vi.advanceTimersByTime(10);
    if (seen.length > before) times.push(passed + 10);
  }
  expect(seen).toEqual([true, false, true, false, false]);
  expect(times.every((at, index) => at - (times[index - 1] ?? 0) < 150)).toBe(true);
});

test('starts anew when asked again, and stops for good', () => {
  const seen: boolean[] = [];
  const flash = createFlash(() => seen.push(flash.isBright()));
  flash.start();
  vi.advanceTimersByTime(130);
  flash.start();
  expect(flash.isBright()).toBe(true);
  flash.stop();
  vi.advanceTimersByTime(2000);
  expect(seen).toEqual([true, false, true]);
});

test('does not flash for those who asked for less motion', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
  const seen: boolean[] = [];
  const flash = createFlash(() => seen.push(flash.isBright()));
  flash.start();
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual([false]);
});
