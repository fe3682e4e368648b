import type { ReadableDatabase, WritableDatabase } from './database.ts';

/** What an examiner writes on the cover of a case. Times are ISO 8601; unknown fields are empty. */
export interface CaseRecord {
  readonly slug: string;
  readonly number: string;
  readonly title: string;
  readonly examiner: string;
  readonly agency: string;
  readonly request: string;
  readonly question: string;
  readonly authority: string;
  readonly receivedFrom: string;
  readonly receivedAt: string;
  readonly notes: string;
  readonly status: 'open' | 'closed' | 'archived';
  readonly createdAt: string;
}

export type CaseDetails = Partial<Omit<CaseRecord, 'slug' | 'createdAt' | 'status'>>;

const COLUMNS = {
  number: 'number',
  title: 'title',
  examiner: 'examiner',
  agency: 'agency',
  request: 'request',
  question: 'question',
  authority: 'authority',
  receivedFrom: 'received_from',
  receivedAt: 'received_at',
  notes: 'notes',
} as const satisfies Record<keyof CaseDetails, string>;

export function insertCase(database: WritableDatabase, slug: string, createdAt: string): void {
  database.prepare('INSERT INTO case_record (id, slug, created_at) VALUES (1, ?, ?)').run(slug, createdAt);
}

/** The case's record, or undefined in a database that was never given one. */
export function readCase(database: ReadableDatabase): CaseRecord | undefined {
  return database
    .prepare<[], CaseRecord>(`SELECT slug, number, title, examiner, agency, request, question, authority, received_from AS receivedFrom, received_at AS receivedAt, notes, status, created_at AS createdAt FROM case_record`)
    .get();
}

/** Writes the given fields and leaves the others. */
export function updateCaseDetails(database: WritableDatabase, details: CaseDetails): void {
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = details[field as keyof CaseDetails];
    if (value !== undefined) database.prepare(`UPDATE case_record SET ${column} = ?`).run(value);
  }
}

export function updateCaseStatus(database: WritableDatabase, status: CaseRecord['status']): void {
  database.prepare('UPDATE case_record SET status = ?').run(status);
}
