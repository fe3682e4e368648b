import type { CaseExtract, EvidenceFilter, EvidenceStatus } from '../../contract/index.ts';
import { canonicalJson } from '../canonicalJson.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { type ItemSelection, selectionCondition } from '../store/itemState.ts';

/** Items outside the selection that are named; more are only counted. */
const NAMED = 10_000;
/** Ids of items chosen by hand that the words name. */
const IDS = 20;

/** Ids of the chosen items in order; null chooses all. */
export function selectedIds(database: ReadableDatabase, selection: ItemSelection | null): readonly number[] {
  const { sql, values } = selection === null ? { sql: '1', values: [] } : selectionCondition(selection);
  return database.prepare<unknown[], number>(`SELECT evidence_id FROM evidence_item WHERE ${sql} ORDER BY evidence_id`).pluck().all(...values);
}

/** The part of the extract that says what was chosen, what was not, and how far the chosen items are. Counts by status are of the chosen ones. */
export function describeSelection(database: ReadableDatabase, selection: ItemSelection | null, ids: readonly number[]): CaseExtract['selection'] {
  const inCase = database.prepare<[], number>('SELECT count(*) FROM evidence').pluck().get() ?? 0;
  const chosen = JSON.stringify(ids);
  const byStatus = new Map(
    database.prepare<[string], { status: EvidenceStatus; items: number }>('SELECT status, count(*) AS items FROM evidence WHERE id IN (SELECT value FROM json_each(?)) GROUP BY status').all(chosen).map(({ status, items }) => [status, items]),
  );
  const count = (status: EvidenceStatus): number => byStatus.get(status) ?? 0;
  const others = database
    .prepare<[string, number], CaseExtract['selection']['others'][number]>('SELECT id, path, sha256, status FROM evidence WHERE id NOT IN (SELECT value FROM json_each(?)) ORDER BY path, id LIMIT ?')
    .all(chosen, NAMED);
  return {
    words: selectionWords(selection, ids, inCase),
    items: [...ids],
    counts: { inCase, selected: ids.length, analysed: count('analysed'), pending: count('pending'), failed: count('failed'), skipped: count('skipped') },
    others,
    othersInAll: inCase - ids.length,
  };
}

/** `All 12 items of the case.`, or how they were chosen, with a filter word for word. */
export function selectionWords(selection: ItemSelection | null, ids: readonly number[], inCase: number): string {
  const all = ids.length === inCase;
  const number = `${ids.length} of ${inCase} ${inCase === 1 ? 'item' : 'items'} of the case`;
  if (selection === null) return inCase === 1 ? 'The only item of the case.' : `All ${inCase} items of the case.`;
  if ('ids' in selection) {
    const named = `${ids.slice(0, IDS).join(', ')}${ids.length > IDS ? ` and ${ids.length - IDS} more` : ''}`;
    return `${number}, chosen by hand${all ? '' : `: ${ids.length === 1 ? 'item' : 'items'} ${named}`}.`;
  }
  return `${number}, found by the filter ${filterWords(selection.filter)}.`;
}

/** The conditions one after the other, each value as JSON. */
function filterWords(filter: EvidenceFilter): string {
  const conditions = Object.entries(filter).filter(([, value]) => value !== undefined).map(([name, value]) => `${name} = ${canonicalJson(value)}`);
  return conditions.length === 0 ? 'without any condition' : conditions.toSorted().join(' and ');
}
