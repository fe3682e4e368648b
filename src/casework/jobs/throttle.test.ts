import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThrottle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('does it at once, then at most once in the interval, and once more after the last wish', () => {
  const done: number[] = [];
  const throttle = createThrottle(200, () => done.push(performance.now()));
  const start = performance.now();
  for (let step = 0; step < 50; step += 1) {
    throttle.ask();
    vi.advanceTimersByTime(10);
  }
  vi.advanceTimersByTime(1000);
  expect(done.map((at) => Math.round(at - start))).toEqual([0, 200, 400, 600]);
});

test('flush does what waits, and nothing when nothing waits', () => {
  let count = 0;
  const throttle = createThrottle(200, () => { count += 1; });
  throttle.flush();
  expect(count).toBe(0);
  throttle.ask();
  throttle.ask();
  throttle.flush();
  throttle.flush();
  expect(count).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(count).toBe(2);
});
