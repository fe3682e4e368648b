import { appendAudit } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction } from '../store/database.ts';
import { finishSignalRun, namesOf, requireSignalRow, runningSignalRows, type SignalEnding, signalRunOf } from './signalRows.ts';

/** Closes a run for good: its row and the digest of it and of all results in the audit log, together. */
export function endSignalRun({ database, actor }: Pick<CaseSession, 'database' | 'actor'>, id: number, ending: SignalEnding): void {
  inTransaction(database, () => {
    const at = new Date().toISOString();
    const digest = finishSignalRun(database, id, ending, at);
    const row = requireSignalRow(database, id);
    const { results, record } = signalRunOf(database, row);
    const details = {
      status: ending.status, evidence: row.evidenceId, finding: row.findingId, names: namesOf(row), ...record,
      results: results.map(({ name, version, applies, map }) => ({ name, version, applies, map: map?.sha256 ?? null })),
      agreement: row.agreementMap,
      ...(ending.error === null ? {} : { error: ending.error }),
      digest,
    };
    appendAudit(database, { actor, action: 'signals.finished', subject: `signals ${id}`, details }, at);
  });
}

/** Closes what a process that ended left running; what its methods had said stays. */
export function closeAbandonedSignals(session: Pick<CaseSession, 'database' | 'actor'>): void {
  const error = { code: 'CANCELLED' as const, message: 'Palimpsest ended while these methods ran. What had been finished is kept; start them again for the rest.' };
  for (const { id } of runningSignalRows(session.database)) endSignalRun(session, id, { status: 'failed', agreement: null, error });
}
