import { expect, test } from 'vitest';
import { createGate } from './gate.ts';
import { createMemory } from './memory.ts';

const size = (value: Uint8Array): number => value.length;

async function put(shelf: ReturnType<ReturnType<typeof createMemory>['shelf']>, key: string, bytes: number): Promise<void> {
  await shelf.get(key, bytes, async () => new Uint8Array(bytes));
}

test('the least recently used goes first, over all shelves, and the limit holds', async () => {
  const memory = createMemory(100);
  const one = memory.shelf((value) => size(value as Uint8Array));
  const other = memory.shelf((value) => size(value as Uint8Array));
  await put(one, 'a', 40);
  await put(other, 'b', 40);
  expect(one.peek('a')).toHaveLength(40);
  await put(one, 'c', 40);
  expect(other.peek('b')).toBeUndefined();
  expect(one.peek('a')).toBeDefined();
  expect(memory.bytes()).toBe(80);
  await put(other, 'large', 101);
  expect(other.peek('large')).toBeUndefined();
  expect(memory.bytes()).toBeLessThanOrEqual(100);
});

test('callers at the same time share one making; a failure is not kept', async () => {
  const shelf = createMemory(100).shelf(size);
  let made = 0;
  const make = async (): Promise<Uint8Array> => {
    made += 1;
    await Promise.resolve();
    if (made === 1) throw new Error('first fails');
    return new Uint8Array(1);
  };
  const outcomes = await Promise.allSettled([shelf.get('k', 1, make), shelf.get('k', 1, make)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(made).toBe(1);
  expect(await shelf.get('k', 1, make)).toHaveLength(1);
});

test('a making stops when all who wait have given up, and not before', async () => {
  const shelf = createMemory(100).shelf(size);
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  let told: AbortSignal | undefined;
  const make = async (signal: AbortSignal): Promise<Uint8Array> => {
    told = signal;
    return promise;
  };
  const first = new AbortController();
  const second = new AbortController();
  const one = shelf.get('k', 1, make, first.signal);
  const two = shelf.get('k', 1, make, second.signal);
  first.abort();
  await expect(one).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(told?.aborted).toBe(false);
  second.abort();
  await expect(two).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(told?.aborted).toBe(true);
  // Whoever asks now does not join the one that was told to stop.
  expect(await shelf.get('k', 1, async () => new Uint8Array(3))).toHaveLength(3);
  resolve(new Uint8Array(1));
});

test('a gate lets its width through, in order, and drops what was cancelled while it waited', async () => {
  const gate = createGate(1);
  const order: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const controller = new AbortController();
  const running = gate.run(async () => {
    order.push('first');
    await promise;
  });
  const waiting = gate.run(() => order.push('cancelled'), controller.signal);
  const last = gate.run(() => order.push('last'));
  controller.abort();
  expect(order).toEqual(['first']);
  resolve();
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  await Promise.all([running, last]);
  expect(order).toEqual(['first', 'last']);
  await expect(gate.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await gate.run(() => 7)).toBe(7);
});
