import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { clearPadding, countBits, modelBits, packTile, receiveTile, tileGrid, TILE_BYTES, unpackTile } from './bits.ts';
import { combineTiles } from './combine.ts';

const SIZE = { width: 300, height: 257 };

function ones(): Uint8Array {
  return new Uint8Array(TILE_BYTES).fill(0xff);
}

describe('tiles of bits', () => {
  test('count every bit of every byte value', () => {
    expect(countBits(Uint8Array.from({ length: 256 }, (_, byte) => byte))).toBe(1024);
    expect(countBits(ones())).toBe(65_536);
  });

  test('cover a picture, also one that ends in the middle of a tile', () => {
    expect(tileGrid(SIZE)).toEqual({ columns: 2, rows: 2 });
    expect(tileGrid({ width: 512, height: 1 })).toEqual({ columns: 2, rows: 1 });
  });

  test.each([
    [0, 0, 256 * 256, false],
    [1, 0, 44 * 256, true],
    [0, 1, 256, true],
    [1, 1, 44, true],
  ])('column %i, row %i keeps only pixels of the picture', (column, row, area, changed) => {
    const bits = ones();
    expect(clearPadding(bits, column, row, SIZE)).toBe(changed);
    expect(countBits(bits)).toBe(area);
    // 300 - 256 = 44 pixels: five whole bytes and the upper half of the sixth.
    if (column === 1) expect([...bits.subarray(4, 7)]).toEqual([0xff, 0xf0, 0]);
    expect(clearPadding(bits, column, row, SIZE)).toBe(false);
  });

  test('an empty tile is stored as nothing and comes back empty', () => {
    const packed = packTile(0, 0, new Uint8Array(TILE_BYTES));
    expect(packed).toEqual({ column: 0, row: 0, area: 0, deflated: null });
    expect(countBits(unpackTile(packed.deflated))).toBe(0);
    expect(receiveTile({ column: 0, row: 0, data: deflateSync(new Uint8Array(TILE_BYTES)).toString('base64') }, SIZE)).toEqual(packed);
  });

  test('the model\'s bits are copied, not changed', () => {
    const bits = ones();
    expect(countBits(modelBits([{ column: 1, row: 1, bits }], SIZE).get('1,1') ?? new Uint8Array())).toBe(44);
    expect(countBits(bits)).toBe(65_536);
  });
});

describe('combineTiles', () => {
  const upper = ones().fill(0, TILE_BYTES / 2);
  const lower = ones().fill(0, 0, TILE_BYTES / 2);
  const standing = [packTile(0, 0, upper), packTile(1, 0, upper)];
  const model = new Map([['0,0', lower], ['0,1', upper]]);

  test.each([
    ['union', [['0,0', 65_536], ['0,1', 32_768]]],
    ['subtract', []],
    ['copy', [['0,0', 32_768], ['1,0', 0], ['0,1', 32_768]]],
    ['clear', [['0,0', 0], ['1,0', 0]]],
  ] as const)('%s gives the changed tiles only', async (type, expected) => {
    const changed = await combineTiles(standing, type === 'clear' ? new Map() : model, type);
    expect(changed.map((tile) => [`${tile.column},${tile.row}`, tile.area])).toEqual(expected);
  });

  test('subtract takes away what both have', async () => {
    const changed = await combineTiles([packTile(0, 0, ones())], model, 'subtract');
    expect(changed).toHaveLength(1);
    expect(Buffer.compare(unpackTile(changed[0]?.deflated ?? null), upper)).toBe(0);
  });
});
