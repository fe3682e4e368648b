import { type AnalystMask, type MaskOperation, maskOperationSchema, type MaskRevision } from '../../contract/index.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import type { PackedTile } from './bits.ts';

/** Head of the analyst's mask of an item. Revision 0 is the empty mask nobody has touched. */
export type MaskHead = Omit<AnalystMask, 'tiles'>;

export function maskHead(database: ReadableDatabase, evidenceId: number): MaskHead {
  const row = prepared<[number], Omit<MaskHead, 'evidenceId'>>(database, 'SELECT revision, area, author, at FROM mask_revision WHERE evidence_id = ? ORDER BY revision DESC LIMIT 1').get(evidenceId);
  return { evidenceId, ...(row ?? { revision: 0, area: 0, author: null, at: null }) };
}

/** The tiles with a pixel set as they stand now. The index of places finds the newest of each without touching older bits. */
export function standingTiles(database: ReadableDatabase, evidenceId: number): readonly PackedTile[] {
  return prepared<[number, number], PackedTile>(
    database,
    `SELECT tile_column AS "column", tile_row AS "row", area, bits AS deflated FROM mask_tile AS tile
       JOIN (SELECT tile_column, tile_row, max(revision) AS revision FROM mask_tile WHERE evidence_id = ? GROUP BY tile_column, tile_row) AS newest USING (tile_column, tile_row, revision)
      WHERE tile.evidence_id = ? AND tile.bits IS NOT NULL ORDER BY tile_row, tile_column`,
  ).all(evidenceId, evidenceId);
}

export function maskRevisions(database: ReadableDatabase, evidenceId: number): readonly MaskRevision[] {
  return prepared<[number], Omit<MaskRevision, 'operation'> & { operation: string }>(database, 'SELECT revision, operation, tiles, area, author, at FROM mask_revision WHERE evidence_id = ? ORDER BY revision')
    .all(evidenceId)
    .map(({ operation, ...rest }) => ({ ...rest, operation: maskOperationSchema.parse(JSON.parse(operation)) }));
}

/** Adds a revision in which these tiles are replaced; the area follows from the tiles they replace. The caller's transaction holds all together. */
export function insertMaskRevision(database: WritableDatabase, head: MaskHead, tiles: readonly PackedTile[], operation: MaskOperation, author: string, at: string): MaskHead {
  const { evidenceId } = head;
  const revision = head.revision + 1;
  const before = prepared<[number, number, number], number>(database, 'SELECT area FROM mask_tile WHERE evidence_id = ? AND tile_column = ? AND tile_row = ? ORDER BY revision DESC LIMIT 1').pluck();
  const area = tiles.reduce((sum, tile) => sum + tile.area - (before.get(evidenceId, tile.column, tile.row) ?? 0), head.area);
  prepared(database, 'INSERT INTO mask_revision (evidence_id, revision, operation, tiles, area, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)').run(evidenceId, revision, canonicalJson(operation), tiles.length, area, author, at);
  const insert = prepared(database, 'INSERT INTO mask_tile (evidence_id, tile_column, tile_row, revision, area, bits) VALUES (?, ?, ?, ?, ?, ?)');
  for (const tile of tiles) insert.run(evidenceId, tile.column, tile.row, revision, tile.area, tile.deflated);
  return { evidenceId, revision, area, author, at };
}
