import { AppError } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction, prepared, type ReadableDatabase } from '../store/database.ts';
import { type ItemSelection, selectionCondition } from '../store/itemState.ts';
import { checkFile, type CheckedFile, type TakenIn } from './checkFile.ts';
import { type CheckStatus, type CheckSummary, type CheckTask, countCheck, digestOfItems, finishCheck, insertCheck, insertItemCheck, itemsDigest, runningChecks } from './checkRows.ts';
import { compareListing, type Listing } from './listing.ts';

export interface CheckControl {
  readonly signal?: AbortSignal;
  /** After each file that was read; the last call has `done` = `total` and comes before the check is closed. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Rows of these items were written. */
  readonly onChecked?: (evidenceIds: readonly number[]) => void;
}

export interface CheckResult extends CheckSummary {
  readonly id: number;
  readonly status: Exclude<CheckStatus, 'running'>;
}

const PAGE = 100;
/** What was read waits for a common commit; what is lost costs reading a few files again. */
const BATCH = 25;
const BATCH_MILLISECONDS = 500;
/** Differences that have a line each in the audit log; beyond it the line at the end counts them. */
const LINES = 1000;

type Session = Pick<CaseSession, 'database' | 'actor' | 'paths'>;

/**
 * Begins a check of the chosen items, or of everything when `selection` is null. Reading is done by `runCheck`.
 * Error: ARGUMENT_INVALID where none of them has a digest to compare with.
 */
export function startCheck({ database, actor }: Session, selection: ItemSelection | null, author: string): CheckTask {
  return inTransaction(database, () => {
    const ids = selection === null ? null : chosenIds(database, selection);
    const total = ids === null ? (prepared<[], number>(database, 'SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL').pluck().get() ?? 0) : countWithDigest(database, ids);
    if (total === 0) throw new AppError('ARGUMENT_INVALID', 'None of these items has a digest of intake to compare with. Add or retry the files first, so that they are read.');
    const at = new Date().toISOString();
    const id = insertCheck(database, { author, ids, total }, at);
    appendAudit(database, { actor, action: 'custody.check-started', subject: `check ${id}`, details: { author, scope: ids === null ? 'all' : 'chosen', items: total } }, at);
    return { id, author, ids, total };
  });
}

/**
 * Reads each item again and compares bytes and modification time with the newest intake, and the listing of the folders with what was listed then. Only
 * reads evidence. The audit log gets a line for the start, for each difference and for the end. Ends early, with what was found so far, when `signal` aborts.
 */
export async function runCheck(session: Session, task: CheckTask, control: CheckControl = {}): Promise<CheckResult> {
  const { database, actor } = session;
  const { signal } = control;
  const isAborted = (): boolean => signal?.aborted === true;
  const digest = itemsDigest();
  const counts = { unchanged: 0, changed: 0, missing: 0, unreadable: 0, retimed: 0 };
  let lines = 0;
  let done = 0;
  let waiting: { readonly item: TakenIn; readonly found: CheckedFile; readonly at: string }[] = [];
  let since = performance.now();

  function commit(): void {
    if (waiting.length === 0) return;
    inTransaction(database, () => {
      for (const { item, found, at } of waiting) {
        insertItemCheck(database, task, item, found, at, digest);
        counts[found.outcome] += 1;
        if (found.outcome === 'unchanged' && found.modifiedUnchanged === false) counts.retimed += 1;
        if (isDifference(found) && lines < LINES) {
          lines += 1;
          appendAudit(database, { actor, action: 'custody.difference', subject: `evidence ${item.id}`, details: { check: task.id, path: item.path, ...found, expectedSha256: item.sha256, expectedModified: item.mtimeNs } }, at);
        }
      }
    });
    control.onChecked?.(waiting.map(({ item }) => item.id));
    waiting = [];
    since = performance.now();
  }

  let listing: Listing | null = null;
  try {
    listing = await compareListing(database, session.paths.folder, task, signal);
    for (let page = nextItems(database, task, 0); page.length > 0 && !isAborted(); page = nextItems(database, task, page.at(-1)?.id ?? 0)) {
      for (const item of page) {
        waiting.push({ item, found: await checkFile(item, signal), at: new Date().toISOString() });
        done += 1;
        if (waiting.length >= BATCH || performance.now() - since > BATCH_MILLISECONDS) commit();
        control.onProgress?.(Math.min(done, task.total), task.total);
        if (isAborted()) break;
      }
    }
  } catch (error) {
    if (!isAborted()) {
      commit();
      endCheck(session, task.id, 'interrupted', { ...counts, ...scopeCounts(database, task.ids), listing }, digest.end());
      throw error;
    }
  }
  commit();
  const status = isAborted() ? 'cancelled' : 'finished';
  const summary: CheckSummary = { ...counts, ...scopeCounts(database, task.ids), listing: status === 'finished' ? listing : null };
  endCheck(session, task.id, status, summary, digest.end());
  return { id: task.id, status, ...summary };
}

