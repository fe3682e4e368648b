import { AppError, type ErrorRecord, type Job, type JobKind, type JobStage, type JobStatus, type ScanSettings, scanSettingsSchema, stageProgressSchema } from '../../contract/index.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../store/database.ts';

/** A job as it is stored. */
export interface JobRow {
  readonly id: number;
  readonly kind: JobKind;
  readonly status: JobStatus;
  readonly subject: string;
  /** Absolute paths of an `add`; empty for the others. */
  readonly paths: readonly string[];
  readonly settings: ScanSettings | null;
  readonly stages: readonly JobStage[];
  /** Whether the list of what to work on is complete. */
  readonly listed: boolean;
  /** Files an `add` has read or given up so far. */
  readonly filesRead: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: Job['error'];
}

interface StoredRow extends Omit<JobRow, 'paths' | 'settings' | 'stages' | 'listed' | 'error'> {
  readonly paths: string | null;
  readonly settings: string | null;
  readonly stages: string;
  readonly listed: number;
  readonly errorCode: ErrorRecord['code'] | null;
  readonly errorMessage: string | null;
}

const COLUMNS = `id, kind, status, subject, paths, settings, stages, listed, files_read AS filesRead, created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt,
  error_code AS errorCode, error_message AS errorMessage`;

/** Error: ITEM_NOT_FOUND. */
export function readJob(database: ReadableDatabase, id: number): JobRow {
  const row = prepared<[number], StoredRow>(database, `SELECT ${COLUMNS} FROM job WHERE id = ?`).get(id);
  if (row === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no job ${id} in this case. Read the list of jobs again.`, { job: id });
  return fromStored(row);
}

/** Newest first. */
export function readJobs(database: ReadableDatabase): readonly JobRow[] {
  return prepared<[], StoredRow>(database, `SELECT ${COLUMNS} FROM job ORDER BY id DESC`).all().map(fromStored);
}

/** The job to take up next: one that was interrupted, then what adds evidence, then the rest in the order of their making. */
export function nextJob(database: ReadableDatabase): JobRow | undefined {
  const row = prepared<[], StoredRow>(database, `SELECT ${COLUMNS} FROM job WHERE status IN ('queued', 'interrupted') ORDER BY status = 'queued', kind <> 'add', id LIMIT 1`).get();
  return row === undefined ? undefined : fromStored(row);
}

export function insertJob(database: WritableDatabase, job: { readonly kind: JobKind; readonly subject: string; readonly paths: readonly string[] | null; readonly settings: ScanSettings | null; readonly author: string; readonly at: string }): number {
  const { lastInsertRowid } = prepared(database, `INSERT INTO job (kind, status, subject, paths, settings, created_by, created_at) VALUES (?, 'queued', ?, ?, ?, ?, ?)`)
    .run(job.kind, job.subject, job.paths === null ? null : JSON.stringify(job.paths), job.settings === null ? null : JSON.stringify(job.settings), job.author, job.at);
  return Number(lastInsertRowid);
}

/** Changes the status; the times follow from it. `error` is set for `failed` and cleared for everything else. */
export function setJobStatus(database: WritableDatabase, id: number, status: JobStatus, error: ErrorRecord | null = null): void {
  const now = new Date().toISOString();
  const ended = status === 'finished' || status === 'failed' || status === 'cancelled';
  prepared(database, 'UPDATE job SET status = ?, started_at = CASE WHEN ? THEN coalesce(started_at, ?) ELSE started_at END, finished_at = ?, error_code = ?, error_message = ? WHERE id = ?')
    .run(status, status === 'running' ? 1 : 0, now, ended ? now : null, error?.code ?? null, error?.message ?? null, id);
}

export function setJobStages(database: WritableDatabase, id: number, stages: readonly JobStage[]): void {
  prepared(database, 'UPDATE job SET stages = ? WHERE id = ?').run(JSON.stringify(stages), id);
}

/** Notes that the list of what to work on is complete, and what it comes to in words. */
export function setJobListed(database: WritableDatabase, id: number, subject?: string): void {
  prepared(database, 'UPDATE job SET listed = 1, subject = coalesce(?, subject) WHERE id = ?').run(subject ?? null, id);
}

/** Counts one more file an `add` has read or given up; in the transaction that commits it. */
export function countFileRead(database: WritableDatabase, id: number): void {
  prepared(database, 'UPDATE job SET files_read = files_read + 1 WHERE id = ?').run(id);
}

/** Newest run of a job, or null. */
export function lastRunOf(database: ReadableDatabase, jobId: number): number | null {
  return prepared<[number], number | null>(database, 'SELECT max(id) FROM run WHERE job_id = ?').pluck().get(jobId) ?? null;
}

function fromStored(row: StoredRow): JobRow {
  const { errorCode, errorMessage, ...plain } = row;
  return {
    ...plain,
    paths: row.paths === null ? [] : (JSON.parse(row.paths) as string[]),
    settings: row.settings === null ? null : scanSettingsSchema.parse(JSON.parse(row.settings)),
    stages: stageProgressSchema.array().parse(JSON.parse(row.stages)),
    listed: row.listed === 1,
    error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
  };
}
