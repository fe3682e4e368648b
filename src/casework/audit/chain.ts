import { canonicalJson, sha256Of } from '../canonicalJson.ts';
import type { ReadableDatabase, WritableDatabase } from '../store/database.ts';
import { inTransaction, prepared } from '../store/database.ts';

/** `previous` of the first row. */
export const GENESIS = '0'.repeat(64);

export interface AuditRow {
  readonly sequence: number;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** Canonical JSON. */
  readonly details: string;
  readonly previous: string;
  readonly hash: string;
}

export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** SHA-256 over the canonical JSON of everything in the row but the hash itself. */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  const { sequence, at, actor, action, subject, details, previous } = row;
  return sha256Of(canonicalJson({ sequence, at, actor, action, subject, details, previous }));
}

/** Adds one row at the end of the chain; joins the caller's transaction where there is one. */
export function appendAudit(database: WritableDatabase, entry: AuditEntry, at: string = new Date().toISOString()): AuditHead {
  return inTransaction(database, () => {
    const last = readHead(database);
    const row = { sequence: (last?.sequence ?? 0) + 1, at, actor: entry.actor, action: entry.action, subject: entry.subject, details: canonicalJson(entry.details), previous: last?.hash ?? GENESIS };
    const hash = auditHash(row);
    prepared(database, 'INSERT INTO audit (sequence, at, actor, action, subject, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(row.sequence, row.at, row.actor, row.action, row.subject, row.details, row.previous, hash);
    prepared(database, 'INSERT INTO audit_head (id, sequence, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash').run(row.sequence, hash);
    return { sequence: row.sequence, hash };
  });
}

/** The end of the chain as recorded with the last row, or undefined while the log is empty. */
export function readHead(database: ReadableDatabase): AuditHead | undefined {
  return prepared<[], AuditHead>(database, 'SELECT sequence, hash FROM audit_head').get();
}
