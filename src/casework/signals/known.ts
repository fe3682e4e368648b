import type { MadeOf, SignalName, SignalRun } from '../../contract/index.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { latestFindingId } from '../store/findings.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { type ItemSelection, selectionCondition } from '../store/itemState.ts';
import { namesOf, orderedNames, readSignalRow, signalRowsOfItem, signalRunOf } from './signalRows.ts';

/** An item that methods can be run over, or why not. */
export interface SignalItem {
  readonly evidenceId: number;
  readonly path: string;
  /** Its content was read, so that it is known what is looked at. */
  readonly isRead: boolean;
}

/** The chosen items in order; of all, those that are no pictures are left out. */
export function signalItems(database: ReadableDatabase, selection: ItemSelection | null): readonly SignalItem[] {
  const { sql, values } = selection === null ? { sql: `status <> 'skipped'`, values: [] } : selectionCondition(selection);
  return database
    .prepare<unknown[], { evidenceId: number; path: string; isRead: number }>(`SELECT id AS evidenceId, path, sha256 IS NOT NULL AS isRead FROM evidence WHERE id IN (SELECT evidence_id FROM evidence_item WHERE ${sql}) ORDER BY id`)
    .all(...values)
    .map(({ isRead, ...item }) => ({ ...item, isRead: isRead === 1 }));
}

/** The newest finished run that answers the same question with the same software, so that it is not asked again, or null. */
export function knownSignalRun(database: ReadableDatabase, evidenceId: number, names: readonly SignalName[] | null, madeOf: MadeOf): SignalRun | null {
  const findingId = latestFindingId(database, evidenceId) ?? null;
  const wanted = canonicalJson(orderedNames(names));
  const row = signalRowsOfItem(database, evidenceId).find((one) => one.status === 'done' && one.findingId === findingId && canonicalJson(namesOf(one)) === wanted && one.versions === canonicalJson(madeOf.versions) && one.platform === madeOf.platform);
  return row === undefined ? null : signalRunOf(database, row);
}

export function readSignalRun(database: ReadableDatabase, id: number): SignalRun {
  const row = readSignalRow(database, id);
  if (row === undefined) throw new Error(`run ${id} of second opinions has no row`);
  return signalRunOf(database, row);
}
