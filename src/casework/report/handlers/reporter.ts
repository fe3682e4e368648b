import { AppError, type CaseEvent, type ReportRow } from '../../../contract/index.ts';
import { appendAudit } from '../../audit/chain.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { createThrottle } from '../../jobs/throttle.ts';
import { readReport } from '../../store/reports.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { beginReport, type BegunReport, type ReportProgress, runReport } from '../make/makeReport.ts';
import type { ReportRequest } from '../make/request.ts';

export interface ReporterConfig {
  readonly session: CaseSession;
  readonly modelsFolder: string;
  /** A view process that tiles do not wait for. */
  readonly viewer: () => ViewerPort;
  readonly author: () => string;
  readonly emit: (event: CaseEvent) => void;
}

/** Makes the reports of one open case, one after another. */
export interface Reporter {
  /** Answers with the row of the report, which is made in the background. Errors: those of `beginReport`; CANCELLED while the case closes. */
  readonly make: (request: ReportRequest) => Promise<ReportRow>;
  /** Resolves when the report has ended, also at once. */
  readonly cancel: (id: number) => Promise<void>;
  readonly progress: (id: number) => ReportProgress | null;
  /** Gives up everything; resolves when nothing of it runs. */
  readonly stop: () => Promise<void>;
  readonly isStopped: () => boolean;
}

interface Run {
  readonly controller: AbortController;
  progress: ReportProgress;
  readonly ended: Promise<void>;
}

/** Milliseconds between two events of one report's progress. */
const PROGRESS_INTERVAL = 250;

export function createReporter({ session, modelsFolder, viewer, author, emit }: ReporterConfig): Reporter {
  const runs = new Map<number, Run>();
  const beginning = new Set<Promise<BegunReport>>();
  let stopped = false;
  let last: Promise<void> = Promise.resolve();

  function enqueue(begun: BegunReport, by: string): void {
    const { id } = begun;
    const controller = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const throttle = createThrottle(PROGRESS_INTERVAL, () => emit({ type: 'report', id }));
    const run: Run = { controller, progress: { stage: begun.request.final ? 'verify' : 'extract', done: 0, total: readReport(session.database, id).items }, ended };
    runs.set(id, run);
    const work = async (): Promise<void> => {
      try {
        await runReport(session, begun, {
          viewer: viewer(), author: by, modelsFolder, signal: controller.signal,
          onProgress: (progress) => {
            run.progress = progress;
            throttle.ask();
          },
        });
      } catch (error) {
        // The case cannot be written any more (a full disk): the row is closed at the next opening.
        console.error(`The end of report ${id} of case ${session.slug} could not be written:`, error);
      } finally {
        throttle.flush();
        runs.delete(id);
        emit({ type: 'report', id });
        // A final report checked the evidence: items may have turned red.
        if (begun.request.final) emit({ type: 'evidence', ids: [] });
        emit({ type: 'case' });
        resolve();
      }
    };
    last = last.then(work);
  }

  async function give(chosen: readonly Run[]): Promise<void> {
    for (const run of chosen) run.controller.abort();
    await Promise.all(chosen.map(({ ended }) => ended));
  }

  function requireRunning(): void {
    if (stopped) throw new AppError('CANCELLED', 'The case is being closed. Open it again and make the report then.');
  }

  return {
    async make(request) {
      requireRunning();
      const by = author();
      const begin = beginReport(session, request, { author: by, modelsFolder });
      beginning.add(begin);
      try {
        const begun = await begin;
        enqueue(begun, by);
        emit({ type: 'report', id: begun.id });
        return { ...readReport(session.database, begun.id), progress: runs.get(begun.id)?.progress ?? null };
      } finally {
        beginning.delete(begin);
      }
    },
    async cancel(id) {
      const run = runs.get(id);
      if (run === undefined || run.controller.signal.aborted) return run?.ended;
      appendAudit(session.database, { actor: session.actor, action: 'report.cancelled', subject: `report ${id}`, details: { author: author() } });
      await give([run]);
    },
    progress: (id) => runs.get(id)?.progress ?? null,
    async stop() {
      stopped = true;
      await Promise.allSettled([...beginning]);
      // What has just begun is enqueued in the same turn.
      await new Promise((resolve) => setImmediate(resolve));
      await give([...runs.values()]);
    },
    isStopped: () => stopped,
  };
}
