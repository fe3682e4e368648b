import { type AuditEntry, AppError, type CaseOverview, type CaseSummary, toErrorRecord } from '../../contract/index.ts';
import { readHead } from '../audit/chain.ts';
import { type CasePaths, casePaths } from '../caseFolder.ts';
import { readCase } from '../store/cases.ts';
import { openReadable, prepared, type ReadableDatabase } from '../store/database.ts';
import { NEEDS_REVIEW } from '../store/itemFilter.ts';
import { schemaVersion } from '../store/migrate.ts';
import { MIGRATIONS } from '../store/migrations/all.ts';

/** First schema that knows the examiner's review. */
const REVIEW_SCHEMA = 4;

/** The cover of a case with its numbers. Error: CASE_CORRUPT. */
export function caseOverview(slug: string, paths: CasePaths, database: ReadableDatabase): CaseOverview {
  const record = readCase(database);
  if (record === undefined) throw new AppError('CASE_CORRUPT', `Case "${slug}" has no record of itself. Restore its database from a backup.`, { slug });
  const { slug: _slug, status, createdAt, ...details } = record;
  const counts = prepared<[], CaseOverview['counts']>(
    database,
    `SELECT count(*) AS items, count(*) FILTER (WHERE status = 'analysed') AS analysed, count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'failed') AS failed,
       count(*) FILTER (WHERE status = 'skipped') AS skipped, count(*) FILTER (WHERE ${NEEDS_REVIEW}) AS needReview, (SELECT count(*) FROM finding) AS findings,
       (SELECT count(*) FROM annotation WHERE deleted = 0) AS annotations FROM evidence_item`,
  ).get();
  if (counts === undefined) throw new Error('count(*) gave no row');
  const roots = prepared<[], CaseOverview['roots'][number]>(
    database,
    'SELECT id, path, (SELECT count(*) FROM evidence WHERE root_id = evidence_root.id) AS items, added_at AS addedAt FROM evidence_root ORDER BY id',
  ).all();
  return { slug, folder: paths.folder, status, createdAt, details, counts, roots, audit: readHead(database) ?? null };
}

/** Lines of the audit log before a sequence number, newest first. */
export function readAudit(database: ReadableDatabase, before: number | null, limit: number): AuditEntry[] {
  return prepared<[number, number], AuditEntry>(database, 'SELECT sequence, at, actor, action, subject, details, hash FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?')
    .all(before ?? Number.MAX_SAFE_INTEGER, limit);
}

/** One line of the list of cases, read without the lock. A case that cannot be read has the reason in `problem`; one of an older release is listed as it is. */
export function summariseCase(casesFolder: string, slug: string, openedAt: string | null, open: ReadableDatabase | null): CaseSummary {
  const empty = { slug, number: '', title: slug, examiner: '', status: 'open' as const, createdAt: '', openedAt, items: 0, needReview: 0, open: open !== null };
  try {
    const database = open ?? openReadable(casePaths(casesFolder, slug).database);
    try {
      return { ...empty, ...summaryOf(database, slug), problem: null };
    } finally {
      if (open === null) database.close();
    }
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    return { ...empty, problem: { code, message } };
  }
}

function summaryOf(database: ReadableDatabase, slug: string): Pick<CaseSummary, 'number' | 'title' | 'examiner' | 'status' | 'createdAt' | 'items' | 'needReview'> {
  const version = schemaVersion(database);
  const newest = MIGRATIONS.at(-1)?.version ?? 0;
  if (version > newest) throw new AppError('CASE_NEWER', 'The case was written by a newer release. Install that release to open it.', { found: version, newest });
  const record = readCase(database);
  if (record === undefined) throw new AppError('CASE_CORRUPT', `Case "${slug}" has no record of itself. Restore its database from a backup.`, { slug });
  const { number, title, examiner, status, createdAt } = record;
  const items = version < 2 ? 0 : (prepared<[], number>(database, 'SELECT count(*) FROM evidence').pluck().get() ?? 0);
  const needReview = version < REVIEW_SCHEMA ? items : (prepared<[], number>(database, `SELECT count(*) FROM evidence_item WHERE ${NEEDS_REVIEW}`).pluck().get() ?? 0);
  return { number, title: title === '' ? slug : title, examiner, status, createdAt, items, needReview };
}
