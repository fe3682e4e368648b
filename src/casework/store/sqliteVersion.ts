import Database from 'better-sqlite3';

/** Version of the SQLite library in use. Throws where the native module does not load on this machine. */
export function sqliteVersion(): string {
  const database = new Database(':memory:');
  try {
    return database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? 'unknown';
  } finally {
    database.close();
  }
}
