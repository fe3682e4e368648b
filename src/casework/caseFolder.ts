import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../contract/index.ts';
import { appendAudit, readHead } from './audit/chain.ts';
import { acquireLock, type CaseLock, userName } from './caseLock.ts';
import { caseSlug } from './caseNames.ts';
import { type CaseDetails, type CaseRecord, insertCase, readCase, updateCaseDetails, updateCaseStatus } from './store/cases.ts';
import { inTransaction, openReadable, openWritable, type ReadableDatabase, type WritableDatabase } from './store/database.ts';
import { migrate, requireCurrentSchema } from './store/migrate.ts';
import { markAbandonedRuns } from './store/runs.ts';

export interface CasePaths {
  readonly folder: string;
  readonly database: string;
  readonly lock: string;
  readonly artifacts: string;
  readonly reports: string;
  readonly headFile: string;
}

/** A case opened for writing; holds the lock until `close`. */
export interface CaseSession {
  readonly slug: string;
  readonly paths: CasePaths;
  readonly database: WritableDatabase;
  /** Whom the audit log names: account and machine. */
  readonly actor: string;
  readonly close: () => Promise<void>;
}

/** A case opened for looking only; takes no lock, also works while a scan runs. */
export interface CaseView {
  readonly slug: string;
  readonly paths: CasePaths;
  readonly database: ReadableDatabase;
  readonly close: () => void;
}

export interface OpenOptions {
  /** `create` makes the case when it is not there; `existing` throws CASE_NOT_FOUND; `new` throws CASE_EXISTS. */
  readonly mode: 'create' | 'existing' | 'new';
  readonly details?: CaseDetails;
}

export function casePaths(casesFolder: string, slug: string): CasePaths {
  const folder = resolve(casesFolder, slug);
  return {
    folder,
    database: join(folder, 'case.sqlite'),
    lock: join(folder, 'case.lock'),
    artifacts: join(folder, 'artifacts'),
    reports: join(folder, 'reports'),
    headFile: join(folder, 'audit-head.json'),
  };
}

/**
 * Opens `name` below `casesFolder` for writing, brings its schema up to date (backup first) and notes in the audit log what a
 * process that died left behind. Errors: CASE_INVALID_NAME, CASE_NOT_FOUND, CASE_EXISTS, CASE_IN_USE, CASE_NEWER, CASE_CORRUPT.
 */
export async function openCase(casesFolder: string, name: string, options: OpenOptions): Promise<CaseSession> {
  const slug = caseSlug(name);
  const paths = casePaths(casesFolder, slug);
  const exists = existsSync(paths.database);
  if (!exists && options.mode === 'existing') throw caseNotFound(casesFolder, slug);
  if (exists && options.mode === 'new') throw new AppError('CASE_EXISTS', `There is already a case "${slug}" in ${resolve(casesFolder)}. Choose another name or open that one.`, { slug });
  await mkdir(paths.artifacts, { recursive: true });
  await mkdir(paths.reports, { recursive: true });
  const lock = acquireLock(paths.lock);
  const opened: WritableDatabase[] = [];
  try {
    const database = openWritable(paths.database);
    opened.push(database);
    const actor = `${userName()}@${hostname()}`;
    prepare({ database, slug, actor, lock, title: name, details: options.details });
    return { slug, paths, database, actor, close: () => closeSession(database, lock, paths) };
  } catch (error) {
    for (const database of opened) database.close();
    lock.release();
    throw error;
  }
}

