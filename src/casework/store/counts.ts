import type { ReadableDatabase } from './database.ts';

export interface CaseCounts {
  readonly evidence: number;
  readonly analysed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  readonly findings: number;
  /** UTC of the newest run, or null. */
  readonly lastRunAt: string | null;
}

export function countCase(database: ReadableDatabase): CaseCounts {
  const row = database
    .prepare<[], CaseCounts>(
      `SELECT count(*) AS evidence, count(*) FILTER (WHERE status = 'analysed') AS analysed, count(*) FILTER (WHERE status = 'failed') AS failed,
        count(*) FILTER (WHERE status = 'skipped') AS skipped, count(*) FILTER (WHERE status = 'pending') AS pending,
        (SELECT count(*) FROM finding) AS findings, (SELECT max(started_at) FROM run) AS lastRunAt FROM evidence`,
    )
    .get();
  if (row === undefined) throw new Error('count(*) gave no row');
  return row;
}
