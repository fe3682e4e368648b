import type { Consent } from '../../../contract/index.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../../store/database.ts';

/** The newest word on an origin, or null where there was none. */
export function standingConsent(database: ReadableDatabase, origin: string): Consent | null {
  const row = prepared<[string], Omit<Consent, 'given'> & { given: number }>(database, 'SELECT origin, given, reason, author, at FROM consent WHERE origin = ? ORDER BY id DESC LIMIT 1').get(origin);
  return row === undefined ? null : { ...row, given: row.given === 1 };
}

export function insertConsent(database: WritableDatabase, { origin, given, reason, author, at }: Consent): void {
  prepared(database, 'INSERT INTO consent (origin, given, reason, author, at) VALUES (?, ?, ?, ?, ?)').run(origin, Number(given), reason, author, at);
}
