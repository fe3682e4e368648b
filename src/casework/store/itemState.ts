import { AppError, type Domain, type EvidenceFilter, type ReviewStatus } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { canonicalJson, sha256Of } from '../canonicalJson.ts';
import { inTransaction, prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';
import { refreshItem } from './item.ts';
import { filterCondition } from './itemFilter.ts';

/** Items named one by one, or all that a filter finds. */
export type ItemSelection = { readonly ids: readonly number[] } | { readonly filter: EvidenceFilter };

export type ItemChange = { readonly field: 'review'; readonly value: ReviewStatus } | { readonly field: 'domain'; readonly value: Domain };

/** Changes up to this many have a line each in the audit log. */
const LINES = 1000;

/**
 * Sets the review status or the domain of many items in one transaction and returns the ids of those that had another value. The audit log gets a line for
 * each, or beyond a thousand one line with the choice, their number and a digest of their ids (ascending, joined by commas).
 */
export function changeItems(database: WritableDatabase, actor: string, selection: ItemSelection, change: ItemChange): readonly number[] {
  const { field, value } = change;
  return inTransaction(database, () => {
    const condition = selectionCondition(selection);
    const before = database.prepare<unknown[], [number, string]>(`SELECT evidence_id, ${field} FROM evidence_item WHERE ${condition.sql} AND ${field} <> ? ORDER BY evidence_id`).raw().all(...condition.values, value);
    if (before.length === 0) return [];
    const ids = before.map(([id]) => id);
    database.prepare(`UPDATE evidence_item SET ${field} = ? WHERE evidence_id IN (SELECT value FROM json_each(?))`).run(value, JSON.stringify(ids));
    if (before.length <= LINES) {
      for (const [id, from] of before) appendAudit(database, { actor, action: `evidence.${field}`, subject: `evidence ${id}`, details: { from, to: value } });
    } else {
      const chosen = 'filter' in selection ? { filter: selection.filter } : { named: selection.ids.length };
      appendAudit(database, { actor, action: `evidence.${field}`, subject: `${ids.length} items`, details: { ...chosen, to: value, count: ids.length, first: ids[0], last: ids.at(-1), idsSha256: digestOfIds(ids) } });
    }
    return ids;
  });
}

/** Digest of a list of ids as the audit log has it. */
export function digestOfIds(ids: readonly number[]): string {
  return sha256Of(ids.join(','));
}

/** The examiner's note on an item as a whole; empty where none was written. */
export function readNote(database: ReadableDatabase, id: number): string {
  return prepared<[number], string>(database, 'SELECT note FROM evidence_note WHERE evidence_id = ?').pluck().get(id) ?? '';
}

/** Writes the note; the audit log keeps each wording. Returns whether it changed. */
export function writeNote(database: WritableDatabase, actor: string, author: string, id: number, note: string): boolean {
  return inTransaction(database, () => {
    if (prepared(database, 'SELECT 1 FROM evidence_item WHERE evidence_id = ?').get(id) === undefined) throw noSuchItem(id);
    const from = readNote(database, id);
    if (from === note) return false;
    prepared(database, 'INSERT INTO evidence_note (evidence_id, note, author, at) VALUES (?, ?, ?, ?) ON CONFLICT (evidence_id) DO UPDATE SET note = excluded.note, author = excluded.author, at = excluded.at')
      .run(id, note, author, new Date().toISOString());
    refreshItem(database, id);
    appendAudit(database, { actor, action: 'evidence.note', subject: `evidence ${id}`, details: { from, to: note, author } });
    return true;
  });
}

export function noSuchItem(id: number): AppError {
  return new AppError('ITEM_NOT_FOUND', `There is no item ${id} in this case. Reload the list of evidence.`, { evidenceId: id });
}

/** The condition on `evidence_item` a selection stands for. */
export function selectionCondition(selection: ItemSelection): { readonly sql: string; readonly values: readonly (string | number)[] } {
  if ('filter' in selection) return filterCondition(selection.filter);
  return { sql: 'evidence_id IN (SELECT value FROM json_each(?))', values: [canonicalJson(selection.ids)] };
}
