import { appendAudit } from '../../audit/chain.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { inTransaction } from '../../store/database.ts';
import { type Ending, finishExplanation, requireRow, runningRows } from '../store/explanationRows.ts';

/** Closes a running explanation for good: row, statements and their digest in the audit log, together. */
export function writeEnding({ database, actor }: Pick<CaseSession, 'database' | 'actor'>, id: number, ending: Ending): void {
  inTransaction(database, () => {
    const at = new Date().toISOString();
    const digest = finishExplanation(database, id, ending, at);
    const { findingId, kind, variant, batch, serverOrigin, serverModel } = requireRow(database, id);
    const struck = ending.explained?.statements.filter((statement) => statement.struck !== null).length ?? 0;
    const details = {
      status: ending.status, finding: findingId, kind, variant, batch,
      ...(serverOrigin === null ? {} : { origin: serverOrigin, model: serverModel }),
      statements: ending.explained?.statements.length ?? 0,
      struck,
      ...(ending.error === null ? {} : { error: { code: ending.error.code, message: ending.error.message } }),
      digest,
    };
    appendAudit(database, { actor, action: 'explanation.finished', subject: `explanation ${id}`, details }, at);
  });
}

/** Closes what a process that ended left running. */
export function closeAbandoned(session: Pick<CaseSession, 'database' | 'actor'>): void {
  const error = { code: 'CANCELLED' as const, message: 'Palimpsest ended while this explanation was being made. Ask again to start anew.' };
  for (const { id } of runningRows(session.database)) writeEnding(session, id, { status: 'failed', measurement: null, answered: null, explained: null, notes: [], error });
}
