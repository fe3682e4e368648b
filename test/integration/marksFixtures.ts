import { deflateSync, inflateSync } from 'node:zlib';
import type { WritableDatabase } from '../../src/casework/store/database.ts';
import type { MaskTile, Size } from '../../src/contract/index.ts';

/** Adds an item whose facts say it is a picture of this size; no file stands behind it. Returns its id. */
export function addDrawable(database: WritableDatabase, { width, height }: Size, sha256 = 'ab'.repeat(32)): number {
  const { lastInsertRowid } = database
    .prepare(`INSERT INTO evidence (path_bytes, path, kind, size, mtime_ns, status, facts, pixels, sha256, md5, sha1, added_at) VALUES (?, ?, 'file', 1, 1, 'analysed', ?, ?, ?, 'm', 's', 't')`)
    .run(Buffer.from(`/drawn/${crypto.randomUUID()}.png`), '/drawn/picture.png', JSON.stringify({ width, height }), width * height, sha256);
  return Number(lastInsertRowid);
}

/** Bits of one tile with the pixels for which `isSet` holds. */
export function tileBits(isSet: (x: number, y: number) => boolean): Uint8Array {
  const bits = new Uint8Array(8192);
  for (let y = 0; y < 256; y += 1) for (let x = 0; x < 256; x += 1) if (isSet(x, y)) bits[y * 32 + (x >> 3)]! |= 0x80 >> (x & 7);
  return bits;
}

export function tile(column: number, row: number, bits: Uint8Array): MaskTile {
  return { column, row, data: deflateSync(bits).toString('base64') };
}

export function bitsOf({ data }: MaskTile): Uint8Array {
  return inflateSync(Buffer.from(data, 'base64'));
}
