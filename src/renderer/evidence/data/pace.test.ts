import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace } from './pace.ts';

describe('pace of scrolling', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('calls back at once while calm or slow', () => {
    const pace = createPace();
    const callback = vi.fn<() => void>();
    pace.whenCalm(callback);
    pace.note(0, performance.now());
    vi.advanceTimersByTime(16);
    pace.note(20, performance.now());
    pace.whenCalm(callback);
    expect(callback).toHaveBeenCalledTimes(2);
  });

  it('waits while rushing and calls back once at rest', () => {
    const pace = createPace();
    const callback = vi.fn<() => void>();
    for (let step = 0; step < 5; step += 1) {
      pace.note(step * 1000, performance.now());
      vi.advanceTimersByTime(16);
    }
    pace.whenCalm(callback);
    pace.note(6000, performance.now());
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(callback).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(500);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('forgets a wish that was taken back', () => {
    const pace = createPace();
    const callback = vi.fn<() => void>();
    pace.note(0, performance.now());
    vi.advanceTimersByTime(16);
    pace.note(5000, performance.now());
    pace.whenCalm(callback)();
    vi.advanceTimersByTime(500);
    expect(callback).not.toHaveBeenCalled();
  });
});
