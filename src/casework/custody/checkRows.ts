import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import type { CheckOutcome, ItemCheck } from '../../contract/index.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import type { CheckedFile, TakenIn } from './checkFile.ts';
import { listingSchema } from './listing.ts';

/** One check under way. `ids` is null for all files with a digest. */
export interface CheckTask {
  readonly id: number;
  readonly author: string;
  readonly ids: readonly number[] | null;
  /** Files to read again. */
  readonly total: number;
}

/** What a check found in all. */
export const checkSummarySchema = z.object({
  unchanged: z.number().int(),
  changed: z.number().int(),
  missing: z.number().int(),
  unreadable: z.number().int(),
  /** Of the unchanged: those whose modification time is another. */
  retimed: z.number().int(),
  /** Entries in scope without a digest of intake. */
  withoutDigest: z.number().int(),
  /** Files that were taken in one by one, without a listing of their folder. */
  single: z.number().int(),
  /** Null when the check ended before the folders were looked through. */
  listing: listingSchema.nullable(),
});
export type CheckSummary = z.infer<typeof checkSummarySchema>;

export type CheckStatus = 'running' | 'finished' | 'cancelled' | 'interrupted';

/** A row of evidence_check as it is stored. */
export interface CheckRow {
  readonly id: number;
  readonly author: string;
  readonly scope: 'all' | 'chosen';
  readonly items: number;
  readonly status: CheckStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly summary: string | null;
  readonly itemsSha256: string | null;
  readonly digest: string | null;
}

const CHECK_COLUMNS = 'id, author, scope, items, status, started_at AS startedAt, finished_at AS finishedAt, summary, items_sha256 AS itemsSha256, digest';

/** A row of item_check as its digest covers it. */
interface StoredItemCheck extends Omit<ItemCheck, 'modifiedUnchanged'> {
  readonly evidenceId: number;
  readonly expectedSha256: string;
  readonly modifiedUnchanged: number | null;
}

const ITEM_COLUMNS = 'evidence_id AS evidenceId, at, author, expected_sha256 AS expectedSha256, outcome, sha256, bytes, modified, modified_unchanged AS modifiedUnchanged, message';

export function insertCheck(database: WritableDatabase, { author, ids, total }: Omit<CheckTask, 'id'>, at: string): number {
  return Number(prepared(database, `INSERT INTO evidence_check (author, scope, items, status, started_at) VALUES (?, ?, ?, 'running', ?)`).run(author, ids === null ? 'all' : 'chosen', total, at).lastInsertRowid);
}

export function readCheck(database: ReadableDatabase, id: number): CheckRow {
  const row = prepared<[number], CheckRow>(database, `SELECT ${CHECK_COLUMNS} FROM evidence_check WHERE id = ?`).get(id);
  if (row === undefined) throw new Error(`check ${id} has no row`);
  return row;
}

export function runningChecks(database: ReadableDatabase): readonly CheckRow[] {
  return prepared<[], CheckRow>(database, `SELECT ${CHECK_COLUMNS} FROM evidence_check WHERE status = 'running' ORDER BY id`).all();
}

export function allChecks(database: ReadableDatabase): readonly CheckRow[] {
  return prepared<[], CheckRow>(database, `SELECT ${CHECK_COLUMNS} FROM evidence_check ORDER BY id`).all();
}

/** The newest check of everything that came to its end. */
export function newestFullCheck(database: ReadableDatabase): CheckRow | undefined {
  return prepared<[], CheckRow>(database, `SELECT ${CHECK_COLUMNS} FROM evidence_check WHERE scope = 'all' AND status = 'finished' ORDER BY id DESC LIMIT 1`).get();
}

/** Digest over the item checks of one check, fed in the order of their rows. */
export interface ItemsDigest {
  readonly add: (row: StoredItemCheck) => void;
  readonly end: () => string;
}

export function itemsDigest(): ItemsDigest {
  const hash: Hash = createHash('sha256');
  return { add: (row) => hash.update(`${canonicalJson(row)}\n`), end: () => hash.digest('hex') };
}

/** The digest again, from the rows as they stand. */
export function digestOfItems(database: ReadableDatabase, checkId: number): string {
  const digest = itemsDigest();
  for (const row of database.prepare<[number], StoredItemCheck>(`SELECT ${ITEM_COLUMNS} FROM item_check WHERE check_id = ? ORDER BY id`).iterate(checkId)) digest.add(row);
  return digest.end();
}

export function digestOfCheck({ id: _id, digest: _digest, ...content }: CheckRow): string {
  return digestOf(content);
}

