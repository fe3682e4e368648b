import { describe, expect, test, vi } from 'vitest';
import { binaryLut, heatLut, packed } from '../logic/luts.ts';
import { TileAborted, type KeptTile, type TilePool } from '../workers/pool.ts';
import { createTileStore, type Colouring, type TileSource } from './tileStore.ts';

const source = (id: string, kind: 'picture' | 'map'): TileSource => ({ id, kind, url: ({ level, column, row }) => `${id}/${level}/${column}_${row}` });
const tile = (column: number): { level: number; column: number; row: number } => ({ level: 0, column, row: 0 });
const tick = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

interface FakeBitmap {
  width: number;
  height: number;
  closed: boolean;
}

function fakePool(present: number[]): { pool: TilePool; started: string[]; aborted: string[]; dropped: string[]; bitmaps: FakeBitmap[]; answer: (key: string) => void; fail: (key: string) => void; coloured: number[] } {
  const started: string[] = [];
  const aborted: string[] = [];
  const dropped: string[] = [];
  const bitmaps: FakeBitmap[] = [];
  const coloured: number[] = [];
  const open = new Map<string, { give: () => void; refuse: (error: Error) => void }>();
  function bitmap(): ImageBitmap {
    const made: FakeBitmap & { close: () => void } = { width: 10, height: 10, closed: false, close: () => { made.closed = true; } };
    bitmaps.push(made);
    return made as unknown as ImageBitmap;
  }
  function task<Result>(url: string, make: () => Result): { done: Promise<Result>; abort: () => void } {
    started.push(url);
    const done = new Promise<Result>((resolve, reject) => {
      open.set(url, { give: () => resolve(make()), refuse: reject });
    });
    return { done, abort: () => { aborted.push(url); open.get(url)?.refuse(new TileAborted()); } };
  }
  const values = new Uint8Array(256);
  for (const value of present) values[value] = 1;
  return {
    started, aborted, dropped, bitmaps, coloured,
    answer: (url) => open.get(url)?.give(),
    fail: (url) => open.get(url)?.refuse(new Error('The host answered 500 for a tile.')),
    pool: {
      picture: (_, url) => task(url, bitmap),
      map: (_, url) => task<KeptTile>(url, () => ({ present: values, width: 10, height: 10 })),
      colour: (_, lut) => { coloured.push(lut[255]!); return Promise.resolve(bitmap()); },
      byte: (key, x, y) => (dropped.includes(key) ? Promise.reject(new Error('The tile is no longer kept.')) : Promise.resolve(x + 10 * y)),
      drop: (key) => dropped.push(key),
      close: () => undefined,
    },
  };
}

describe('the tile store', () => {
  test('loads six at a time in the order of the wishes and calls off what nobody wants any more', async () => {
    const fake = fakePool([]);
    const picture = source('p1', 'picture');
    const store = createTileStore(fake.pool, 1e6, () => undefined);
    store.wish(Array.from({ length: 9 }, (_, column) => ({ source: picture, tile: tile(column) })));
    expect(fake.started).toEqual(['p1/0/0_0', 'p1/0/1_0', 'p1/0/2_0', 'p1/0/3_0', 'p1/0/4_0', 'p1/0/5_0']);
    fake.answer('p1/0/0_0');
    await tick();
    expect(fake.started).toHaveLength(7);
    store.wish([{ source: picture, tile: tile(8) }]);
    expect(fake.aborted).toHaveLength(6);
    await tick();
    expect(fake.started.at(-1)).toBe('p1/0/8_0');
    expect(store.picture(picture, tile(0))).not.toBeNull();
  });

  test('closes the bitmaps it lets go of, and never one that is on the screen', async () => {
    const fake = fakePool([]);
    const picture = source('p1', 'picture');
    const store = createTileStore(fake.pool, 800, () => undefined);
    for (const column of [0, 1, 2, 3]) {
      store.wish([{ source: picture, tile: tile(column) }]);
      fake.answer(`p1/0/${column}_0`);
      await tick();
    }
    expect(fake.bitmaps.map(({ closed }) => closed)).toEqual([true, true, false, false]);
    expect(store.bytes()).toBe(800);
    store.forget(() => false);
    expect(fake.bitmaps.every(({ closed }) => closed)).toBe(true);
    expect(store.bytes()).toBe(0);
  });

  test('colours a map tile once for each table, and not at all where its values look the same', async () => {
    const fake = fakePool([10, 140, 250]);
    const mask = source('m1', 'map');
    const changed = vi.fn();
    const store = createTileStore(fake.pool, 1e6, changed);
    store.wish([{ source: mask, tile: tile(0) }]);
    fake.answer('m1/0/0_0');
    await tick();
    const binary = (threshold: number): Colouring => ({ name: 'binary', lut: binaryLut(threshold, [1, 2, 3], 255), outline: 5 });
    expect(store.look(mask, tile(0), binary(0.5))).toBeNull();
    await tick();
    expect(store.look(mask, tile(0), binary(0.5))).toHaveProperty('bitmap');
    store.look(mask, tile(0), binary(0.52));
    expect(fake.coloured).toHaveLength(1);
    store.look(mask, tile(0), binary(0.6));
    await tick();
    expect(fake.coloured).toHaveLength(2);
    expect(fake.bitmaps[0]?.closed).toBe(true);
    expect(store.look(mask, tile(0), { name: 'binary', lut: binaryLut(0.99, [1, 2, 3], 255), outline: 5 })).toEqual({ plain: 0 });
  });

  test('paints a tile of one colour without a bitmap', async () => {
    const fake = fakePool([255]);
    const mask = source('m1', 'map');
    const store = createTileStore(fake.pool, 1e6, () => undefined);
    store.wish([{ source: mask, tile: tile(0) }]);
    fake.answer('m1/0/0_0');
    await tick();
    expect(store.look(mask, tile(0), { name: 'heat', lut: heatLut('viridis', 0.1), outline: null })).toEqual({ plain: packed([0xfd, 0xe7, 0x25], 255) });
    expect(fake.coloured).toHaveLength(0);
  });

  test('says what failed and tries again when asked', async () => {
    const fake = fakePool([]);
    const picture = source('p1', 'picture');
    const store = createTileStore(fake.pool, 1e6, () => undefined);
    store.wish([{ source: picture, tile: tile(0) }]);
    fake.fail('p1/0/0_0');
    await tick();
    expect(store.failed()).toEqual({ count: 1, message: 'The host answered 500 for a tile.' });
    expect(fake.started).toHaveLength(1);
    store.retry();
    expect(fake.started).toHaveLength(2);
    expect(store.failed()).toBeNull();
  });

  test('gives the byte of a tile that is here, and nothing of one that is not', async () => {
    const fake = fakePool([0, 255]);
    const map = source('m1', 'map');
    const store = createTileStore(fake.pool, 1e6, () => undefined);
    expect(await store.byte(map, tile(0), 3, 4)).toBeNull();
    store.wish([{ source: map, tile: tile(0) }]);
    fake.answer('m1/0/0_0');
    await tick();
    expect(await store.byte(map, tile(0), 3, 4)).toBe(43);
    fake.dropped.push('m1|0/0_0');
    expect(await store.byte(map, tile(0), 3, 4)).toBeNull();
  });
});
