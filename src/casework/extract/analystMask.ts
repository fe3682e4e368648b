import { lstat } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { type ExtractItem, MASK_TILE, type Size } from '../../contract/index.ts';
import { type PackedTile, tileGrid, unpackTile } from '../annotate/bits.ts';
import { maskHead, standingTiles } from '../annotate/maskRows.ts';
import { sha256Of } from '../canonicalJson.ts';
import { writablePathBelow } from '../files/safePath.ts';
import { artifactPath } from '../files/viewSource.ts';
import { writeDurable } from '../files/writeDurable.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { encodeGreyBands } from './greyPng.ts';

/**
 * The analyst's mask of an item as an 8-bit PNG at native resolution (255 where it is set) among the case's artifacts, written when it is not there yet; null
 * where nobody has touched it. Error: ARTIFACT_WRITE_FAILED.
 */
export async function analystMask(database: ReadableDatabase, caseFolder: string, evidenceId: number, size: Size): Promise<ExtractItem['analystMask']> {
  const { revision, area } = maskHead(database, evidenceId);
  if (revision === 0) return null;
  const png = await encodeGreyBands(size, bandsOf(standingTiles(database, evidenceId), size));
  const sha256 = sha256Of(png);
  const path = artifactPath(sha256, 'png');
  await writeOnce(await writablePathBelow(caseFolder, path), png);
  return { revision, area, artifact: { kind: 'mask', path, sha256, bytes: png.length, mimeType: 'image/png', ...size } };
}

/** Rows of one row of tiles at a time. */
async function* bandsOf(tiles: readonly PackedTile[], size: Size): AsyncGenerator<Uint8Array> {
  for (let row = 0; row < tileGrid(size).rows; row += 1) {
    const rows = Math.min(MASK_TILE, size.height - row * MASK_TILE);
    const band = new Uint8Array(size.width * rows);
    for (const tile of tiles) {
      if (tile.row !== row) continue;
      drawTile(band, unpackTile(tile.deflated), tile.column * MASK_TILE, rows, size.width);
      await breathe();
    }
    yield band;
  }
}

function drawTile(band: Uint8Array, bits: Uint8Array, left: number, rows: number, width: number): void {
  const across = Math.min(MASK_TILE, width - left);
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < across; x += 1) {
      if (((bits[y * (MASK_TILE / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) band[y * width + left + x] = 255;
    }
  }
}

/** A file that is there has this content already: its name is its digest. */
async function writeOnce(path: string, content: Uint8Array): Promise<void> {
  if ((await lstat(path).catch(() => null))?.size === content.length) return;
  await writeDurable(path, content);
}