/** Closes checks whose process ended; what they found stays. Returns their ids. */
export function closeAbandonedChecks(session: Session): readonly number[] {
  return runningChecks(session.database).map(({ id }) => {
    const summary: CheckSummary = { ...countCheck(session.database, id), withoutDigest: 0, single: 0, listing: null };
    endCheck(session, id, 'interrupted', summary, digestOfItems(session.database, id));
    return id;
  });
}

/** Whether a check found something that is not as it was at intake, a modification time included. */
export function isDifference({ outcome, modifiedUnchanged }: Pick<CheckedFile, 'outcome' | 'modifiedUnchanged'>): boolean {
  return outcome !== 'unchanged' || modifiedUnchanged === false;
}

function endCheck({ database, actor }: Session, id: number, status: Exclude<CheckStatus, 'running'>, summary: CheckSummary, itemsSha256: string): void {
  inTransaction(database, () => {
    const at = new Date().toISOString();
    const digest = finishCheck(database, id, status, summary, itemsSha256, at);
    appendAudit(database, { actor, action: 'custody.check-ended', subject: `check ${id}`, details: { status, ...summary, digest } }, at);
  });
}

function chosenIds(database: ReadableDatabase, selection: ItemSelection): readonly number[] {
  const { sql, values } = selectionCondition(selection);
  return database.prepare<unknown[], number>(`SELECT evidence_id FROM evidence_item WHERE ${sql} ORDER BY evidence_id`).pluck().all(...values);
}

const WITHIN = 'AND id IN (SELECT value FROM json_each(?))';

function countWithDigest(database: ReadableDatabase, ids: readonly number[]): number {
  return database.prepare<[string], number>(`SELECT count(*) FROM evidence WHERE sha256 IS NOT NULL ${WITHIN}`).pluck().get(JSON.stringify(ids)) ?? 0;
}

function nextItems(database: ReadableDatabase, { ids }: CheckTask, afterId: number): readonly TakenIn[] {
  const columns = 'SELECT id, path_bytes AS pathBytes, path, size, CAST(mtime_ns AS TEXT) AS mtimeNs, sha256 FROM evidence WHERE sha256 IS NOT NULL AND id > ?';
  if (ids === null) return prepared<[number, number], TakenIn>(database, `${columns} ORDER BY id LIMIT ?`).all(afterId, PAGE);
  // Ids are in order: the page is what follows, so that a long list is not handed over whole each time.
  const from = ids.findIndex((id) => id > afterId);
  if (from === -1) return [];
  const page = prepared<[number, string, number], TakenIn>(database, `${columns} ${WITHIN} ORDER BY id LIMIT ?`).all(afterId, JSON.stringify(ids.slice(from, from + PAGE)), PAGE);
  const last = ids[Math.min(from + PAGE, ids.length) - 1] ?? afterId;
  return page.length > 0 || last >= (ids.at(-1) ?? 0) ? page : nextItems(database, { id: 0, author: '', total: 0, ids }, last);
}

function scopeCounts(database: ReadableDatabase, ids: readonly number[] | null): Pick<CheckSummary, 'withoutDigest' | 'single'> {
  const where = ids === null ? '1' : 'id IN (SELECT value FROM json_each(?))';
  const row = database
    .prepare<unknown[], Pick<CheckSummary, 'withoutDigest' | 'single'>>(`SELECT count(*) FILTER (WHERE sha256 IS NULL) AS withoutDigest, count(*) FILTER (WHERE root_id IS NULL) AS single FROM evidence WHERE ${where}`)
    .get(...(ids === null ? [] : [JSON.stringify(ids)]));
  return row ?? { withoutDigest: 0, single: 0 };
}
