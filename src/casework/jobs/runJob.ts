import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { analysisOptionsSchema, AppError, toErrorRecord } from '../../contract/index.ts';
import { type CaseSession, recordAuditHead } from '../caseFolder.ts';
import { type ModelReference, resolveModel } from '../modelFolder.ts';
import { analyzeStage } from '../scan/analyzeStage.ts';
import { intakeStage } from '../scan/intakeStage.ts';
import { isCancelled, type ScanJob, type ScanRequest, type Settlement } from '../scan/job.ts';
import { endRun, startRun } from '../scan/runRecord.ts';
import { runWork } from '../scan/workList.ts';
import { inTransaction, prepared } from '../store/database.ts';
import type { WorkbenchConfig } from '../workbench/types.ts';
import { addFiles, onlyFolder } from './addFiles.ts';
import { checkItems } from './checkItems.ts';
import { modelForReading } from './engineModel.ts';
import { chooseItems, countItems, itemWork, settleItem } from './jobItems.ts';
import { countFileRead, type JobRow, lastRunOf, setJobListed } from './jobRows.ts';
import type { LiveJob } from './liveJob.ts';

/**
 * Works on a job until it is done or `signal` aborts; returns which. Runs again from where it was: what is committed is not done twice, only the file in
 * work and reads of the last half second. Rejects with what makes the whole job impossible (MODEL_*, PROVIDER_UNAVAILABLE, ARTIFACT_WRITE_FAILED,
 * ENGINE_CRASHED, FILE_NOT_FOUND for a folder that is gone). The engine is started for the job and closed with it.
 */
export async function runJob(session: CaseSession, config: WorkbenchConfig, row: JobRow, live: LiveJob, signal: AbortSignal): Promise<'done' | 'stopped'> {
  const model = await modelOf(config, row);
  const request: ScanRequest = { model, provider: row.settings?.provider ?? 'auto', options: row.settings?.options ?? analysisOptionsSchema.parse({}), retryFailed: row.kind === 'retry', secondsPerFile: null };
  const resumes = lastRunOf(session.database, row.id);
  const root = row.kind === 'add' ? await onlyFolder(row.paths) : null;
  const engine = config.startEngine(model, request.provider);
  const { run } = startRun(session, root, request, { id: row.id, kind: row.kind === 'add' ? 'intake' : 'scan', resumes });
  const job: ScanJob = {
    session,
    engine,
    request,
    run,
    control: { signal, onEvent: live.onEvent, onFile: live.onFile },
    work: row.kind === 'add' ? runWork(session.database, run.id) : itemWork(session.database, row.id),
    onListed: live.onRows,
    onSettled: (evidenceId, settlement) => settle(session, row, run.id, live, evidenceId, settlement),
  };
  try {
    await (row.kind === 'add' ? addFiles(job, row) : analyseItems(job, row, live));
    endRun(session, run, isCancelled(job) ? 'interrupted' : 'finished', null);
    return isCancelled(job) ? 'stopped' : 'done';
  } catch (error) {
    const stopped = isCancelled(job) && error instanceof AppError && error.code === 'CANCELLED';
    endRun(session, run, stopped ? 'interrupted' : 'failed', stopped ? null : toErrorRecord(error));
    if (stopped) return 'stopped';
    throw error;
  } finally {
    await engine.close();
    await rm(join(session.paths.folder, 'scratch'), { recursive: true, force: true });
    await recordAuditHead(session.database, session.paths);
  }
}

async function modelOf(config: WorkbenchConfig, row: JobRow): Promise<ModelReference> {
  return row.settings === null ? modelForReading(config.modelsFolder) : resolveModel(config.modelsFolder, row.settings.model);
}

async function analyseItems(job: ScanJob, row: JobRow, live: LiveJob): Promise<void> {
  const { database } = job.session;
  if (!row.listed) {
    // "Everything pending" is what is pending when the job's turn has come: additions queued before it are then in the case.
    inTransaction(database, () => setJobListed(database, row.id, itemsInWords(chooseItems(database, row.id, null, 'pending'))));
    live.changed();
  }
  await checkItems(job, row);
  if (!isCancelled(job)) await intakeStage(job);
  const { total, done, failed } = countItems(database, row.id);
  if (isCancelled(job)) return;
  if (done < total) await analyzeStage(job, { done, failed });
  // Everything was known or failed before the network was asked: the stage is shown full all the same.
  else live.onEvent({ type: 'progress', stage: 'analyze', done, total, failed, ratePerHour: null, etaSeconds: null });
}

export function itemsInWords(items: number): string {
  return items === 1 ? '1 item' : `${items} items`;
}

/** In the transaction that commits what became of a file. */
function settle({ database }: CaseSession, row: JobRow, runId: number, live: LiveJob, evidenceId: number, settlement: Settlement): void {
  live.onRows([evidenceId]);
  if (row.kind === 'add') {
    countFileRead(database, row.id);
    return;
  }
  if (settlement === 'read') return;
  prepared(database, 'UPDATE evidence SET seen_run = ? WHERE id = ?').run(runId, evidenceId);
  settleItem(database, row.id, evidenceId, settlement);
}
