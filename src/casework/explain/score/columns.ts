import { posix } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import type { ScoredRow } from './read.ts';
import { type PictureScores, scorePicture } from './score.ts';
import type { Vectors } from './vectors.ts';

/** Columns of the table, in this order; those without rows are left out. */
export const COLUMNS = ['without visual prompt', 'with visual prompt', 'with a shuffled mask', 'measured, no model', 'given'] as const;
export type Column = (typeof COLUMNS)[number];

export function columnOf({ provenance }: ScoredRow): Column {
  if (provenance.kind === 'measured') return 'measured, no model';
  if (provenance.kind === 'given') return 'given';
  return provenance.variant === 'none' ? 'without visual prompt' : provenance.variant === 'mask' ? 'with visual prompt' : 'with a shuffled mask';
}

export interface ScoredColumn {
  readonly column: Column;
  /** In the order of the truth. */
  readonly pictures: readonly PictureScores[];
  /** Predictions for pictures the truth does not hold. */
  readonly unknown: number;
}

/**
 * Scores the predictions of each column against every picture of the truth, by name; a name is found by its last part where the whole does not occur and that
 * is the only one. Two predictions of one picture in one column: the later counts. Error: ARGUMENT_INVALID where the truth holds a picture twice or nothing.
 */
export function scoreColumns(predictions: readonly ScoredRow[], truth: readonly ScoredRow[], vectors: Vectors | null): readonly ScoredColumn[] {
  if (truth.length === 0) throw new AppError('ARGUMENT_INVALID', 'The file of the truth holds no annotation.');
  const names = new Set(truth.map(({ image }) => image));
  if (names.size !== truth.length) throw new AppError('ARGUMENT_INVALID', 'The file of the truth holds some picture more than once. Keep one annotation for each picture.');
  const present = new Set(predictions.map(columnOf));
  return COLUMNS.filter((column) => present.has(column)).map((column) => {
    const rows = new Map(predictions.filter((row) => columnOf(row) === column).map((row) => [row.image, row]));
    const byLastPart = Map.groupBy(rows.values(), ({ image }) => posix.basename(image));
    const used = new Set<string>();
    const pictures = truth.map((meant) => {
      const alike = byLastPart.get(posix.basename(meant.image)) ?? [];
      const row = rows.get(meant.image) ?? (alike.length === 1 && !names.has(alike[0]?.image ?? '') ? alike[0] : undefined);
      if (row !== undefined) used.add(row.image);
      return scorePicture(row, meant, vectors);
    });
    return { column, pictures, unknown: rows.size - used.size };
  });
}
