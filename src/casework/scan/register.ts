import type { ErrorCode } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import type { EvidenceEntry } from '../evidence/entry.ts';
import { displayPath } from '../evidence/pathText.ts';
import { inTransaction, prepared, type WritableDatabase } from '../store/database.ts';
import { type EvidenceStatus, type Failure, recordAnalysed, recordFailure } from '../store/evidence.ts';
import { refreshItem } from '../store/item.ts';
import { findingIdFor } from '../store/findings.ts';
import type { StartedRun } from '../store/runs.ts';
import { isLasting } from './failures.ts';

/** What is to be done with an entry, or what is known of it already. */
export type Registered =
  | { readonly status: 'pending'; readonly id: number; readonly path: string }
  | { readonly status: 'kept'; readonly id: number; readonly path: string }
  | { readonly status: 'known'; readonly id: number; readonly path: string; readonly findingId: number }
  | { readonly status: 'failed' | 'skipped'; readonly id: number; readonly path: string; readonly code: ErrorCode; readonly message: string };

export interface RegisterContext {
  readonly actor: string;
  readonly rootId: number | null;
  readonly run: StartedRun;
  readonly appVersion: string;
  readonly retryFailed: boolean;
  /** Set for an intake without analysis: what is known of an unchanged file stays as it is. Files that failed in this job are not tried again. */
  readonly keepKnownOfJob?: number;
}

/** A file as the case knows it. */
interface FileState {
  readonly kind: string;
  readonly size: number;
  /** Nanoseconds since 1970, decimal digits. */
  readonly mtimeNs: string;
  readonly sha256: string | null;
}

interface ExistingRow extends FileState {
  readonly id: number;
  readonly status: EvidenceStatus;
  readonly errorCode: ErrorCode | null;
}

/** Writes a batch of directory entries as rows of evidence, in one transaction, and decides for each what is left to do. */
export function registerEntries(database: WritableDatabase, context: RegisterContext, entries: readonly EvidenceEntry[]): readonly Registered[] {
  return inTransaction(database, () => entries.map((entry) => registerEntry(database, context, entry)));
}

function registerEntry(database: WritableDatabase, context: RegisterContext, entry: EvidenceEntry): Registered {
  const path = displayPath(entry.pathBytes);
  const existing = prepared<[Buffer], ExistingRow>(database, 'SELECT id, kind, size, CAST(mtime_ns AS TEXT) AS mtimeNs, sha256, status, error_code AS errorCode FROM evidence WHERE path_bytes = ?')
    .get(entry.pathBytes);
  if (existing !== undefined && context.keepKnownOfJob !== undefined && entry.reason === null && isUnchanged(existing, entry) && isSettled(database, existing, context.keepKnownOfJob)) {
    prepared(database, 'UPDATE evidence SET seen_run = ?, root_id = coalesce(?, root_id) WHERE id = ?').run(context.run.id, context.rootId, existing.id);
    return { status: 'kept', id: existing.id, path };
  }
  const id = existing === undefined ? insertEntry(database, context, entry, path) : updateEntry(database, context, entry, existing);
  refreshItem(database, id);
  if (entry.reason !== null) return failed(database, context, id, path, entry.reason);
  if (existing?.sha256 !== undefined && existing.sha256 !== null && isUnchanged(existing, entry)) {
    const findingId = findingIdFor(database, id, existing.sha256, context.run.parametersSha256);
    if (findingId !== undefined) {
      recordAnalysed(database, id);
      return { status: 'known', id, path, findingId };
    }
  }
  const remembered = existing === undefined || context.retryFailed ? undefined : rememberedFailure(database, context, id, entry);
  return remembered === undefined ? { status: 'pending', id, path } : failed(database, context, id, path, remembered);
}

