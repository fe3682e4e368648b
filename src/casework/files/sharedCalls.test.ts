import { expect, test } from 'vitest';
import { createSharedCalls } from './sharedCalls.ts';

test('asks at the same time share one call, a later one makes its own', async () => {
  const calls = createSharedCalls<number>();
  let made = 0;
  const work = async (): Promise<number> => {
    made += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return made;
  };
  expect(await Promise.all([calls.run('a', undefined, work), calls.run('a', undefined, work), calls.run('b', undefined, work)])).toEqual([2, 2, 2]);
  expect(made).toBe(2);
  expect(await calls.run('a', undefined, work)).toBe(3);
});

test('one that leaves does not take the call from the others; when all leave it is aborted', async () => {
  const calls = createSharedCalls<string>();
  let aborted = 0;
  const work = (signal: AbortSignal): Promise<string> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => resolve('done'), 30);
      signal.addEventListener('abort', () => {
        aborted += 1;
        clearTimeout(timer);
        reject(new Error('aborted'));
      });
    });
  const [one, two] = [new AbortController(), new AbortController()];
  const first = calls.run('a', one.signal, work);
  const second = calls.run('a', two.signal, work);
  one.abort();
  await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await second).toBe('done');
  const third = calls.run('a', one.signal, work);
  await expect(third).rejects.toMatchObject({ code: 'CANCELLED' });
  const last = new AbortController();
  const alone = calls.run('a', last.signal, work);
  last.abort();
  await expect(alone).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(aborted).toBe(1);
});

test('a failure reaches everybody and is not kept', async () => {
  const calls = createSharedCalls<number>();
  const fails = (): Promise<number> => Promise.reject(new Error('no'));
  await expect(Promise.all([calls.run('a', undefined, fails), calls.run('a', undefined, fails)])).rejects.toThrow('no');
  expect(await calls.run('a', undefined, () => Promise.resolve(1))).toBe(1);
});
