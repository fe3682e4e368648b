import { caseAndAudit } from './001-case-and-audit.ts';
import { evidence } from './002-evidence.ts';
import { analysis } from './003-analysis.ts';
import { review } from './004-review.ts';
import { jobs } from './005-jobs.ts';
import { annotations } from './006-annotations.ts';
import { explanations } from './007-explanations.ts';
import { custodyAndReports } from './008-custody-and-reports.ts';
import { signals } from './009-signals.ts';

/** One step of the schema. `version` is the user_version after it; released steps are never edited, only followed. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const MIGRATIONS: readonly Migration[] = [caseAndAudit, evidence, analysis, review, jobs, annotations, explanations, custodyAndReports, signals];
