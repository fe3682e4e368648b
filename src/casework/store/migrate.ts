import { existsSync } from 'node:fs';
import { AppError } from '../../contract/index.ts';
import type { ReadableDatabase, WritableDatabase } from './database.ts';
import { inTransaction } from './database.ts';
import { MIGRATIONS, type Migration } from './migrations/all.ts';

export interface MigrationResult {
  readonly from: number;
  readonly to: number;
  /** Copy of the file as it was before, or null where nothing had to be changed or the file was new. */
  readonly backup: string | null;
}

/**
 * Brings a case database to the newest schema: a backup beside the file first, then every missing step in one transaction.
 * Errors: CASE_NEWER when the file was written by a later release; CASE_CORRUPT when foreign keys do not hold afterwards.
 */
export function migrate(database: WritableDatabase, migrations: readonly Migration[] = MIGRATIONS): MigrationResult {
  const from = schemaVersion(database);
  const to = migrations.at(-1)?.version ?? 0;
  refuseNewer(from, to);
  if (from === to) return { from, to, backup: null };
  const backup = from === 0 ? null : backUp(database, from);
  inTransaction(database, () => {
    for (const migration of migrations.filter((step) => step.version > from)) {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.version}`);
    }
    const broken = database.pragma('foreign_key_check') as readonly unknown[];
    if (broken.length > 0) throw new AppError('CASE_CORRUPT', `The case database refers to ${broken.length} rows that do not exist; it was left as it was.`, { broken: broken.length });
  });
  return { from, to, backup };
}

/** For readers, who cannot migrate. Errors: CASE_NEWER; CASE_CORRUPT with what to do when the file is of an older release. */
export function requireCurrentSchema(database: ReadableDatabase, migrations: readonly Migration[] = MIGRATIONS): void {
  const found = schemaVersion(database);
  const newest = migrations.at(-1)?.version ?? 0;
  refuseNewer(found, newest);
  if (found < newest) throw new AppError('CASE_CORRUPT', `The case was written by an older release (schema ${found}, this one uses ${newest}). Open it once for writing, for instance with "palimpsest scan"; it is backed up and brought up to date.`, { found, newest });
}

export function schemaVersion(database: ReadableDatabase): number {
  return database.pragma('user_version', { simple: true }) as number;
}

function refuseNewer(found: number, newest: number): void {
  if (found > newest) throw new AppError('CASE_NEWER', `The case was written by a newer release (schema ${found}, this one knows up to ${newest}). Install that release to open it.`, { found, newest });
}

/** VACUUM INTO writes a whole, consistent copy, whatever still sits in the write-ahead log. */
function backUp(database: WritableDatabase, from: number): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  let path = `${database.name}.schema-${from}.${stamp}.bak`;
  for (let attempt = 1; existsSync(path); attempt += 1) path = `${database.name}.schema-${from}.${stamp}.${attempt}.bak`;
  database.prepare('VACUUM INTO ?').run(path);
  return path;
}
