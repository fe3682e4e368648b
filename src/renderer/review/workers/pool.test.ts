import { expect, test } from 'vitest';
import type { TileAnswer, TileOrder } from './messages.ts';
import { createTilePool, TileAborted } from './pool.ts';

function fakeWorkers(): { make: () => Worker; orders: { worker: number; order: TileOrder }[]; answer: (worker: number, answer: TileAnswer) => void; ended: number[] } {
  const orders: { worker: number; order: TileOrder }[] = [];
  const listeners: ((event: { data: TileAnswer }) => void)[] = [];
  const ended: number[] = [];
  return {
    orders,
    ended,
    answer: (worker, answer) => listeners[worker]!({ data: answer }),
    make: () => {
      const worker = listeners.length;
      return {
        addEventListener: (_: string, listener: (event: { data: TileAnswer }) => void) => { listeners[worker] = listener; },
        postMessage: (order: TileOrder) => orders.push({ worker, order }),
        terminate: () => ended.push(worker),
      } as unknown as Worker;
    },
  };
}

const bitmap = (): ImageBitmap & { closed: boolean } => {
  const made = { closed: false, close: () => { made.closed = true; } };
  return made as unknown as ImageBitmap & { closed: boolean };
};

test('a tile is coloured by the worker that keeps its bytes, and by no other', async () => {
  const fake = fakeWorkers();
  const pool = createTilePool(fake.make, 3);
  for (const key of ['a|0/0_0', 'a|0/1_0', 'a|0/2_0', 'b|3/0_0']) {
    void pool.map(key, 'url').done.catch(() => undefined);
    void pool.colour(key, new Uint32Array(256), null).catch(() => undefined);
    pool.drop(key);
    expect(new Set(fake.orders.splice(0).map(({ worker }) => worker)).size).toBe(1);
  }
  pool.close();
  expect(fake.ended).toEqual([0, 1, 2]);
});

test('an answer that comes after the work was called off is closed, not leaked', async () => {
  const fake = fakeWorkers();
  const pool = createTilePool(fake.make, 1);
  const task = pool.picture('a', 'url');
  task.abort();
  await expect(task.done).rejects.toBeInstanceOf(TileAborted);
  expect(fake.orders.map(({ order }) => order.type)).toEqual(['picture', 'abort']);
  const late = bitmap();
  fake.answer(0, { type: 'bitmap', id: 1, bitmap: late });
  expect(late.closed).toBe(true);
});

test('a failure keeps its words, and closing ends everything that waits', async () => {
  const fake = fakeWorkers();
  const pool = createTilePool(fake.make, 1);
  const first = pool.map('a', 'url');
  fake.answer(0, { type: 'failed', id: 1, message: 'The host answered 500 for a tile.', aborted: false });
  await expect(first.done).rejects.toThrow('The host answered 500');
  const second = pool.picture('b', 'url');
  pool.close();
  await expect(second.done).rejects.toBeInstanceOf(TileAborted);
});

test('the byte under the pointer is asked of the worker that keeps the tile', async () => {
  const fake = fakeWorkers();
  const pool = createTilePool(fake.make, 3);
  void pool.map('a|0/0_0', 'url').done.catch(() => undefined);
  const byte = pool.byte('a|0/0_0', 7, 9);
  const [loaded, asked] = fake.orders;
  expect(asked).toEqual({ worker: loaded!.worker, order: { type: 'byte', id: 2, key: 'a|0/0_0', x: 7, y: 9 } });
  fake.answer(asked!.worker, { type: 'byte', id: 2, value: 64 });
  expect(await byte).toBe(64);
  const lost = pool.byte('a|0/0_0', 0, 0);
  fake.answer(asked!.worker, { type: 'failed', id: 3, message: 'The tile is no longer kept.', aborted: false });
  await expect(lost).rejects.toThrow('no longer kept');
  pool.close();
});
