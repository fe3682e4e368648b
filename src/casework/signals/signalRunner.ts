import { AppError, type CaseEvent, type MadeOf, type SignalName, type SignalResult, type SignalRun, toErrorRecord } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction } from '../store/database.ts';
import { type EvidenceRow, readEvidence } from '../store/evidence.ts';
import { latestFindingId } from '../store/findings.ts';
import { noSuchItem } from '../store/itemState.ts';
import type { ViewerPort } from '../viewerPort.ts';
import { endSignalRun } from './ending.ts';
import { runMethods } from './runMethods.ts';
import { insertSignalResult, insertSignalRun, orderedNames, readSignalRow, requireSignalRow, runningSignalRows, type SignalEnding, signalRunOf } from './signalRows.ts';
import type { Turns } from './turns.ts';

export interface SignalRunnerConfig {
  readonly session: CaseSession;
  /** A view process that tiles do not wait for. */
  readonly viewer: () => ViewerPort;
  /** Shared by all that use this view process: one run works at a time. */
  readonly turns: Turns;
  readonly author: () => string;
  readonly emit: (event: CaseEvent) => void;
}

/** Runs classical methods over the items of one open case. */
export interface SignalRunner {
  /**
   * Starts a run, or gives the one that this item has running. Null asks for all methods. What goes wrong later is in its row.
   * Errors: ITEM_NOT_FOUND; ARGUMENT_INVALID where the file has no digest yet; CANCELLED when the case closes; ENGINE_CRASHED, ENGINE_TIMEOUT.
   */
  readonly start: (evidenceId: number, names: readonly SignalName[] | null) => Promise<SignalRun>;
  readonly cancel: (id: number) => Promise<void>;
  /** Resolves when the run has ended, also at once. */
  readonly ended: (id: number) => Promise<void>;
  /** Gives up everything; resolves when nothing of it runs. */
  readonly stop: () => Promise<void>;
  readonly isStopped: () => boolean;
}

interface Run {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

export function createSignalRunner(config: SignalRunnerConfig): SignalRunner {
  const { session } = config;
  const { database, actor } = session;
  const runs = new Map<number, Run>();
  const starting = new Map<number, Promise<number>>();
  const stopping = new AbortController();

  function tell(id: number): void {
    config.emit({ type: 'signals', evidenceId: requireSignalRow(database, id).evidenceId, runId: id });
  }

  async function begin(evidenceId: number, names: readonly SignalName[] | null): Promise<number> {
    requireRead(session, evidenceId);
    // Before the row: it states what the methods run on.
    const madeOf = await config.viewer().madeOf({ signal: stopping.signal });
    if (stopping.signal.aborted) throw new AppError('CANCELLED', 'The case is being closed. Open it again and start the methods again.');
    const id = insert(evidenceId, requireRead(session, evidenceId), orderedNames(names), madeOf);
    enqueue(id);
    tell(id);
    return id;
  }

  function insert(evidenceId: number, inputSha256: string, names: SignalName[], madeOf: MadeOf): number {
    return inTransaction(database, () => {
      const createdAt = new Date().toISOString();
      const author = config.author();
      const findingId = latestFindingId(database, evidenceId) ?? null;
      const id = insertSignalRun(database, { evidenceId, findingId, author, names, inputSha256, madeOf, createdAt });
      appendAudit(database, { actor, action: 'signals.started', subject: `signals ${id}`, details: { evidence: evidenceId, finding: findingId, author, names, inputSha256, ...madeOf } }, createdAt);
      return id;
    });
  }

  function enqueue(id: number): void {
    const controller = new AbortController();
    const { signal } = controller;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    runs.set(id, { controller, ended });

    function settle(ending: SignalEnding): void {
      signal.removeEventListener('abort', givenUpWaiting);
      runs.delete(id);
      try {
        endSignalRun(session, id, ending);
        tell(id);
      } catch (error) {
        // The case cannot be written any more (a full disk): the row is closed at the next opening.
        console.error(`The end of run ${id} of second opinions of case ${session.slug} could not be written:`, error);
      }
      resolve();
    }

    // One that waits for its turn ends at once when it is given up.
    const givenUpWaiting = (): void => settle(brokenOff(signal.reason, signal));
    signal.addEventListener('abort', givenUpWaiting, { once: true });

    function onResult(result: SignalResult): void {
      inTransaction(database, () => insertSignalResult(database, id, result));
      tell(id);
    }

    async function work(): Promise<void> {
      if (signal.aborted) return;
      signal.removeEventListener('abort', givenUpWaiting);
      settle(await methods().catch((error: unknown) => brokenOff(error, signal)));
    }

    async function methods(): Promise<SignalEnding> {
      const agreement = await runMethods(session, requireSignalRow(database, id), { viewer: config.viewer(), onResult, signal });
      return { status: 'done', agreement, error: null };
    }

    void config.turns.take(work);
  }

  async function give(chosen: readonly Run[]): Promise<void> {
    for (const run of chosen) run.controller.abort();
    await Promise.all(chosen.map(({ ended }) => ended));
  }

  return {
    async start(evidenceId, names) {
      const running = runningSignalRows(database).find((row) => row.evidenceId === evidenceId);
      if (running !== undefined) return signalRunOf(database, running);
      const call = starting.get(evidenceId) ?? begin(evidenceId, names).finally(() => starting.delete(evidenceId));
      starting.set(evidenceId, call);
      return signalRunOf(database, requireSignalRow(database, await call));
    },
    async cancel(id) {
      const run = runs.get(id);
      if (run === undefined || run.controller.signal.aborted) return run?.ended;
      appendAudit(database, { actor, action: 'signals.cancelled', subject: `signals ${id}`, details: { author: config.author() } });
      await give([run]);
    },
    ended: async (id) => runs.get(id)?.ended,
    async stop() {
      stopping.abort();
      await Promise.allSettled(starting.values());
      await give([...runs.values()]);
    },
    isStopped: () => stopping.signal.aborted,
  };
}

/** Digest of an item's content as taken in. Errors: ITEM_NOT_FOUND, ARGUMENT_INVALID. */
function requireRead({ database }: CaseSession, evidenceId: number): string {
  const evidence: EvidenceRow | undefined = readEvidence(database, evidenceId);
  if (evidence === undefined) throw noSuchItem(evidenceId);
  if (evidence.sha256 === null) throw new AppError('ARGUMENT_INVALID', 'This file has not been read yet, so its content is not known. Add or scan it first.', { evidenceId });
  return evidence.sha256;
}

/** A run that has no end of its own: given up, or failed with the reason. */
function brokenOff(error: unknown, signal: AbortSignal): SignalEnding {
  const { code, message } = toErrorRecord(error);
  if (signal.aborted || code === 'CANCELLED') return { status: 'cancelled', agreement: null, error: { code: 'CANCELLED', message: 'It was given up before all methods had ended. What had been finished is kept; start them again for the rest.' } };
  if (code === 'INTERNAL') console.error('Second opinions failed:', error);
  return { status: 'failed', agreement: null, error: { code, message } };
}

/** Error: ITEM_NOT_FOUND. */
export function requireSignalRun({ database }: CaseSession, id: number): SignalRun {
  const row = readSignalRow(database, id);
  if (row === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no run ${id} of second opinions in this case. Reload the review.`, { runId: id });
  return signalRunOf(database, row);
}
