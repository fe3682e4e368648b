import Database from 'better-sqlite3';
import { AppError } from '../../contract/index.ts';

declare const readable: unique symbol;
declare const writable: unique symbol;

/** A case database that may be read. Every reading function takes this, so that a viewer never needs the lock. */
export type ReadableDatabase = Database.Database & { readonly [readable]: true };

/** A case database whose holder also holds the case's lock. Writing functions take only this. */
export type WritableDatabase = ReadableDatabase & { readonly [writable]: true };

/** Opens a case database for reading; the file must exist. Errors: CASE_NOT_FOUND, CASE_CORRUPT. */
export function openReadable(path: string): ReadableDatabase {
  const database = openFile(path, { readonly: true, fileMustExist: true });
  return database as ReadableDatabase;
}

/**
 * Opens a case database for writing and creates it where there is none. Call only while holding the case's lock.
 * WAL lets viewers read during a scan; synchronous FULL makes a committed finding survive a power cut.
 */
export function openWritable(path: string): WritableDatabase {
  const database = openFile(path, {});
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('trusted_schema = OFF');
    database.function('fold', { deterministic: true }, (text) => (typeof text === 'string' ? foldText(text) : null));
  } catch (error) {
    database.close();
    throw asCaseError(path, error);
  }
  return database as WritableDatabase;
}

/** Text as the search compares it: composed and in lower case, in every script. In SQL of writers it is `fold`. */
export function foldText(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Runs `work` in one immediate transaction: all of it is committed or nothing is. */
export function inTransaction<T>(database: WritableDatabase, work: () => T): T {
  return database.inTransaction ? work() : database.transaction(work).immediate();
}

function openFile(path: string, options: Database.Options): Database.Database {
  try {
    const database = new Database(path, { timeout: 5000, ...options });
    database.pragma('schema_version');
    return database;
  } catch (error) {
    throw asCaseError(path, error);
  }
}

function asCaseError(path: string, error: unknown): unknown {
  const code = error instanceof Database.SqliteError ? error.code : '';
  if (code === 'SQLITE_CANTOPEN') return new AppError('CASE_NOT_FOUND', `The case database ${path} cannot be opened. Check the name and the permissions of the folder.`, { path }, error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new AppError('CASE_CORRUPT', `The case database ${path} is damaged. Restore it from a backup; the artifacts beside it are not affected.`, { path }, error);
  }
  return error;
}

const statements = new WeakMap<Database.Database, Map<string, Database.Statement>>();

/**
 * A statement compiled once for each database and kept: for statements that run for every file. Compiled ones live outside the
 * JavaScript heap, so that a million of them would fill memory before the collector took notice.
 */
export function prepared<Parameters extends unknown[] = unknown[], Row = unknown>(database: ReadableDatabase, sql: string): Database.Statement<Parameters, Row> {
  let known = statements.get(database);
  if (known === undefined) {
    known = new Map();
    statements.set(database, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    known.set(sql, statement);
  }
  return statement as Database.Statement<Parameters, Row>;
}
