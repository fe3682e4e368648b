import { AppError, evidenceFilterSchema, evidenceSortSchema, type SavedSearch } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { inTransaction, prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';

interface SearchRow {
  readonly id: number;
  readonly name: string;
  readonly filter: string;
  readonly sort: string;
  readonly groupByFolder: 0 | 1;
}

/** Saved searches of a case by name. One whose conditions this release does not know is left out; it stays in the case. */
export function readSearches(database: ReadableDatabase): readonly SavedSearch[] {
  const rows = prepared<[], SearchRow>(database, 'SELECT id, name, filter, sort, group_by_folder AS groupByFolder FROM saved_search ORDER BY name COLLATE NOCASE, id').all();
  return rows.flatMap((row) => {
    const filter = evidenceFilterSchema.safeParse(JSON.parse(row.filter));
    const sort = evidenceSortSchema.safeParse(JSON.parse(row.sort));
    return filter.success && sort.success ? [{ id: row.id, name: row.name, filter: filter.data, sort: sort.data, groupByFolder: row.groupByFolder === 1 }] : [];
  });
}

/** Saves a search; one of the same name is replaced and keeps its id. */
export function saveSearch(database: WritableDatabase, actor: string, search: Omit<SavedSearch, 'id'>): SavedSearch {
  return inTransaction(database, () => {
    const id = prepared<[string, string, string, number, string], number>(
      database,
      `INSERT INTO saved_search (name, filter, sort, group_by_folder, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET filter = excluded.filter, sort = excluded.sort, group_by_folder = excluded.group_by_folder RETURNING id`,
    )
      .pluck()
      .get(search.name, canonicalJson(search.filter), canonicalJson(search.sort), search.groupByFolder ? 1 : 0, new Date().toISOString());
    if (id === undefined) throw new Error('INSERT RETURNING gave no row');
    appendAudit(database, { actor, action: 'search.saved', subject: `search ${id}`, details: { ...search } });
    return { id, ...search };
  });
}

/** Error: ITEM_NOT_FOUND. */
export function removeSearch(database: WritableDatabase, actor: string, id: number): void {
  inTransaction(database, () => {
    const removed = prepared<[number], { name: string }>(database, 'DELETE FROM saved_search WHERE id = ? RETURNING name').get(id);
    if (removed === undefined) throw new AppError('ITEM_NOT_FOUND', 'This saved search was already removed. Reload the list.', { id });
    appendAudit(database, { actor, action: 'search.removed', subject: `search ${id}`, details: { name: removed.name } });
  });
}
