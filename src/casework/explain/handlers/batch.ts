import { type Ablation, AppError } from '../../../contract/index.ts';
import type { ReadableDatabase } from '../../store/database.ts';
import { compareRuns } from '../ablation/ablation.ts';
import { rowsOfBatch } from '../store/explanationRows.ts';
import type { Answered } from '../types.ts';

/** How much the words of a batch depend on the mask; null until all its runs have ended. Error: ITEM_NOT_FOUND. */
export function batchAblation(database: ReadableDatabase, batch: number): Ablation | null {
  const rows = rowsOfBatch(database, batch);
  if (rows.length === 0) throw new AppError('ITEM_NOT_FOUND', `There is no batch ${batch} of explanations in this case. Reload the review.`, { batch });
  if (rows.some(({ status }) => status === 'running')) return null;
  const done = rows.flatMap(({ id, variant, answered }) => (answered === null ? [] : [{ explanationId: id, variant, answered: JSON.parse(answered) as Answered }]));
  return compareRuns(batch, done, rows.filter(({ answered }) => answered === null).map(({ variant }) => variant));
}
