import type { CaseSession } from '../caseFolder.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';
import { appendAudit, type AuditHead } from './chain.ts';

/**
 * Actions that leave what the case holds as it was: they look, export, report, or note that a process died. Every other action changes the case, one that
 * this release does not know among them. The extract states the end of the log at the last row that changed the case, so that looking at a case
 * does not change its extract.
 */
const LOOKING_ACTIONS: readonly string[] = ['item.viewed', 'case.lock-recovered'];
const LOOKING_GROUPS: readonly string[] = ['export.', 'report.'];

export function changesCase(action: string): boolean {
  return !LOOKING_ACTIONS.includes(action) && !LOOKING_GROUPS.some((group) => action.startsWith(group));
}

/** End of the log at the last row that changed the case, or undefined where there is none. */
export function lastChange(database: ReadableDatabase): AuditHead | undefined {
  const rows = database.prepare<[], AuditHead & { readonly action: string }>('SELECT sequence, hash, action FROM audit ORDER BY sequence DESC').iterate();
  for (const { sequence, hash, action } of rows) if (changesCase(action)) return { sequence, hash };
  return undefined;
}

/** Time within which opening the same item again is the same view, in milliseconds. */
export const VIEW_INTERVAL = 10 * 60 * 1000;
/** Rows at the end of the log in which an earlier view is looked for. */
const LOOKED_BACK = 5000;

/** Notes that an item was opened for review, once in ten minutes. Returns whether a row was written. */
export function recordView({ database, actor }: Pick<CaseSession, 'database' | 'actor'>, evidenceId: number, path: string, author: string, now: Date = new Date()): boolean {
  const subject = `evidence ${evidenceId}`;
  const since = new Date(now.getTime() - VIEW_INTERVAL).toISOString();
  const recent = prepared<[string, string, string]>(
    database,
    `SELECT 1 FROM audit WHERE sequence > (SELECT coalesce(max(sequence), 0) FROM audit) - ${LOOKED_BACK} AND action = 'item.viewed' AND subject = ? AND at > ? AND details ->> 'author' = ? LIMIT 1`,
  ).get(subject, since, author);
  if (recent !== undefined) return false;
  appendAudit(database, { actor, action: 'item.viewed', subject, details: { path, author } }, now.toISOString());
  return true;
}

/** Something that left the case: which formats, of how many items, with the SHA-256 of every file and of the extract they were made from. */
export interface Exported {
  readonly formats: readonly string[];
  readonly items: number;
  readonly folder: string;
  readonly extractSha256: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** Notes an export in the log; the row does not count as a change of the case. */
export function recordExport({ database, actor }: Pick<CaseSession, 'database' | 'actor'>, exported: Exported, author: string): AuditHead {
  return appendAudit(database, { actor, action: 'export.written', subject: exported.folder, details: { ...exported, author } });
}
