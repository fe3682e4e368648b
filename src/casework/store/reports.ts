import { AppError, type ErrorCode, isErrorCode, type ReportFields, reportFieldsSchema, type ReportRow } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { canonicalJson, digestOf } from '../canonicalJson.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction, prepared, type ReadableDatabase, type WritableDatabase } from './database.ts';

/** A row of the table as it is stored; JSON in text. */
export interface ReportRecord {
  readonly id: number;
  readonly reportId: string;
  readonly version: number;
  readonly status: ReportRow['status'];
  readonly template: ReportRow['template'];
  readonly fields: string;
  readonly items: number;
  readonly author: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly extractSha256: string | null;
  readonly files: string;
  readonly signed: number;
  readonly pages: number | null;
  readonly progress: string | null;
  readonly errorCode: ErrorCode | null;
  readonly errorMessage: string | null;
  readonly digest: string | null;
}

const COLUMNS = `id, report_id AS reportId, version, status, template, fields, items, author, created_at AS createdAt, finished_at AS finishedAt, extract_sha256 AS extractSha256, files, signed, pages,
  progress, error_code AS errorCode, error_message AS errorMessage, digest`;

type Session = Pick<CaseSession, 'database' | 'actor'>;

export interface NewReport {
  readonly reportId: string;
  readonly fields: ReportFields;
  /** How many were chosen, and in words. */
  readonly items: number;
  readonly selection: string;
  readonly final: boolean;
  readonly author: string;
}

/** Adds a running report under the next version of its id, with a line in the audit log. */
export function insertReport({ database, actor }: Session, report: NewReport): ReportRow {
  const { reportId, fields, items, selection, final, author } = report;
  return inTransaction(database, () => {
    const at = new Date().toISOString();
    const version = (prepared<[string], number | null>(database, 'SELECT max(version) FROM report WHERE report_id = ?').pluck().get(reportId) ?? 0) + 1;
    const { lastInsertRowid } = prepared(database, `INSERT INTO report (report_id, version, status, template, fields, items, author, created_at) VALUES (?, ?, 'running', ?, ?, ?, ?, ?)`)
      .run(reportId, version, fields.template, canonicalJson(fields), items, author, at);
    const id = Number(lastInsertRowid);
    appendAudit(database, { actor, action: 'report.started', subject: `report ${id}`, details: { reportId, version, template: fields.template, final, items, selection, author } }, at);
    return readReport(database, id);
  });
}

/** How far a running report is. Not logged. */
export function setReportProgress(database: WritableDatabase, id: number, progress: ReportRow['progress']): void {
  prepared(database, 'UPDATE report SET progress = ? WHERE id = ?').run(progress === null ? null : canonicalJson(progress), id);
}

export type ReportEnding =
  | { readonly status: 'draft' | 'final'; readonly extractSha256: string; readonly files: ReportRow['files']; readonly signed: boolean; readonly pages: number | null }
  | { readonly status: 'failed'; readonly problem: { readonly code: ErrorCode; readonly message: string } };

/** Closes a running report for good: its row, and its digest and files in the audit log, together. */
export function finishReport({ database, actor }: Session, id: number, ending: ReportEnding): ReportRow {
  return inTransaction(database, () => {
    const before = requireRecord(database, id);
    const finishedAt = new Date().toISOString();
    const made = ending.status === 'failed' ? { extractSha256: before.extractSha256, files: [], signed: false, pages: null } : ending;
    const problem = ending.status === 'failed' ? ending.problem : null;
    const row: ReportRecord = {
      ...before,
      status: ending.status, finishedAt, progress: null, extractSha256: made.extractSha256, files: canonicalJson(made.files), signed: Number(made.signed), pages: made.pages,
      errorCode: problem?.code ?? null, errorMessage: problem?.message ?? null,
    };
    const digest = digestOfReport(row);
    prepared(database, 'UPDATE report SET status = ?, finished_at = ?, progress = NULL, extract_sha256 = ?, files = ?, signed = ?, pages = ?, error_code = ?, error_message = ?, digest = ? WHERE id = ?')
      .run(row.status, finishedAt, row.extractSha256, row.files, row.signed, row.pages, row.errorCode, row.errorMessage, digest, id);
    const details = { reportId: row.reportId, version: row.version, status: row.status, extractSha256: row.extractSha256, files: made.files, signed: made.signed, ...(problem === null ? {} : { problem }), digest };
    appendAudit(database, { actor, action: ending.status === 'failed' ? 'report.failed' : 'report.finished', subject: `report ${id}`, details }, finishedAt);
    return readReport(database, id);
  });
}

/** Closes what a process that ended left running. Returns their ids. */
export function closeAbandonedReports(session: Session): readonly number[] {
  const ids = prepared<[], number>(session.database, `SELECT id FROM report WHERE status = 'running' ORDER BY id`).pluck().all();
  for (const id of ids) finishReport(session, id, { status: 'failed', problem: { code: 'CANCELLED', message: 'Palimpsest ended while this report was being made. Make it again.' } });
  return ids;
}

/** Newest first. */
export function readReports(database: ReadableDatabase): readonly ReportRow[] {
  return prepared<[], ReportRecord>(database, `SELECT ${COLUMNS} FROM report ORDER BY id DESC`).all().map(asRow);
}

/** Error: ITEM_NOT_FOUND. */
export function readReport(database: ReadableDatabase, id: number): ReportRow {
  return asRow(requireRecord(database, id));
}

/** Rows as they are stored, oldest first. */
export function reportRecords(database: ReadableDatabase): readonly ReportRecord[] {
  return prepared<[], ReportRecord>(database, `SELECT ${COLUMNS} FROM report ORDER BY id`).all();
}

/** SHA-256 over everything a finished row holds but its id and the digest itself. */
export function digestOfReport({ id: _id, digest: _digest, ...content }: ReportRecord): string {
  return digestOf(content);
}

/** The form as it was left, or null. */
export function readDraft(database: ReadableDatabase): ReportFields | null {
  const fields = prepared<[], string>(database, 'SELECT fields FROM report_draft').pluck().get();
  return fields === undefined ? null : reportFieldsSchema.parse(JSON.parse(fields));
}

/** Keeps the form; nothing of it is reported yet, so it is not logged. */
export function saveDraft(database: WritableDatabase, fields: ReportFields, author: string): void {
  prepared(database, 'INSERT INTO report_draft (id, fields, author, at) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET fields = excluded.fields, author = excluded.author, at = excluded.at')
    .run(canonicalJson(fields), author, new Date().toISOString());
}

function requireRecord(database: ReadableDatabase, id: number): ReportRecord {
  const row = prepared<[number], ReportRecord>(database, `SELECT ${COLUMNS} FROM report WHERE id = ?`).get(id);
  if (row === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no report ${id} in this case. Reload the list of reports.`, { report: id });
  return row;
}

function asRow(record: ReportRecord): ReportRow {
  const { id, reportId, version, status, template, items, author, createdAt, extractSha256, pages, errorCode } = record;
  return {
    id, reportId, version, status, template, items, author, createdAt, extractSha256, pages,
    fields: reportFieldsSchema.parse(JSON.parse(record.fields)),
    files: JSON.parse(record.files) as ReportRow['files'],
    signed: record.signed === 1,
    progress: record.progress === null ? null : (JSON.parse(record.progress) as ReportRow['progress']),
    problem: errorCode === null ? null : { code: isErrorCode(errorCode) ? errorCode : 'INTERNAL', message: record.errorMessage ?? '' },
  };
}