function insertEntry(database: WritableDatabase, context: RegisterContext, entry: EvidenceEntry, path: string): number {
  const { lastInsertRowid } = prepared(database, `INSERT INTO evidence (root_id, path_bytes, path, kind, size, mtime_ns, status, seen_run, added_at) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?)`)
    .run(context.rootId, entry.pathBytes, path, entry.kind, entry.size, entry.mtimeNs, context.run.id, new Date().toISOString());
  return Number(lastInsertRowid);
}

/** A file that is not as it was is analysed anew. The audit log keeps what it was; its old findings keep their own input digest. */
function updateEntry(database: WritableDatabase, context: RegisterContext, entry: EvidenceEntry, existing: ExistingRow): number {
  if (!isUnchanged(existing, entry)) recordChange(database, context.actor, existing, entry);
  prepared(database, `UPDATE evidence SET status = 'pending', error_code = NULL, error_message = NULL, seen_run = ?, root_id = coalesce(?, root_id) WHERE id = ?`)
    .run(context.run.id, context.rootId, existing.id);
  return existing.id;
}

/** Notes that a file is not as it was and forgets what was read of it. The caller's transaction holds both together. */
export function recordChange(database: WritableDatabase, actor: string, existing: FileState & { readonly id: number }, entry: EvidenceEntry): void {
  const { id, kind, size, mtimeNs, sha256 } = existing;
  appendAudit(database, {
    actor,
    action: 'evidence.changed',
    subject: `evidence ${id}`,
    details: { path: displayPath(entry.pathBytes), from: { id, kind, size, mtimeNs, sha256 }, to: { kind: entry.kind, size: entry.size, mtimeNs: entry.mtimeNs.toString() } },
  });
  prepared(database, `UPDATE evidence SET kind = ?, size = ?, mtime_ns = ?, facts = NULL, pixels = NULL, sha256 = NULL, md5 = NULL, sha1 = NULL, hashed_at = NULL,
      status = 'pending', error_code = NULL, error_message = NULL WHERE id = ?`)
    .run(entry.kind, entry.size, entry.mtimeNs, id);
  refreshItem(database, id);
}

/** Whether an intake has nothing left to do for an unchanged file. What failed for a passing reason is read again, but not twice in one job. */
function isSettled(database: WritableDatabase, existing: ExistingRow, jobId: number): boolean {
  if (existing.status === 'analysed') return true;
  if (existing.status === 'pending') return existing.sha256 !== null;
  if (existing.errorCode !== null && isLasting(existing.errorCode)) return true;
  return prepared<[number, number], number>(database, 'SELECT 1 FROM failure JOIN run ON run.id = run_id WHERE evidence_id = ? AND job_id = ?').pluck().get(existing.id, jobId) !== undefined;
}

export function isUnchanged(existing: FileState, entry: EvidenceEntry): boolean {
  return existing.kind === entry.kind && existing.size === entry.size && existing.mtimeNs === entry.mtimeNs.toString();
}

/** The lasting reason an unchanged file failed for under the same parameters and release, in a run that was not itself at fault. */
export function rememberedFailure(database: WritableDatabase, context: Pick<RegisterContext, 'run' | 'appVersion'>, id: number, entry: Pick<EvidenceEntry, 'size' | 'mtimeNs'>): Failure | undefined {
  const found = prepared<[number, string, string, number, bigint], Failure>(database, `SELECT failure.status, code, message FROM failure JOIN run ON run.id = run_id
       WHERE evidence_id = ? AND parameters_sha256 = ? AND app_version = ? AND run.status <> 'failed' AND size = ? AND mtime_ns = ? ORDER BY run_id DESC LIMIT 1`,
    )
    .get(id, context.run.parametersSha256, context.appVersion, entry.size, entry.mtimeNs);
  return found !== undefined && isLasting(found.code) ? found : undefined;
}

function failed(database: WritableDatabase, context: RegisterContext, id: number, path: string, failure: Failure): Registered {
  recordFailure(database, id, context.run.id, failure);
  return { ...failure, id, path };
}