/** Adds what was found of one item and feeds the digest of its check with the row as it is stored. */
export function insertItemCheck(database: WritableDatabase, task: CheckTask, item: TakenIn, found: CheckedFile, at: string, digest: ItemsDigest): void {
  const { outcome, sha256, bytes, modified, message } = found;
  const modifiedUnchanged = found.modifiedUnchanged === null ? null : Number(found.modifiedUnchanged);
  prepared(database, 'INSERT INTO item_check (check_id, evidence_id, at, author, expected_sha256, outcome, sha256, bytes, modified, modified_unchanged, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(task.id, item.id, at, task.author, item.sha256, outcome, sha256, bytes, modified, modifiedUnchanged, message);
  digest.add({ evidenceId: item.id, at, author: task.author, expectedSha256: item.sha256, outcome, sha256, bytes, modified, modifiedUnchanged, message });
}

/** Closes a running check; returns the digest of its row. */
export function finishCheck(database: WritableDatabase, id: number, status: Exclude<CheckStatus, 'running'>, summary: CheckSummary, itemsSha256: string, finishedAt: string): string {
  const row: CheckRow = { ...readCheck(database, id), status, finishedAt, summary: canonicalJson(summary), itemsSha256 };
  const digest = digestOfCheck(row);
  prepared(database, 'UPDATE evidence_check SET status = ?, finished_at = ?, summary = ?, items_sha256 = ?, digest = ? WHERE id = ?').run(status, finishedAt, row.summary, itemsSha256, digest, id);
  return digest;
}

/** Counts of one check as its rows have them, without a listing. */
export function countCheck(database: ReadableDatabase, id: number): Pick<CheckSummary, CheckOutcome | 'retimed'> {
  const count = (outcome: string): string => `count(*) FILTER (WHERE outcome = '${outcome}') AS ${outcome}`;
  const row = database
    .prepare<[number], Pick<CheckSummary, CheckOutcome | 'retimed'>>(
      `SELECT ${count('unchanged')}, ${count('changed')}, ${count('missing')}, ${count('unreadable')}, count(*) FILTER (WHERE outcome = 'unchanged' AND modified_unchanged = 0) AS retimed FROM item_check WHERE check_id = ?`,
    )
    .get(id);
  return row ?? { unchanged: 0, changed: 0, missing: 0, unreadable: 0, retimed: 0 };
}

/** Every check of one item, the newest last. One against the digest of an earlier intake says so. */
export function checksOfItem(database: ReadableDatabase, evidenceId: number): readonly ItemCheck[] {
  return prepared<[number], StoredItemCheck & { present: string | null }>(database, `SELECT ${ITEM_COLUMNS}, (SELECT sha256 FROM evidence WHERE id = evidence_id) AS present FROM item_check WHERE evidence_id = ? ORDER BY id`)
    .all(evidenceId)
    .map(({ present, ...row }) => itemCheckOf(row, present));
}

export function itemCheckOf({ at, author, outcome, sha256, bytes, modified, modifiedUnchanged, message, expectedSha256 }: StoredItemCheck, present: string | null): ItemCheck {
  return {
    at, author, outcome, sha256, bytes, modified,
    modifiedUnchanged: modifiedUnchanged === null ? null : modifiedUnchanged === 1,
    message: expectedSha256 === present ? message : `${message} (against an earlier intake; the file was taken in anew since)`,
  };
}

export type NewestCheckRow = { readonly evidenceId: number; readonly path: string; readonly present: string | null; readonly hashedAt: string | null } & { readonly [Field in keyof Omit<StoredItemCheck, 'evidenceId'>]: StoredItemCheck[Field] | null };

/** Items by id after `afterId`, each with its newest check against its present digest. */
export function newestChecks(database: ReadableDatabase, afterId: number, limit: number): readonly NewestCheckRow[] {
  return prepared<[number, number], NewestCheckRow>(
    database,
    `SELECT evidence.id AS evidenceId, evidence.path, evidence.sha256 AS present, hashed_at AS hashedAt, found.at, found.author, expected_sha256 AS expectedSha256, outcome, found.sha256, found.bytes, modified, modified_unchanged AS modifiedUnchanged, message
       FROM evidence LEFT JOIN item_check AS found ON found.id = (SELECT max(id) FROM item_check WHERE evidence_id = evidence.id AND expected_sha256 = evidence.sha256) WHERE evidence.id > ? ORDER BY evidence.id LIMIT ?`,
  ).all(afterId, limit);
}
