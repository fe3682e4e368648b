import type { ErrorCode, FileDigest, ImageFacts } from '../../contract/index.ts';
import { canonicalJson } from '../canonicalJson.ts';
import { displayPath } from '../evidence/pathText.ts';
import { refreshItem } from './item.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';

export type EvidenceStatus = 'pending' | 'analysed' | 'failed' | 'skipped';

export interface EvidenceRow {
  readonly id: number;
  readonly pathBytes: Buffer;
  readonly path: string;
  readonly kind: string;
  readonly size: number;
  /** Nanoseconds since 1970 as decimal digits: more than a double can hold. */
  readonly mtimeNs: string;
  /** JSON of ImageFacts, or null while unknown. */
  readonly facts: string | null;
  readonly pixels: number | null;
  readonly sha256: string | null;
  readonly md5: string | null;
  readonly sha1: string | null;
  readonly status: EvidenceStatus;
  readonly errorCode: ErrorCode | null;
  readonly errorMessage: string | null;
}

export const EVIDENCE_COLUMNS = `evidence.id, path_bytes AS pathBytes, path, kind, size, CAST(mtime_ns AS TEXT) AS mtimeNs, facts, pixels, sha256, md5, sha1,
  status, error_code AS errorCode, error_message AS errorMessage`;

/** Id of an evidence root; added when new. */
export function ensureRoot(database: WritableDatabase, pathBytes: Buffer, at: string): { readonly id: number; readonly added: boolean } {
  const found = prepared<[Buffer], { id: number }>(database, 'SELECT id FROM evidence_root WHERE path_bytes = ?').get(pathBytes);
  if (found !== undefined) return { id: found.id, added: false };
  const { lastInsertRowid } = prepared(database, 'INSERT INTO evidence_root (path_bytes, path, added_at) VALUES (?, ?, ?)').run(pathBytes, displayPath(pathBytes), at);
  return { id: Number(lastInsertRowid), added: true };
}

export function readEvidence(database: ReadableDatabase, id: number): EvidenceRow | undefined {
  return prepared<[number], EvidenceRow>(database, `SELECT ${EVIDENCE_COLUMNS} FROM evidence WHERE id = ?`).get(id);
}

/** Pending files of a run after `afterId`, at most `limit`; with or without a digest. */
export function pendingEvidence(database: ReadableDatabase, runId: number, hashed: boolean, afterId: number, limit: number): readonly EvidenceRow[] {
  return prepared<[number, number, number], EvidenceRow>(database, `SELECT ${EVIDENCE_COLUMNS} FROM evidence WHERE seen_run = ? AND status = 'pending' AND sha256 IS ${hashed ? 'NOT NULL' : 'NULL'} AND id > ? ORDER BY id LIMIT ?`,
    )
    .all(runId, afterId, limit);
}

export interface RunCounts {
  readonly total: number;
  readonly pending: number;
  readonly unhashed: number;
  readonly analysed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countRun(database: ReadableDatabase, runId: number): RunCounts {
  const row = prepared<[number], RunCounts>(database, `SELECT count(*) AS total, count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'pending' AND sha256 IS NULL) AS unhashed,
        count(*) FILTER (WHERE status = 'analysed') AS analysed, count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'skipped') AS skipped
       FROM evidence WHERE seen_run = ?`,
    )
    .get(runId);
  if (row === undefined) throw new Error('count(*) gave no row');
  return row;
}

/** Sums over the files a stage still has to do: `bytes` of those without digest, `tiles` (area over `tileArea`, at least 1 a file) of those with. */
export function pendingWork(database: ReadableDatabase, runId: number, tileArea: number): { readonly bytes: number; readonly tiles: number } {
  const row = prepared<[number, number], { bytes: number; tiles: number }>(database, `SELECT total(CASE WHEN sha256 IS NULL THEN size END) AS bytes, total(CASE WHEN sha256 IS NOT NULL THEN max(1.0, coalesce(pixels, 0) / ?) END) AS tiles
       FROM evidence WHERE seen_run = ? AND status = 'pending'`,
    )
    .get(tileArea, runId);
  return row ?? { bytes: 0, tiles: 0 };
}

/** Stores what a read pass found. `facts` may be missing when the file was read but not understood. */
export function recordIntake(database: WritableDatabase, id: number, digest: FileDigest | undefined, facts: ImageFacts | undefined): void {
  if (digest !== undefined) {
    prepared(database, 'UPDATE evidence SET sha256 = ?, md5 = ?, sha1 = ?, hashed_at = ? WHERE id = ?').run(digest.sha256, digest.md5, digest.sha1, new Date().toISOString(), id);
  }
  if (facts !== undefined) prepared(database, 'UPDATE evidence SET facts = ?, pixels = ? WHERE id = ?').run(canonicalJson(facts), facts.width * facts.height, id);
  refreshItem(database, id);
}

export function recordAnalysed(database: WritableDatabase, id: number): void {
  prepared(database, `UPDATE evidence SET status = 'analysed', error_code = NULL, error_message = NULL WHERE id = ?`).run(id);
  refreshItem(database, id);
}

export interface Failure {
  readonly status: 'failed' | 'skipped';
  readonly code: ErrorCode;
  readonly message: string;
}

/** Marks a file as one without finding in this run, with the reason. */
export function recordFailure(database: WritableDatabase, id: number, runId: number, failure: Failure): void {
  prepared(database, 'UPDATE evidence SET status = ?, error_code = ?, error_message = ? WHERE id = ?').run(failure.status, failure.code, failure.message, id);
  prepared(database, `INSERT INTO failure (evidence_id, run_id, status, code, message, size, mtime_ns, at) SELECT id, ?, ?, ?, ?, size, mtime_ns, ? FROM evidence WHERE id = ?
       ON CONFLICT (evidence_id, run_id) DO UPDATE SET status = excluded.status, code = excluded.code, message = excluded.message, at = excluded.at`,
    )
    .run(runId, failure.status, failure.code, failure.message, new Date().toISOString(), id);
  refreshItem(database, id);
}

/** Every row a run saw, by path. */
export function evidenceOfRun(database: ReadableDatabase, runId: number): readonly EvidenceRow[] {
  return prepared<[number], EvidenceRow>(database, `SELECT ${EVIDENCE_COLUMNS} FROM evidence WHERE seen_run = ? ORDER BY path, id`).all(runId);
}
