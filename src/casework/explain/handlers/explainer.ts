import { AppError, type CaseEvent, type ErrorRecord, type Explanation, type ExplanationProgress, type Measurement, type ModelServer, type PromptPicture, type PromptVariant, toErrorRecord } from '../../../contract/index.ts';
import { appendAudit } from '../../audit/chain.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { createSharedCalls } from '../../files/sharedCalls.ts';
import { createThrottle } from '../../jobs/throttle.ts';
import { inTransaction } from '../../store/database.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { PROMPT_VERSION } from '../protocol/prompts.ts';
import { type Ending, explanationOf, insertExplanation, measuredRow, measurementOf, nextBatch, readRow, requireRow } from '../store/explanationRows.ts';
import { registerPictures } from '../store/pictureRows.ts';
import { writeEnding } from './ending.ts';
import { explainFinding } from './measureFinding.ts';
import { runModel } from './modelRun.ts';
import { requireServer, type Servers } from './server.ts';
import { makePromptPictures, requireSubject, type Subject } from './subject.ts';

export interface ExplainerConfig {
  readonly session: CaseSession;
  readonly modelsFolder: string;
  /** A view process that tiles do not wait for. */
  readonly viewer: () => ViewerPort;
  readonly servers: Servers;
  /** Whether a server that was asked for is still the one turned on. */
  readonly isCurrent: (server: ModelServer) => boolean;
  readonly author: () => string;
  readonly emit: (event: CaseEvent) => void;
}

/** Puts the findings of one open case into words. Errors of every method: ITEM_NOT_FOUND, ARGUMENT_INVALID, what the view process says, CANCELLED when the case closes. */
export interface Explainer {
  readonly measure: (findingId: number, signal?: AbortSignal) => Promise<Explanation>;
  /** Errors: SERVER_OFF, SERVER_REMOTE. The runs go on one after another. */
  readonly ask: (findingId: number, variants: readonly PromptVariant[], server: ModelServer) => Promise<Explanation[]>;
  readonly preview: (findingId: number, variant: PromptVariant, signal?: AbortSignal) => Promise<readonly PromptPicture[]>;
  readonly cancel: (id: number) => Promise<void>;
  /** Gives up every run that would send to another machine. */
  readonly cancelRemote: () => Promise<void>;
  /** Resolves when the run has ended, also at once. */
  readonly ended: (id: number) => Promise<void>;
  readonly progress: (id: number) => ExplanationProgress | null;
  /** Gives up everything; resolves when nothing of it runs. */
  readonly stop: () => Promise<void>;
  readonly isStopped: () => boolean;
}

interface Run {
  readonly controller: AbortController;
  readonly remote: boolean;
  progress: ExplanationProgress | null;
  readonly ended: Promise<void>;
}

/** Milliseconds between two events of one run's progress. */
const PROGRESS_INTERVAL = 250;

