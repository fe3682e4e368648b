import type { EvidenceFilter, JobFailure } from '../../contract/index.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import { EVIDENCE_COLUMNS, type EvidenceRow } from '../store/evidence.ts';
import { filterCondition } from '../store/itemFilter.ts';
import type { WorkList } from '../scan/workList.ts';

/** Items named one by one, or all that a filter finds. */
export type Selection = { readonly ids: readonly number[] } | { readonly filter: EvidenceFilter };
export type ItemOutcome = 'known' | 'analysed' | 'failed' | 'skipped';

/** What of a selection a job is for: everything, what waits, or what failed. */
export type Taken = 'any' | 'pending' | 'problems';

const TAKEN: Readonly<Record<Taken, string>> = { any: '1', pending: `status = 'pending'`, problems: `status IN ('failed', 'skipped')` };

/** Writes the chosen items of a job in one statement and returns how many there are. Ids that are no item of the case are left out. */
export function chooseItems(database: WritableDatabase, jobId: number, selection: Selection | null, taken: Taken): number {
  const insert = 'INSERT OR IGNORE INTO job_item (job_id, evidence_id) SELECT ?, evidence_id FROM evidence_item WHERE';
  if (selection === null) return prepared(database, `${insert} ${TAKEN[taken]}`).run(jobId).changes;
  if ('ids' in selection) return prepared(database, `${insert} ${TAKEN[taken]} AND evidence_id IN (SELECT value FROM json_each(?))`).run(jobId, JSON.stringify(selection.ids)).changes;
  const condition = filterCondition(selection.filter);
  return database.prepare(`${insert} ${TAKEN[taken]} AND ${condition.sql}`).run(jobId, ...condition.values).changes;
}

export function settleItem(database: WritableDatabase, jobId: number, evidenceId: number, outcome: ItemOutcome): void {
  prepared(database, 'UPDATE job_item SET outcome = ? WHERE job_id = ? AND evidence_id = ?').run(outcome, jobId, evidenceId);
}

/** All items of a job, those with an outcome, and those of them that failed. */
export function countItems(database: ReadableDatabase, jobId: number): { readonly total: number; readonly done: number; readonly failed: number } {
  const row = prepared<[number], { total: number; done: number; failed: number }>(database, `SELECT count(*) AS total, count(outcome) AS done, count(*) FILTER (WHERE outcome = 'failed') AS failed FROM job_item WHERE job_id = ?`).get(jobId);
  return row ?? { total: 0, done: 0, failed: 0 };
}

const WAITING = 'FROM job_item JOIN evidence ON evidence.id = evidence_id WHERE job_id = ? AND outcome IS NULL';

/** Items a job has not come to, by id, whatever is known of them. */
export function waitingItems(database: ReadableDatabase, jobId: number, afterId: number, limit: number): readonly EvidenceRow[] {
  return prepared<[number, number, number], EvidenceRow>(database, `SELECT ${EVIDENCE_COLUMNS} ${WAITING} AND evidence_id > ? ORDER BY evidence_id LIMIT ?`).all(jobId, afterId, limit);
}

/** The stages' view of the items a job has not come to. */
export function itemWork(database: ReadableDatabase, jobId: number): WorkList {
  const page = (condition: string) => (afterId: number, limit: number) =>
    prepared<[number, number, number], EvidenceRow>(database, `SELECT ${EVIDENCE_COLUMNS} ${WAITING} AND ${condition} AND evidence_id > ? ORDER BY evidence_id LIMIT ?`).all(jobId, afterId, limit);
  return {
    unread: () => prepared<[number], { files: number; bytes: number }>(database, `SELECT count(*) AS files, total(size) AS bytes ${WAITING} AND sha256 IS NULL`).get(jobId) ?? { files: 0, bytes: 0 },
    unreadPage: page('sha256 IS NULL'),
    unanalysed: (tileArea) =>
      prepared<[number, number], { files: number; tiles: number }>(database, `SELECT count(*) AS files, total(max(1.0, coalesce(pixels, 0) / ?)) AS tiles ${WAITING} AND sha256 IS NOT NULL`).get(tileArea, jobId) ?? { files: 0, tiles: 0 },
    unanalysedPage: page('sha256 IS NOT NULL'),
  };
}

const OF_JOB = `FROM failure JOIN run ON run.id = failure.run_id JOIN evidence ON evidence.id = failure.evidence_id
  WHERE run.job_id = ? AND failure.run_id = (SELECT max(later.run_id) FROM failure AS later JOIN run AS of_job ON of_job.id = later.run_id WHERE later.evidence_id = failure.evidence_id AND of_job.job_id = run.job_id)`;

/** What a job could not read or analyse, the newest reason of each file: failures first, then what was passed over. At most `limit`. */
export function jobFailures(database: ReadableDatabase, jobId: number, limit: number): readonly JobFailure[] {
  return prepared<[number, number], { evidenceId: number; path: string; status: 'failed' | 'skipped'; code: JobFailure['problem']['code']; message: string; at: string }>(
    database,
    `SELECT failure.evidence_id AS evidenceId, path, failure.status, code, message, failure.at ${OF_JOB} ORDER BY failure.status, path, failure.evidence_id LIMIT ?`,
  )
    .all(jobId, limit)
    .map(({ code, message, ...rest }) => ({ ...rest, problem: { code, message } }));
}

/** Files that failed in a job; those passed over are not counted. */
export function countFailures(database: ReadableDatabase, jobId: number): number {
  return prepared<[number], number>(database, `SELECT count(DISTINCT evidence_id) FROM failure JOIN run ON run.id = run_id WHERE job_id = ? AND failure.status = 'failed'`).pluck().get(jobId) ?? 0;
}
