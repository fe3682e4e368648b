import type { EvidenceFilter, EvidenceGroup, EvidenceSort } from '../../contract/index.ts';
import { prepared, type ReadableDatabase } from './database.ts';
import { filterCondition, REVIEW_ORDER } from './itemFilter.ts';

export interface OrderQuery {
  readonly filter: EvidenceFilter;
  readonly sort: EvidenceSort;
  readonly groupByFolder: boolean;
}

/** A result in its order. */
export interface ItemOrder {
  readonly ids: Uint32Array;
  /** Folders in the order of their first item; empty where the query does not group. */
  readonly groups: readonly EvidenceGroup[];
}

/** Results kept for a case: the grid asks for page after page of the same one. */
const KEPT = 4;

const SORT_KEYS = {
  name: 'name COLLATE NOCASE',
  score: 'score',
  regions: 'regions',
  maskShare: 'mask_share',
  pixels: 'pixels',
  bytes: 'bytes',
  format: 'format',
  camera: 'camera COLLATE NOCASE',
  takenAt: 'taken_at',
  review: REVIEW_ORDER,
  domain: 'domain',
  status: 'status',
  // Items are numbered in the order in which they were added.
  addedAt: 'evidence_id',
} as const satisfies Record<Exclude<EvidenceSort['by'], 'path'>, string>;

interface Kept {
  readonly version: string;
  readonly orders: Map<string, ItemOrder>;
}
const kept = new WeakMap<ReadableDatabase, Kept>();

/**
 * Ids of a query's result in order: unknown values last in either direction, ties by id. The last few results are kept until the case changes, so that
 * a page far down costs no more than the first.
 */
export function itemOrder(database: ReadableDatabase, query: OrderQuery): ItemOrder {
  const version = `${prepared<[], number>(database, 'SELECT total_changes()').pluck().get()} ${String(database.pragma('data_version', { simple: true }))}`;
  let cache = kept.get(database);
  if (cache?.version !== version) {
    cache = { version, orders: new Map() };
    kept.set(database, cache);
  }
  const key = JSON.stringify([query.filter, query.sort, query.groupByFolder]);
  const known = cache.orders.get(key);
  if (known !== undefined) return known;
  const order = query.groupByFolder ? groupedOrder(database, query) : { ids: Uint32Array.from(orderedIds(database, query)), groups: [] };
  const oldest = cache.orders.keys().next();
  if (cache.orders.size >= KEPT && oldest.done !== true) cache.orders.delete(oldest.value);
  cache.orders.set(key, order);
  return order;
}

function orderedIds(database: ReadableDatabase, query: OrderQuery): readonly number[] {
  const condition = filterCondition(query.filter);
  return database.prepare<unknown[], number>(`SELECT evidence_id FROM ${source(query.sort)} WHERE ${condition.sql} ORDER BY ${orderBy(query.sort)}`).pluck().all(...condition.values);
}

/** Folders in the order of their best item under the sort, the items of each in that order too. */
function groupedOrder(database: ReadableDatabase, query: OrderQuery): ItemOrder {
  const condition = filterCondition(query.filter);
  const rows = database
    .prepare<unknown[], [number, number, number | null]>(`SELECT evidence_id, folder_id, score FROM ${source(query.sort)} WHERE ${condition.sql} ORDER BY ${orderBy(query.sort)}`)
    .raw()
    .all(...condition.values);
  const folders = new Map<number, { readonly ids: number[]; highest: number | null }>();
  for (const [id, folder, score] of rows) {
    const group = folders.get(folder);
    if (group === undefined) folders.set(folder, { ids: [id], highest: score });
    else {
      group.ids.push(id);
      if (score !== null && (group.highest === null || score > group.highest)) group.highest = score;
    }
  }
  const names = new Map(prepared<[], [number, string]>(database, 'SELECT id, path FROM evidence_folder').raw().all());
  const ids = new Uint32Array(rows.length);
  const groups: EvidenceGroup[] = [];
  let start = 0;
  for (const [folder, group] of folders) {
    ids.set(group.ids, start);
    groups.push({ folder: names.get(folder) ?? '', items: group.ids.length, start, highestScore: group.highest });
    start += group.ids.length;
  }
  return { ids, groups };
}

function source(sort: EvidenceSort): string {
  return sort.by === 'path' ? 'evidence_folder CROSS JOIN evidence_item ON folder_id = evidence_folder.id' : 'evidence_item';
}

function orderBy({ by, descending }: EvidenceSort): string {
  const direction = descending ? 'DESC' : 'ASC';
  if (by === 'path') return `evidence_folder.path ${direction}, name COLLATE NOCASE ${direction}, evidence_id ${direction}`;
  const key = SORT_KEYS[by];
  if (by === 'addedAt') return `evidence_id ${direction}`;
  return `${key} ${direction} NULLS LAST, evidence_id`;
}
