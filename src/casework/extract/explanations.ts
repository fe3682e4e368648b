import type { ExtractExplanation } from '../../contract/index.ts';
import { readExchanges } from '../explain/store/exchangeRows.ts';
import { type ExplanationRow, explanationOf, rowsOfItem } from '../explain/store/explanationRows.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';

/**
 * What was said of one finding, oldest first: its measured explanation, every one with a language model that has a decision of the examiner, and the newest
 * with a language model that saw the true mask (where there is none such, the newest of any kind). Only explanations that were finished.
 */
export function extractExplanations(database: ReadableDatabase, evidenceId: number, findingId: number): readonly ExtractExplanation[] {
  const rows = rowsOfItem(database, evidenceId).filter((row) => row.findingId === findingId && row.status === 'done');
  const models = rows.filter(({ kind }) => kind === 'model');
  const newest = models.find(({ variant }) => variant === 'mask') ?? models[0];
  const measured = rows.find(({ kind }) => kind === 'measured');
  return rows.filter((row) => row === newest || row === measured || (row.kind === 'model' && isDecided(database, row.id))).toReversed().map((row) => extractExplanation(database, row));
}

function isDecided(database: ReadableDatabase, explanationId: number): boolean {
  return prepared<[number]>(database, 'SELECT 1 FROM statement_review WHERE explanation_id = ? LIMIT 1').get(explanationId) !== undefined;
}

function extractExplanation(database: ReadableDatabase, row: ExplanationRow): ExtractExplanation {
  const { id, kind, variant, createdAt, author, server, content, statements, measurement, notes } = explanationOf(database, row);
  const exchanges = readExchanges(database, id).map(({ number, step, requestSha256, replySha256, model, seed, outcome, startedAt }) => ({ number, step, requestSha256, replySha256, model, seed, outcome, startedAt }));
  return { id, kind, variant, createdAt, author, server, content, statements, measurement, exchanges, notes };
}
