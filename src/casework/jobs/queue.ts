import { AppError, type ErrorRecord, type Job, type JobStatus, toErrorRecord } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction, prepared } from '../store/database.ts';
import { requireEditable, type WorkbenchContext } from '../workbench/context.ts';
import { type JobRow, nextJob, readJob, setJobStatus } from './jobRows.ts';
import { followJob, type LiveJob, restingJob } from './liveJob.ts';
import { runJob } from './runJob.ts';

/** Why a running job was asked to stop. `stop`: its case closes, it goes on when the case is opened again. */
type Intent = 'pause' | 'cancel' | 'stop';

interface Running {
  readonly live: LiveJob;
  readonly controller: AbortController;
  intent: Intent | null;
  /** Resumed while it was still pausing. */
  again: boolean;
  readonly ended: Promise<void>;
}

/** The jobs of one open case: one at a time. */
export interface CaseQueue {
  readonly view: (row: JobRow) => Job;
  readonly tell: (id: number) => void;
  /** Takes up the next job if none is in work. */
  readonly pump: () => void;
  readonly pause: (id: number) => Job;
  readonly resume: (id: number) => Job;
  readonly cancel: (id: number) => Job;
  /** Lets the job in work stop so that it goes on at the next opening; resolves when nothing of it runs. */
  readonly stop: () => Promise<void>;
  readonly isStopped: () => boolean;
}

const ENDED: ReadonlySet<JobStatus> = new Set(['finished', 'cancelled', 'failed']);

export function createQueue(context: WorkbenchContext, slug: string): CaseQueue {
  const { session } = context.requireOpen(slug);
  const { database } = session;
  let running: Running | null = null;
  let stopped = false;

  const view = (row: JobRow): Job => (running?.live.id === row.id ? running.live.view() : restingJob(database, row));
  const tell = (id: number): void => {
    if (running?.live.id === id) running.live.changed();
    else context.emit(slug, { type: 'job', job: restingJob(database, readJob(database, id)) });
  };

  function change(id: number, status: JobStatus, action: string): Job {
    inTransaction(database, () => {
      setJobStatus(database, id, status);
      appendAudit(database, { actor: session.actor, action, subject: `job ${id}`, details: { author: context.author() } });
    });
    tell(id);
    return view(readJob(database, id));
  }

  /** Asks the job in work to stop. A cancel outranks a pause; a case that closes changes neither. */
  function ask(job: Running, intent: Intent): void {
    if (job.intent === null || (intent === 'cancel' && job.intent === 'pause')) job.intent = intent;
    job.controller.abort();
  }

  function pump(): void {
    if (stopped || running !== null) return;
    const row = nextJob(database);
    if (row === undefined || !isEditable(context, slug)) return;
    inTransaction(database, () => {
      setJobStatus(database, row.id, 'running');
      appendAudit(database, { actor: session.actor, action: 'job.started', subject: `job ${row.id}`, details: { kind: row.kind, wasInterrupted: row.status === 'interrupted' } });
    });
    const live = followJob(database, row, (event) => context.emit(slug, event));
    const controller = new AbortController();
    const outcome = runJob(session, context.config, row, live, controller.signal).catch((error: unknown) => toErrorRecord(error));
    const started: Running = { live, controller, intent: null, again: false, ended: outcome.then((result) => end(started, result)) };
    running = started;
    live.changed();
  }

  function end(job: Running, result: 'done' | 'stopped' | ErrorRecord): void {
    running = null;
    try {
      settle(session, job, result);
      job.live.end();
      pump();
    } catch (error) {
      // The case cannot be written any more (a full disk): the job is taken up at the next opening, and no other is tried before.
      stopped = true;
      context.emit(slug, { type: 'job', job: { ...job.live.view(), status: 'failed', error: { code: 'INTERNAL', message: `The case could not be written: ${toErrorRecord(error).message}. Free space on its disk, then close the case and open it again.` } } });
    }
  }

  return {
    view,
    tell,
    pump,
    pause(id) {
      const row = readJob(database, id);
      if (running?.live.id === id) {
        if (running.intent !== null) return view(row);
        ask(running, 'pause');
        return change(id, 'pausing', 'job.paused');
      }
      if (row.status === 'queued' || row.status === 'interrupted') return change(id, 'paused', 'job.paused');
      return view(row);
    },
    resume(id) {
      const row = readJob(database, id);
      if (row.status === 'pausing' && running?.live.id === id) {
        running.again = true;
        return view(row);
      }
      if (row.status === 'finished' || row.status === 'cancelled' || row.status === 'cancelling') {
        throw new AppError('ARGUMENT_INVALID', `Job ${id} has ended (${row.status}), so it cannot go on. Start a new one; what is known is not done again.`, { job: id, status: row.status });
      }
      if (row.status === 'paused' || row.status === 'failed') change(id, 'queued', 'job.resumed');
      pump();
      return view(readJob(database, id));
    },
    cancel(id) {
      const row = readJob(database, id);
      if (running?.live.id === id) {
        if (running.intent === 'cancel') return view(row);
        ask(running, 'cancel');
        return change(id, 'cancelling', 'job.cancelled');
      }
      return ENDED.has(row.status) ? view(row) : change(id, 'cancelled', 'job.cancelled');
    },
    async stop() {
      stopped = true;
      if (running === null) return;
      ask(running, 'stop');
      await running.ended;
    },
    isStopped: () => stopped,
  };
}

/** Writes how a job ended, with its line in the audit log. */
function settle({ database, actor }: CaseSession, job: Running, result: 'done' | 'stopped' | ErrorRecord): void {
  const { id } = job.live;
  const { failures } = job.live.view();
  const write = (status: JobStatus, action: string | null, error: ErrorRecord | null = null): void =>
    inTransaction(database, () => {
      setJobStatus(database, id, status, error);
      if (action !== null) appendAudit(database, { actor, action, subject: `job ${id}`, details: { failures, ...(error === null ? {} : { error: { code: error.code, message: error.message } }) } });
    });
  if (typeof result === 'object') return write('failed', 'job.failed', result);
  if (result === 'done') return write('finished', 'job.finished');
  if (job.intent === 'cancel') return write('cancelled', null);
  if (job.intent === 'pause') return job.again ? write('queued', 'job.resumed') : write('paused', null);
  return write('interrupted', null);
}

/** What a process that ended left behind: jobs in work go on, one that was to be paused or cancelled is. */
export function recoverJobs({ database, actor }: CaseSession): void {
  inTransaction(database, () => {
    const left = prepared<[], { id: number; status: JobStatus }>(database, `SELECT id, status FROM job WHERE status IN ('running', 'pausing', 'cancelling')`).all();
    for (const { id, status } of left) {
      const now = status === 'running' ? 'interrupted' : status === 'pausing' ? 'paused' : 'cancelled';
      setJobStatus(database, id, now);
      appendAudit(database, { actor, action: 'job.found-interrupted', subject: `job ${id}`, details: { was: status, now, reason: 'its process ended without closing the job' } });
    }
  });
}

function isEditable(context: WorkbenchContext, slug: string): boolean {
  try {
    requireEditable(context, slug);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
