import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLimits, pause } from './limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a silence ends it, each sign of life puts that off, and the whole time ends it all the same', () => {
  const silent = createLimits(100, 400, undefined);
  vi.advanceTimersByTime(99);
  expect(silent.reason()).toBeNull();
  vi.advanceTimersByTime(1);
  expect([silent.reason(), silent.signal.aborted]).toEqual(['idle', true]);

  const lively = createLimits(100, 400, undefined);
  for (let time = 0; time < 350; time += 50) {
    vi.advanceTimersByTime(50);
    lively.beat();
  }
  expect(lively.reason()).toBeNull();
  vi.advanceTimersByTime(50);
  expect([lively.reason(), lively.signal.aborted]).toEqual(['total', true]);
});

test('the first reason stands, and nothing happens after the end', () => {
  const caller = new AbortController();
  const limits = createLimits(100, 400, caller.signal);
  limits.stop('repeating');
  caller.abort();
  vi.advanceTimersByTime(1000);
  expect(limits.reason()).toBe('repeating');
  const ended = createLimits(100, 400, new AbortController().signal);
  ended.end();
  vi.advanceTimersByTime(1000);
  expect([ended.reason(), vi.getTimerCount()]).toEqual([null, 0]);
});

test('a caller that has given up before the start is heeded', () => {
  expect(createLimits(100, 400, AbortSignal.abort()).reason()).toBe('cancelled');
});

test('a pause ends with its time or with the caller', async () => {
  const caller = new AbortController();
  const waiting = pause(10_000, caller.signal);
  caller.abort();
  await waiting;
  await pause(10_000, caller.signal);
  const whole = pause(500, undefined);
  vi.advanceTimersByTime(500);
  await whole;
  expect(vi.getTimerCount()).toBe(0);
});
