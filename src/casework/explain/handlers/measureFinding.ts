import { AppError } from '../../../contract/index.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { inTransaction } from '../../store/database.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { insertExplanation, measuredRow } from '../store/explanationRows.ts';
import { explainMeasured } from '../words/measured.ts';
import { writeEnding } from './ending.ts';
import { requireSubject, withMeasureSubject } from './subject.ts';

export interface MeasureRequest {
  readonly findingId: number;
  readonly viewer: ViewerPort;
  readonly modelsFolder: string;
  readonly author: string;
  readonly signal: AbortSignal;
}

/** Measures a finding, puts it into words and keeps both; returns the explanation's id. Of a finding that has one already, that one's. Rejects with AppError. */
export async function explainFinding(session: CaseSession, { findingId, viewer, modelsFolder, author, signal }: MeasureRequest): Promise<number> {
  const { database } = session;
  const createdAt = new Date().toISOString();
  const subject = await requireSubject(session, findingId, modelsFolder);
  const measurement = await withMeasureSubject(session, subject, (source, measured) => viewer.measure(source, measured, { signal }));
  if (signal.aborted) throw new AppError('CANCELLED', 'The measurement was given up. Ask for it again.');
  const explained = explainMeasured({ ...subject.known, measurement });
  return inTransaction(database, () => {
    const there = measuredRow(database, findingId);
    if (there !== undefined) return there.id;
    const id = insertExplanation(database, { evidenceId: subject.evidence.id, findingId, kind: 'measured', variant: 'mask', batch: null, author, createdAt, server: null, promptVersion: null });
    writeEnding(session, id, { status: 'done', measurement, answered: null, explained, notes: [], error: null });
    return id;
  });
}
