import type { AnalysisOptions, ErrorCode, Reproducibility } from '../../contract/index.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';

export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

export interface NewRun {
  readonly rootId: number | null;
  readonly modelId: string;
  readonly modelSha256: string;
  readonly options: AnalysisOptions;
  readonly appVersion: string;
  readonly startedAt: string;
  /** Set for a run of a job of the workbench: which, the run of the same job it carries on, and whether it only reads files (then `modelId` and `modelSha256` are empty). */
  readonly job?: { readonly id: number; readonly kind: 'scan' | 'intake'; readonly resumes: number | null };
}

/** What decides whether an earlier finding can stand for a new one: the weights and the options, nothing else. */
export function parametersDigest(run: Pick<NewRun, 'modelId' | 'modelSha256' | 'options'>): string {
  return digestOf({ modelId: run.modelId, modelSha256: run.modelSha256, options: run.options });
}

export interface StartedRun {
  readonly id: number;
  readonly parametersSha256: string;
  /** Earlier interrupted run with the same parameters and root that this one carries on, or null. */
  readonly resumes: number | null;
}

export function insertRun(database: WritableDatabase, run: NewRun): StartedRun {
  const parametersSha256 = parametersDigest(run);
  const resumesRun = run.job === undefined ? interruptedRun(database, parametersSha256, run.rootId) : run.job.resumes;
  const { lastInsertRowid } = database
    .prepare(`INSERT INTO run (root_id, model_id, model_sha256, options, parameters_sha256, app_version, started_at, status, resumes_run, kind, job_id) VALUES (?, ?, ?, ?, ?, ?, ?, 'running', ?, ?, ?)`)
    .run(run.rootId, run.modelId, run.modelSha256, canonicalJson(run.options), parametersSha256, run.appVersion, run.startedAt, resumesRun, run.job?.kind ?? 'scan', run.job?.id ?? null);
  return { id: Number(lastInsertRowid), parametersSha256, resumes: resumesRun };
}

function interruptedRun(database: ReadableDatabase, parametersSha256: string, rootId: number | null): number | null {
  const last = database
    .prepare<[string, number | null], { id: number; status: RunStatus }>('SELECT id, status FROM run WHERE parameters_sha256 = ? AND root_id IS ? AND job_id IS NULL ORDER BY id DESC LIMIT 1')
    .get(parametersSha256, rootId);
  return last?.status === 'interrupted' || last?.status === 'failed' ? last.id : null;
}

/** Fills in what is only known once the engine has answered; the first answer counts. */
export function recordRunEnvironment(database: WritableDatabase, runId: number, record: Reproducibility): void {
  database
    .prepare('UPDATE run SET provider = ?, provider_reason = ?, versions = ?, platform = ? WHERE id = ? AND provider IS NULL')
    .run(record.provider, record.providerReason, canonicalJson(record.versions), record.platform, runId);
}

export function finishRun(database: WritableDatabase, runId: number, status: Exclude<RunStatus, 'running'>, error: { readonly code: ErrorCode; readonly message: string } | null): void {
  database
    .prepare('UPDATE run SET status = ?, finished_at = ?, error_code = ?, error_message = ? WHERE id = ?')
    .run(status, new Date().toISOString(), error?.code ?? null, error?.message ?? null, runId);
}

/** Runs still marked as running belong to a process that is gone, since we hold the lock. Returns their ids. */
export function markAbandonedRuns(database: WritableDatabase): readonly number[] {
  return database.prepare<[], { id: number }>(`UPDATE run SET status = 'interrupted' WHERE status = 'running' RETURNING id`).all().map((row) => row.id);
}

export interface RunRow {
  readonly id: number;
  readonly rootPath: string | null;
  readonly modelId: string;
  readonly modelSha256: string;
  readonly options: string;
  readonly parametersSha256: string;
  readonly appVersion: string;
  readonly provider: string | null;
  readonly providerReason: string | null;
  readonly versions: string | null;
  readonly platform: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly status: RunStatus;
  readonly resumesRun: number | null;
}

const RUN_COLUMNS = `run.id, evidence_root.path AS rootPath, model_id AS modelId, model_sha256 AS modelSha256, options, parameters_sha256 AS parametersSha256, app_version AS appVersion,
  provider, provider_reason AS providerReason, versions, platform, started_at AS startedAt, finished_at AS finishedAt, status, resumes_run AS resumesRun`;

/** Newest first. */
export function readRuns(database: ReadableDatabase): readonly RunRow[] {
  return database.prepare<[], RunRow>(`SELECT ${RUN_COLUMNS} FROM run LEFT JOIN evidence_root ON evidence_root.id = root_id ORDER BY run.id DESC`).all();
}
