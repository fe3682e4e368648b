import { type ErrorRecord, type Explanation, explanationContentSchema, type ExplanationContent, type Measurement, measurementSchema, type PromptVariant } from '../../../contract/index.ts';
import { canonicalJson } from '../../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../../store/database.ts';
import type { Answered, Explained } from '../types.ts';
import { digestOfRow } from './digest.ts';
import { explanationPictures } from './pictureRows.ts';
import { insertStatements, readStatements } from './statementRows.ts';

/** A row of the table as it is stored; JSON in text. */
export interface ExplanationRow {
  readonly id: number;
  readonly evidenceId: number;
  readonly findingId: number;
  readonly kind: Explanation['kind'];
  readonly variant: PromptVariant;
  readonly batch: number | null;
  readonly status: Explanation['status'];
  readonly author: string;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly serverOrigin: string | null;
  readonly serverRemote: number | null;
  readonly serverModel: string | null;
  readonly promptVersion: number | null;
  readonly measurement: string | null;
  readonly answered: string | null;
  readonly content: string | null;
  readonly notes: string;
  readonly errorCode: ErrorRecord['code'] | null;
  readonly errorMessage: string | null;
  readonly digest: string | null;
}

const COLUMNS = `id, evidence_id AS evidenceId, finding_id AS findingId, kind, variant, batch, status, author, created_at AS createdAt, finished_at AS finishedAt, server_origin AS serverOrigin,
  server_remote AS serverRemote, server_model AS serverModel, prompt_version AS promptVersion, measurement, answered, content, notes, error_code AS errorCode, error_message AS errorMessage, digest`;

export type NewExplanation = Pick<Explanation, 'evidenceId' | 'findingId' | 'kind' | 'variant' | 'batch' | 'author' | 'createdAt' | 'server'> & { readonly promptVersion: number | null };

/** Adds a running explanation and returns its id. */
export function insertExplanation(database: WritableDatabase, { evidenceId, findingId, kind, variant, batch, author, createdAt, server, promptVersion }: NewExplanation): number {
  const { lastInsertRowid } = prepared(
    database,
    `INSERT INTO explanation (evidence_id, finding_id, kind, variant, batch, status, author, created_at, server_origin, server_remote, server_model, prompt_version) VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?, ?)`,
  ).run(evidenceId, findingId, kind, variant, batch, author, createdAt, server?.origin ?? null, server === null ? null : Number(server.remote), server?.model ?? null, promptVersion);
  return Number(lastInsertRowid);
}

/** Names the model of a running explanation once it is known which one answers. */
export function setModel(database: WritableDatabase, id: number, model: string): void {
  prepared(database, 'UPDATE explanation SET server_model = ? WHERE id = ?').run(model, id);
}

/** How a run ended. */
export interface Ending {
  readonly status: Exclude<Explanation['status'], 'running'>;
  readonly measurement: Measurement | null;
  readonly answered: Answered | null;
  readonly explained: Explained | null;
  readonly notes: readonly string[];
  readonly error: ErrorRecord | null;
}

/** Writes the end of a running explanation with its statements and returns the digest of all of it. The caller's transaction holds them together. */
export function finishExplanation(database: WritableDatabase, id: number, ending: Ending, finishedAt: string): string {
  insertStatements(database, id, ending.explained?.statements ?? []);
  const before = requireRow(database, id);
  const row: ExplanationRow = {
    ...before,
    status: ending.status,
    finishedAt,
    measurement: jsonOrNull(ending.measurement),
    answered: jsonOrNull(ending.answered),
    content: jsonOrNull(ending.explained?.content ?? null),
    notes: canonicalJson(ending.notes),
    errorCode: ending.error?.code ?? null,
    errorMessage: ending.error?.message ?? null,
  };
  const digest = digestOfRow(database, row);
  prepared(database, 'UPDATE explanation SET status = ?, finished_at = ?, measurement = ?, answered = ?, content = ?, notes = ?, error_code = ?, error_message = ?, digest = ? WHERE id = ?')
    .run(row.status, row.finishedAt, row.measurement, row.answered, row.content, row.notes, row.errorCode, row.errorMessage, digest, id);
  return digest;
}

export function readRow(database: ReadableDatabase, id: number): ExplanationRow | undefined {
  return prepared<[number], ExplanationRow>(database, `SELECT ${COLUMNS} FROM explanation WHERE id = ?`).get(id);
}

export function requireRow(database: ReadableDatabase, id: number): ExplanationRow {
  const row = readRow(database, id);
  if (row === undefined) throw new Error(`explanation ${id} has no row`);
  return row;
}

/** Newest first. */
export function rowsOfItem(database: ReadableDatabase, evidenceId: number): readonly ExplanationRow[] {
  return prepared<[number], ExplanationRow>(database, `SELECT ${COLUMNS} FROM explanation WHERE evidence_id = ? ORDER BY id DESC`).all(evidenceId);
}

export function rowsOfBatch(database: ReadableDatabase, batch: number): readonly ExplanationRow[] {
  return prepared<[number], ExplanationRow>(database, `SELECT ${COLUMNS} FROM explanation WHERE batch = ? ORDER BY id`).all(batch);
}

export function runningRows(database: ReadableDatabase): readonly ExplanationRow[] {
  return prepared<[], ExplanationRow>(database, `SELECT ${COLUMNS} FROM explanation WHERE status = 'running' ORDER BY id`).all();
}

/** The finished explanation of a finding by measurement alone, or undefined. */
export function measuredRow(database: ReadableDatabase, findingId: number): ExplanationRow | undefined {
  return prepared<[number], ExplanationRow>(database, `SELECT ${COLUMNS} FROM explanation WHERE finding_id = ? AND kind = 'measured'`).get(findingId);
}

/** A number that no batch has yet. */
export function nextBatch(database: ReadableDatabase): number {
  return (prepared<[], number | null>(database, 'SELECT max(batch) FROM explanation').pluck().get() ?? 0) + 1;
}

/** A row as the contract shows it, with statements, decisions and pictures. `progress` is known only while it runs. */
export function explanationOf(database: ReadableDatabase, row: ExplanationRow, progress: Explanation['progress'] = null): Explanation {
  const { id, evidenceId, findingId, kind, variant, batch, status, author, createdAt, finishedAt } = row;
  return {
    id, evidenceId, findingId, kind, variant, batch, status, author, createdAt, finishedAt,
    progress: status === 'running' ? progress : null,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    server: row.serverOrigin === null ? null : { origin: row.serverOrigin, remote: row.serverRemote === 1, model: row.serverModel ?? '' },
    pictures: [...explanationPictures(database, id)],
    measurement: measurementOf(row),
    content: contentOf(row),
    statements: [...readStatements(database, id)],
    notes: JSON.parse(row.notes) as string[],
  };
}

export function measurementOf(row: ExplanationRow): Measurement | null {
  return row.measurement === null ? null : measurementSchema.parse(JSON.parse(row.measurement));
}

function contentOf(row: ExplanationRow): ExplanationContent | null {
  return row.content === null ? null : explanationContentSchema.parse(JSON.parse(row.content));
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : canonicalJson(value);
}
