import { requireItem } from '../annotate/item.ts';
import type { ViewerPort } from '../viewerPort.ts';
import { requireEditable, type WorkbenchContext } from '../workbench/context.ts';
import type { Handlers } from '../workbench/handlers.ts';
import { closeAbandonedSignals } from './ending.ts';
import { signalRowsOfItem, signalRunOf } from './signalRows.ts';
import { createSignalRunner, requireSignalRun, type SignalRunner } from './signalRunner.ts';
import { createTurns } from './turns.ts';

export interface SignalHandlers extends Handlers<'signals'> {
  /** After a case was opened, also for changes: runs whose process ended are closed as failed. */
  readonly onCaseOpened: (slug: string) => void;
  /** Before a case closes, or is closed to changes: what runs is given up. */
  readonly stopCase: (slug: string) => Promise<void>;
}

/** Second opinions of all open cases. `viewer` is a view process of its own: methods over a large picture must not keep tiles waiting. */
export function signalHandlers(context: WorkbenchContext, viewer: () => ViewerPort): SignalHandlers {
  const turns = createTurns();
  const runners = new Map<string, SignalRunner>();

  /** Error: CASE_NOT_OPEN; ARGUMENT_INVALID for a case closed to changes. */
  function writing(slug: string): SignalRunner {
    const { session } = requireEditable(context, slug);
    const known = runners.get(slug);
    if (known?.isStopped() === false) return known;
    const runner = createSignalRunner({ session, viewer, turns, author: context.author, emit: (event) => context.emit(slug, event) });
    runners.set(slug, runner);
    return runner;
  }

  return {
    async list({ case: slug, evidenceId }) {
      const { database } = context.requireOpen(slug).session;
      requireItem(database, evidenceId);
      return signalRowsOfItem(database, evidenceId).map((row) => signalRunOf(database, row));
    },
    start: async ({ case: slug, evidenceId, names }) => writing(slug).start(evidenceId, names),
    async cancel({ case: slug, runId }) {
      const { session } = context.requireOpen(slug);
      requireSignalRun(session, runId);
      await runners.get(slug)?.cancel(runId);
      return requireSignalRun(session, runId);
    },
    onCaseOpened(slug) {
      const { session } = context.requireOpen(slug);
      const known = runners.get(slug);
      if (known?.isStopped() === false) return;
      runners.delete(slug);
      closeAbandonedSignals(session);
    },
    async stopCase(slug) {
      await runners.get(slug)?.stop();
    },
  };
}