/** Opens a case for looking. Errors: CASE_INVALID_NAME, CASE_NOT_FOUND, CASE_NEWER, CASE_CORRUPT. */
export function viewCase(casesFolder: string, name: string): CaseView {
  const slug = caseSlug(name);
  const paths = casePaths(casesFolder, slug);
  if (!existsSync(paths.database)) throw caseNotFound(casesFolder, slug);
  const database = openReadable(paths.database);
  try {
    requireCurrentSchema(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return { slug, paths, database, close: () => database.close() };
}

/** Slugs of the cases below a folder, sorted; empty where the folder is not there. */
export async function listCaseSlugs(casesFolder: string): Promise<readonly string[]> {
  if (!existsSync(casesFolder)) return [];
  const entries = await readdir(casesFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(casesFolder, entry.name, 'case.sqlite')))
    .map((entry) => entry.name)
    .toSorted();
}

/** Changes the case's record; the audit log keeps the old and the new value of each field. */
export function changeCaseDetails(session: CaseSession, details: CaseDetails): void {
  inTransaction(session.database, () => {
    const before = requireRecord(session.database, session.slug);
    const changes = Object.entries(details).filter(([field, value]) => value !== undefined && value !== before[field as keyof CaseDetails]);
    if (changes.length === 0) return;
    updateCaseDetails(session.database, details);
    appendAudit(session.database, {
      actor: session.actor,
      action: 'case.changed',
      subject: `case ${session.slug}`,
      details: Object.fromEntries(changes.map(([field, value]) => [field, { from: before[field as keyof CaseDetails], to: value }])),
    });
  });
}

/** Opens, closes or archives the case. */
export function changeCaseStatus(session: CaseSession, status: CaseRecord['status']): void {
  inTransaction(session.database, () => {
    const before = requireRecord(session.database, session.slug).status;
    if (before === status) return;
    updateCaseStatus(session.database, status);
    appendAudit(session.database, { actor: session.actor, action: 'case.status', subject: `case ${session.slug}`, details: { from: before, to: status } });
  });
}

/** Writes the end of the audit chain beside the database, so that a log cut off later is noticed. Temp file and rename. */
export async function recordAuditHead(database: ReadableDatabase, paths: CasePaths): Promise<void> {
  const head = readHead(database);
  if (head === undefined) return;
  const temporary = `${paths.headFile}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ ...head, recordedAt: new Date().toISOString() }, null, 2)}\n`, { flush: true });
  await rename(temporary, paths.headFile);
}

interface Preparation {
  readonly database: WritableDatabase;
  readonly slug: string;
  readonly actor: string;
  readonly lock: CaseLock;
  readonly title: string;
  readonly details: CaseDetails | undefined;
}

function prepare({ database, slug, actor, lock, title, details }: Preparation): void {
  const migration = migrate(database);
  inTransaction(database, () => {
    const subject = `case ${slug}`;
    if (readCase(database) === undefined) {
      const createdAt = new Date().toISOString();
      insertCase(database, slug, createdAt);
      updateCaseDetails(database, { title, ...details });
      appendAudit(database, { actor, action: 'case.created', subject, details: { ...readCase(database) } }, createdAt);
    } else if (migration.from !== migration.to) {
      appendAudit(database, { actor, action: 'case.migrated', subject, details: { ...migration } });
    }
    if (lock.recoveredFrom !== null) appendAudit(database, { actor, action: 'case.lock-recovered', subject, details: { ...lock.recoveredFrom } });
    for (const run of markAbandonedRuns(database)) {
      appendAudit(database, { actor, action: 'run.found-interrupted', subject: `run ${run}`, details: { reason: 'its process ended without closing the run' } });
    }
  });
}

async function closeSession(database: WritableDatabase, lock: CaseLock, paths: CasePaths): Promise<void> {
  if (!database.open) return;
  try {
    await recordAuditHead(database, paths);
    database.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    database.close();
    lock.release();
  }
}

function requireRecord(database: ReadableDatabase, slug: string): CaseRecord {
  const record = readCase(database);
  if (record === undefined) throw new AppError('CASE_CORRUPT', `Case "${slug}" has no record of itself. Restore its database from a backup.`, { slug });
  return record;
}

function caseNotFound(casesFolder: string, slug: string): AppError {
  return new AppError('CASE_NOT_FOUND', `There is no case "${slug}" in ${resolve(casesFolder)}. "palimpsest cases" lists them; --cases names another folder.`, { slug });
}
