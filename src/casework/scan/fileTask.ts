import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorRecord, type Intake, toErrorRecord } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { withReadablePath } from '../evidence/readablePath.ts';
import { inTransaction } from '../store/database.ts';
import { type EvidenceRow, recordFailure, recordIntake } from '../store/evidence.ts';
import { asFailure, isFatal, isRetried } from './failures.ts';
import { emit, type ScanJob } from './job.ts';

export type TaskOutcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly error: ErrorRecord; readonly intake: Partial<Intake> } | { readonly kind: 'cancelled' };

/** Files in a row whose engine process died before the engine itself is put to the test. */
const CRASHES_BEFORE_CHECK = 3;
/** What a timer can hold, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;
const crashesInARow = new WeakMap<ScanJob, number>();

/**
 * Runs one engine request for one file of evidence: with its time limit, once more after a crash, and with a look at the file before
 * and after, so that a finding never rests on a file that changed meanwhile. Throws only what makes the whole run impossible.
 */
export async function runFileTask<T>(job: ScanJob, evidence: EvidenceRow, seconds: number, request: (path: string, signal: AbortSignal) => Promise<T>): Promise<TaskOutcome<T>> {
  job.control.onFile?.(evidence.path);
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(job, evidence, seconds, request);
    if (outcome.kind !== 'failed') {
      if (outcome.kind === 'done') crashesInARow.set(job, 0);
      return outcome;
    }
    if (!isRetried(outcome.error.code)) return outcome;
    appendAudit(job.session.database, {
      actor: job.session.actor,
      action: 'engine.crashed',
      subject: `evidence ${evidence.id}`,
      details: { path: evidence.path, attempt, code: outcome.error.code, message: outcome.error.message },
    });
    if (attempt === 2) {
      await checkEngineAfterCrashes(job, outcome.error);
      return outcome;
    }
  }
}

/** Commits the failure of one file, with whatever was learnt of it, in one transaction and reports it. */
export function commitFailure(job: ScanJob, evidence: EvidenceRow, error: ErrorRecord, intake: Partial<Intake>): void {
  const { database, actor } = job.session;
  const failure = asFailure(error, evidence.path);
  inTransaction(database, () => {
    recordIntake(database, evidence.id, intake.digest, intake.facts);
    recordFailure(database, evidence.id, job.run.id, failure);
    job.onSettled?.(evidence.id, failure.status);
    appendAudit(database, {
      actor,
      action: failure.status === 'skipped' ? 'evidence.skipped' : 'evidence.failed',
      subject: `evidence ${evidence.id}`,
      details: { run: job.run.id, path: evidence.path, code: failure.code, message: failure.message, ...(intake.digest === undefined ? {} : { digest: intake.digest }) },
    });
  });
  emit(job, { type: 'item', path: evidence.path, status: failure.status, score: null, regions: null, error: { code: failure.code, message: failure.message } });
}

async function tryOnce<T>(job: ScanJob, evidence: EvidenceRow, seconds: number, request: (path: string, signal: AbortSignal) => Promise<T>): Promise<TaskOutcome<T>> {
  const controller = new AbortController();
  const user = job.control.signal;
  const onCancel = (): void => controller.abort();
  user?.addEventListener('abort', onCancel, { once: true });
  if (user?.aborted === true) controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, Math.min(seconds * 1000, LONGEST_TIMER));
  const { signal } = controller;
  try {
    await requireUnchanged(evidence);
    const value = await withReadablePath(evidence.pathBytes, evidence.id, join(job.session.paths.folder, 'scratch'), (path) => request(path, signal));
    await requireUnchanged(evidence);
    return { kind: 'done', value };
  } catch (error) {
    const record = toErrorRecord(error);
    if (user?.aborted === true) return { kind: 'cancelled' };
    if (late && (record.code === 'CANCELLED' || record.code === 'ENGINE_TIMEOUT' || record.code === 'INTERNAL')) {
      return { kind: 'failed', intake: {}, error: { code: 'ENGINE_TIMEOUT', message: `The file took longer than ${Math.round(seconds)} seconds and was given up. Allow more time with --limit-seconds and --retry-failed.` } };
    }
    if (isFatal(record.code)) throw error;
    return { kind: 'failed', error: record, intake: intakeOf(record) };
  } finally {
    clearTimeout(timer);
    user?.removeEventListener('abort', onCancel);
  }
}

/** The engine sends along what it had learnt of a file before it failed. */
function intakeOf(record: ErrorRecord): Partial<Intake> {
  const intake = record.details?.['intake'];
  return typeof intake === 'object' && intake !== null ? (intake as Partial<Intake>) : {};
}

async function requireUnchanged(evidence: EvidenceRow): Promise<void> {
  const status = await lstat(evidence.pathBytes, { bigint: true }).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${evidence.path} was there when the folder was listed and is not any more. Check that its disk is mounted and scan again.`, undefined, error);
  });
  if (status.isFile() && Number(status.size) === evidence.size && status.mtimeNs.toString() === evidence.mtimeNs) return;
  throw new AppError('FILE_CHANGED', `${evidence.path} changed during the scan. Make sure nothing writes to the evidence and scan again.`);
}

/** Several crashes in a row are either bad files or a broken engine; its self-test tells which. Throws when it is the engine. */
async function checkEngineAfterCrashes(job: ScanJob, error: ErrorRecord): Promise<void> {
  const crashes = (crashesInARow.get(job) ?? 0) + 1;
  crashesInARow.set(job, crashes);
  if (crashes < CRASHES_BEFORE_CHECK) return;
  try {
    await job.engine.doctor();
    crashesInARow.set(job, 0);
  } catch (cause) {
    throw new AppError('ENGINE_CRASHED', `The engine died on ${crashes} files in a row and fails its self-test as well. Run "palimpsest doctor" to see why.`, { last: error.message }, cause);
  }
}
