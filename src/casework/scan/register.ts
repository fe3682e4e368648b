import type { ErrorCode } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import type { EvidenceEntry } from '../evidence/entry.ts';
import { displayPath } from '../evidence/pathText.ts';
import { inTransaction, prepared, type WritableDatabase } from '../store/database.ts';
import { type Failure, recordFailure } from '../store/evidence.ts';
import { findingIdFor } from '../store/findings.ts';
import type { StartedRun } from '../store/runs.ts';
import { isLasting } from './failures.ts';

/** What is to be done with an entry, or what is known of it already. */
export type Registered =
  | { readonly status: 'pending'; readonly id: number; readonly path: string }
  | { readonly status: 'known'; readonly id: number; readonly path: string; readonly findingId: number }
  | { readonly status: 'failed' | 'skipped'; readonly id: number; readonly path: string; readonly code: ErrorCode; readonly message: string };

export interface RegisterContext {
  readonly actor: string;
  readonly rootId: number | null;
  readonly run: StartedRun;
  readonly appVersion: string;
  readonly retryFailed: boolean;
}

interface ExistingRow {
  readonly id: number;
  readonly kind: string;
  readonly size: number;
  readonly mtimeNs: string;
  readonly sha256: string | null;
}

/** Writes a batch of directory entries as rows of evidence, in one transaction, and decides for each what is left to do. */
export function registerEntries(database: WritableDatabase, context: RegisterContext, entries: readonly EvidenceEntry[]): readonly Registered[] {
  return inTransaction(database, () => entries.map((entry) => registerEntry(database, context, entry)));
}

function registerEntry(database: WritableDatabase, context: RegisterContext, entry: EvidenceEntry): Registered {
  const path = displayPath(entry.pathBytes);
  const existing = prepared<[Buffer], ExistingRow>(database, 'SELECT id, kind, size, CAST(mtime_ns AS TEXT) AS mtimeNs, sha256 FROM evidence WHERE path_bytes = ?')
    .get(entry.pathBytes);
  const id = existing === undefined ? insertEntry(database, context, entry, path) : updateEntry(database, context, entry, existing);
  if (entry.reason !== null) return failed(database, context, id, path, entry.reason);
  if (existing?.sha256 !== undefined && existing.sha256 !== null && isUnchanged(existing, entry)) {
    const findingId = findingIdFor(database, id, existing.sha256, context.run.parametersSha256);
    if (findingId !== undefined) {
      prepared(database, `UPDATE evidence SET status = 'analysed' WHERE id = ?`).run(id);
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
  if (!isUnchanged(existing, entry)) {
    appendAudit(database, {
      actor: context.actor,
      action: 'evidence.changed',
      subject: `evidence ${existing.id}`,
      details: { path: displayPath(entry.pathBytes), from: { ...existing }, to: { kind: entry.kind, size: entry.size, mtimeNs: entry.mtimeNs.toString() } },
    });
    prepared(database, 'UPDATE evidence SET kind = ?, size = ?, mtime_ns = ?, facts = NULL, pixels = NULL, sha256 = NULL, md5 = NULL, sha1 = NULL, hashed_at = NULL WHERE id = ?')
      .run(entry.kind, entry.size, entry.mtimeNs, existing.id);
  }
  prepared(database, `UPDATE evidence SET status = 'pending', error_code = NULL, error_message = NULL, seen_run = ?, root_id = coalesce(?, root_id) WHERE id = ?`)
    .run(context.run.id, context.rootId, existing.id);
  return existing.id;
}

function isUnchanged(existing: ExistingRow, entry: EvidenceEntry): boolean {
  return existing.kind === entry.kind && existing.size === entry.size && existing.mtimeNs === entry.mtimeNs.toString();
}

/** The lasting reason an unchanged file failed for under the same parameters and release, in a run that was not itself at fault. */
function rememberedFailure(database: WritableDatabase, context: RegisterContext, id: number, entry: EvidenceEntry): Failure | undefined {
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
