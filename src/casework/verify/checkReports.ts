import { z } from 'zod';
import { digestOfReport, type ReportRecord, reportRecords } from '../store/reports.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { differing, digestsOf } from './checkExplanations.ts';
import type { VerifyProblem } from './verifyCase.ts';

/** Checks the row of every report that was finished against the digest that was logged. */
export function checkReports(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const ended = reportRecords(database).filter(({ status }) => status !== 'running');
  const problems = differing(
    ended.map((row) => ({ subject: `report ${row.id}`, digest: digestOfReport(row) })),
    digestsOf(database, `'report.finished', 'report.failed'`),
    (subject) => `${subject} is not as it was recorded: its row was edited or deleted`,
  );
  return { count: ended.length, problems: problems.map((problem) => ({ ...problem, part: 'reports' })) };
}

const filesSchema = z.array(z.object({ path: z.string(), sha256: z.string() }));

/** Files of finished reports, below the case's folder. */
export function reportFiles(database: ReadableDatabase): readonly { readonly path: string; readonly sha256: string }[] {
  return reportRecords(database).flatMap(filesOf);
}

function filesOf({ files }: ReportRecord): readonly { readonly path: string; readonly sha256: string }[] {
  try {
    return filesSchema.parse(JSON.parse(files));
  } catch {
    // The row was edited, which its digest shows.
    return [];
  }
}