export function createExplainer(config: ExplainerConfig): Explainer {
  const { session, servers } = config;
  const { database, actor } = session;
  const runs = new Map<number, Run>();
  const stopping = new AbortController();
  const measuring = new Set<Promise<unknown>>();
  const measurements = createSharedCalls<number>();
  let last: Promise<void> = Promise.resolve();

  function tell(id: number): void {
    const { evidenceId, status } = requireRow(database, id);
    config.emit({ type: 'explanation', evidenceId, explanationId: id, status, progress: status === 'running' ? (runs.get(id)?.progress ?? null) : null });
  }

  /** Id of the measured explanation, which is made when it is not there. */
  async function measured(findingId: number, signal: AbortSignal | undefined): Promise<number> {
    const known = measuredRow(database, findingId);
    if (known !== undefined) return known.id;
    const call = measurements.run(String(findingId), signal, async (shared) => {
      const id = await explainFinding(session, { findingId, viewer: config.viewer(), modelsFolder: config.modelsFolder, author: config.author(), signal: AbortSignal.any([shared, stopping.signal]) });
      tell(id);
      return id;
    });
    measuring.add(call);
    try {
      return await call;
    } finally {
      measuring.delete(call);
    }
  }

  async function measurementFor(findingId: number, signal: AbortSignal): Promise<Measurement> {
    const measurement = measurementOf(requireRow(database, await measured(findingId, signal)));
    if (measurement === null) throw new AppError('INTERNAL', 'The measured explanation holds no measurement. Run "palimpsest verify" on this case.', { findingId });
    return measurement;
  }

  function enqueue(id: number, subject: Subject, variant: PromptVariant, server: ModelServer, remote: boolean): void {
    const controller = new AbortController();
    const { signal } = controller;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const run: Run = { controller, remote, progress: null, ended };
    const throttle = createThrottle(PROGRESS_INTERVAL, () => tell(id));
    runs.set(id, run);

    function settle(ending: Ending): void {
      signal.removeEventListener('abort', givenUpWaiting);
      throttle.flush();
      runs.delete(id);
      try {
        writeEnding(session, id, ending);
        tell(id);
      } catch (error) {
        // The case cannot be written any more (a full disk): the row is closed at the next opening.
        console.error(`The end of explanation ${id} of case ${session.slug} could not be written:`, error);
      }
      resolve();
    }

    // One that waits for its turn ends at once when it is given up.
    const givenUpWaiting = (): void => settle(brokenOff(signal.reason, signal));
    signal.addEventListener('abort', givenUpWaiting, { once: true });

    async function work(): Promise<void> {
      if (signal.aborted) return;
      signal.removeEventListener('abort', givenUpWaiting);
      const onProgress = (progress: ExplanationProgress): void => {
        const step = run.progress?.step;
        run.progress = progress;
        if (signal.aborted) return;
        throttle.ask();
        if (step !== progress.step) throttle.flush();
      };
      const measure = (aborted: AbortSignal): Promise<Measurement> => measurementFor(subject.finding.id, aborted);
      settle(await runModel({ session, id, subject, variant, server, servers, signal, isCurrent: config.isCurrent, viewer: config.viewer, measure, onProgress }).catch((error: unknown) => brokenOff(error, signal)));
    }
    last = last.then(work);
  }

  async function give(chosen: readonly Run[]): Promise<void> {
    for (const run of chosen) run.controller.abort();
    await Promise.all(chosen.map(({ ended }) => ended));
  }

  return {
    async measure(findingId, signal) {
      return explanationOf(database, requireRow(database, await measured(findingId, signal)));
    },
    async ask(findingId, variants, server) {
      requireServer(database, server);
      const subject = await requireSubject(session, findingId, config.modelsFolder);
      if (subject.finding.regions.length === 0) throw new AppError('ARGUMENT_INVALID', 'The finding has no regions, so there is nothing for a language model to describe. The measured explanation says what was found.', { findingId });
      if (stopping.signal.aborted) throw new AppError('CANCELLED', 'The case is being closed. Open it again and ask again.');
      const { origin, remote } = requireServer(database, server);
      const author = config.author();
      const chosen = [...new Set(variants)];
      const ids = inTransaction(database, () => {
        const createdAt = new Date().toISOString();
        const batch = chosen.length > 1 ? nextBatch(database) : null;
        return chosen.map((variant) => {
          const id = insertExplanation(database, { evidenceId: subject.evidence.id, findingId, kind: 'model', variant, batch, author, createdAt, server: { origin, remote, model: server.model }, promptVersion: PROMPT_VERSION });
          const details = { finding: findingId, evidence: subject.evidence.id, author, variant, batch, origin, remote, model: server.model, promptVersion: PROMPT_VERSION };
          appendAudit(database, { actor, action: 'explanation.asked', subject: `explanation ${id}`, details }, createdAt);
          return id;
        });
      });
      for (const [index, id] of ids.entries()) enqueue(id, subject, chosen[index] ?? 'mask', server, remote);
      const answer = ids.map((id) => explanationOf(database, requireRow(database, id), runs.get(id)?.progress ?? null));
      for (const id of ids) tell(id);
      return answer;
    },
    async preview(findingId, variant, signal) {
      const subject = await requireSubject(session, findingId, config.modelsFolder);
      const both = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
      const call = makePromptPictures(session, subject, variant, config.viewer(), { signal: both });
      measuring.add(call);
      try {
        const pictures = await call;
        both.throwIfAborted();
        inTransaction(database, () => registerPictures(database, pictures));
        return pictures;
      } finally {
        measuring.delete(call);
      }
    },
    async cancel(id) {
      const run = runs.get(id);
      if (run === undefined || run.controller.signal.aborted) return run?.ended;
      appendAudit(database, { actor, action: 'explanation.cancelled', subject: `explanation ${id}`, details: { author: config.author() } });
      await give([run]);
    },
    cancelRemote: () => give([...runs.values()].filter(({ remote }) => remote)),
    ended: async (id) => runs.get(id)?.ended,
    progress: (id) => runs.get(id)?.progress ?? null,
    async stop() {
      stopping.abort();
      await give([...runs.values()]);
      await Promise.allSettled([...measuring]);
    },
    isStopped: () => stopping.signal.aborted,
  };
}

/** A run that has no end of its own: given up, or failed with the reason. */
function brokenOff(error: unknown, signal: AbortSignal): Ending {
  const record: ErrorRecord = toErrorRecord(error);
  const cancelled = signal.aborted || record.code === 'CANCELLED';
  if (record.code === 'INTERNAL' && !cancelled) console.error('An explanation failed:', error);
  const { code, message } = cancelled ? { code: 'CANCELLED' as const, message: 'It was given up before it was done. Ask again to start anew.' } : record;
  return { status: cancelled ? 'cancelled' : 'failed', measurement: null, answered: null, explained: null, notes: [], error: { code, message } };
}

/** Error: ITEM_NOT_FOUND. */
export function requireExplanation({ database }: CaseSession, id: number): ReturnType<typeof requireRow> {
  const row = readRow(database, id);
  if (row === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no explanation ${id} in this case. Reload the review.`, { explanation: id });
  return row;
}
