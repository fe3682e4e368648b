import { afterEach, expect, test, vi } from 'vitest';
import { createQuit } from './quit.ts';

afterEach(() => void vi.useRealTimers());

function stage(close: () => Promise<void>): { readonly ask: () => boolean; readonly quit: ReturnType<typeof vi.fn>; readonly exit: ReturnType<typeof vi.fn>; readonly onProblem: ReturnType<typeof vi.fn> } {
  const [quit, exit, onProblem] = [vi.fn(), vi.fn(), vi.fn()];
  const listener = createQuit({ close, quit, exit, onProblem, limit: 5000 });
  const ask = (): boolean => {
    const preventDefault = vi.fn();
    listener({ preventDefault });
    return preventDefault.mock.calls.length > 0;
  };
  return { ask, quit, exit, onProblem };
}

test('the first request waits for the closing, and the next one goes through', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const close = vi.fn(() => promise);
  const { ask, quit } = stage(close);
  expect([ask(), ask(), ask()]).toEqual([true, true, true]);
  expect([close.mock.calls.length, quit.mock.calls.length]).toEqual([1, 0]);
  resolve();
  await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  expect(ask()).toBe(false);
});

test('a closing that fails is told and does not keep the application open', async () => {
  const { ask, quit, onProblem } = stage(() => Promise.reject(new Error('disk full')));
  ask();
  await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce());
  expect(onProblem).toHaveBeenCalledWith(expect.objectContaining({ message: 'disk full' }));
  expect(ask()).toBe(false);
});

test('a closing that hangs is given up', () => {
  vi.useFakeTimers();
  const { ask, exit } = stage(() => new Promise(() => undefined));
  ask();
  vi.advanceTimersByTime(4999);
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(exit).toHaveBeenCalledWith(1);
});
