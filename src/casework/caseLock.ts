import { hostname, userInfo } from 'node:os';
import Database from 'better-sqlite3';
import { AppError } from '../contract/index.ts';

/**
 * One process writes a case at a time. The lock is an operating-system lock held on a small SQLite file: it vanishes with its
 * process, also after `kill -9`, so a dead holder never has to be guessed from a process number that may have been given out again.
 *
 * It holds between processes of ONE machine. On network file systems such locks cannot be relied on; therefore a case that another
 * machine left open is refused instead of taken over.
 */
export interface CaseLock {
  /** Who held the case and did not let go of it (crash, kill, power cut), or null. */
  readonly recoveredFrom: LockHolder | null;
  readonly release: () => void;
}

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

interface StoredHolder extends LockHolder {
  readonly token: string;
  readonly released: 0 | 1;
}

const ATTEMPTS = 20;

/** Takes the lock kept in `path` or throws CASE_IN_USE with who holds it and since when. */
export function acquireLock(path: string): CaseLock {
  const database = new Database(path, { timeout: 50 });
  try {
    database.pragma('journal_mode = DELETE');
    const token = crypto.randomUUID();
    let recoveredFrom: LockHolder | null = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      begin(database, path);
      database.exec('CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, user TEXT NOT NULL, since TEXT NOT NULL, released INTEGER NOT NULL) STRICT');
      const before = readHolder(database);
      // The row has to be committed so that others can read who we are; then the lock is taken again. Someone may have come between.
      if (before?.token === token) return { recoveredFrom, release: () => release(database, token) };
      if (before !== undefined && before.released === 0) {
        refuseOtherHost(before, path);
        recoveredFrom = publicPart(before);
      }
      database
        .prepare('INSERT INTO holder (id, token, pid, host, user, since, released) VALUES (1, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET token = excluded.token, pid = excluded.pid, host = excluded.host, user = excluded.user, since = excluded.since, released = 0')
        .run(token, process.pid, hostname(), userName(), new Date().toISOString());
      database.exec('COMMIT');
    }
    throw new AppError('CASE_IN_USE', 'Several processes are trying to open this case at once. Try again in a moment.');
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The account this process runs under; some containers have no name for it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function begin(database: Database.Database, path: string): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    if (!(error instanceof Database.SqliteError) || !error.code.startsWith('SQLITE_BUSY')) throw error;
    const holder = holderWhileLocked(database);
    throw new AppError('CASE_IN_USE', `${describe(holder)} is writing this case. Wait until it has finished, or end it, and try again.`, { lock: path, ...(holder === undefined ? {} : { holder }) }, error);
  }
}

function readHolder(database: Database.Database): StoredHolder | undefined {
  return database.prepare<[], StoredHolder>('SELECT token, pid, host, user, since, released FROM holder').get();
}

function holderWhileLocked(database: Database.Database): LockHolder | undefined {
  try {
    const holder = readHolder(database);
    return holder === undefined ? undefined : publicPart(holder);
  } catch {
    // The table may not be committed yet; the message then says "another process".
    return undefined;
  }
}

function publicPart({ pid, host, user, since }: LockHolder): LockHolder {
  return { pid, host, user, since };
}

function describe(holder: LockHolder | undefined): string {
  return holder === undefined ? 'Another process' : `${holder.user} on ${holder.host} (process ${holder.pid}, since ${holder.since})`;
}

function refuseOtherHost(holder: LockHolder, path: string): void {
  if (holder.host === hostname()) return;
  throw new AppError('CASE_IN_USE', `${describe(holder)} left this case open. Locks do not reach across machines: if nothing is running there, delete ${path} and try again.`, { lock: path, holder: publicPart(holder) });
}

function release(database: Database.Database, token: string): void {
  if (!database.open) return;
  database.prepare('UPDATE holder SET released = 1 WHERE token = ?').run(token);
  database.exec('COMMIT');
  database.close();
}
