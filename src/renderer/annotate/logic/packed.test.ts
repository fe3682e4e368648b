import { expect, test } from 'vitest';
import { maskTileSchema } from '../../../contract/annotations.ts';
import { TILE_BYTES } from './bits.ts';
import { mergeChanges, pack, reversed, unpack, wireTiles } from './packed.ts';
import { randomSource } from './testing.ts';

/** 8192 bytes 0xff, and 10 bytes 0, deflated by another program (zlib form). */
const FULL = 'eJztwQENAAAAwqD+qW8ON6AAAAAAAAAAgHcD9KPh0g==';
const SHORT = 'eJxjYIABAAAKAAE=';

test('tiles are packed as the contract says, also the worst one, and come back', async () => {
  const random = randomSource(4);
  for (const bits of [new Uint8Array(TILE_BYTES).fill(255), Uint8Array.from({ length: TILE_BYTES }, () => random() * 256)]) {
    const packed = await pack(bits);
    expect(maskTileSchema.safeParse({ column: 0, row: 0, data: packed }).success).toBe(true);
    // Compression method 8 with a window of 32 kB: the first byte of the zlib form.
    expect(atob(packed).codePointAt(0)).toBe(0x78);
    expect(await unpack(packed)).toEqual(bits);
  }
  expect(await unpack(FULL)).toEqual(new Uint8Array(TILE_BYTES).fill(255));
  expect(await unpack(null)).toEqual(new Uint8Array(TILE_BYTES));
  await expect(unpack(SHORT)).rejects.toThrow('10 bytes');
});

test('an empty tile is sent as zeros', async () => {
  const [tile] = await wireTiles([{ column: 3, row: 4, before: 'x', after: null }]);
  expect(tile).toMatchObject({ column: 3, row: 4 });
  expect(await unpack(tile?.data ?? '')).toEqual(new Uint8Array(TILE_BYTES));
});

test('changes one after another become one, and turn round', () => {
  const merged = mergeChanges([{ column: 0, row: 0, before: 'a', after: 'b' }], [{ column: 0, row: 0, before: 'b', after: 'c' }, { column: 1, row: 0, before: null, after: 'd' }]);
  expect(merged).toEqual([{ column: 0, row: 0, before: 'a', after: 'c' }, { column: 1, row: 0, before: null, after: 'd' }]);
  expect(reversed(merged)[1]).toEqual({ column: 1, row: 0, before: 'd', after: null });
});
