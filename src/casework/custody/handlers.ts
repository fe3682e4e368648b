import { AppError } from '../../contract/index.ts';
import { requireItem } from '../annotate/item.ts';
import { createThrottle } from '../jobs/throttle.ts';
import type { ItemSelection } from '../store/itemState.ts';
import { requireEditable, type WorkbenchContext } from '../workbench/context.ts';
import type { Handlers } from '../workbench/handlers.ts';
import { closeAbandonedChecks, runCheck, startCheck } from './checkEvidence.ts';
import { checksOfItem } from './checkRows.ts';
import { readCustody } from './readCustody.ts';
import { recordTransfer } from './transferRows.ts';

export interface CustodyHandlers extends Handlers<'custody'> {
  /** After a case was opened: a check whose process ended is closed with what it had found. */
  readonly onCaseOpened: (slug: string) => void;
  /** Before a case closes: the check ends with what it has found; resolves when nothing of it runs. */
  readonly stopCase: (slug: string) => Promise<void>;
}

interface Running {
  readonly controller: AbortController;
  readonly total: number;
  done: number;
  readonly ended: Promise<void>;
}

/** Milliseconds between two events of one check. */
const PROGRESS_INTERVAL = 250;

/**
 * Checks of the evidence, one at a time in each case, and the transfers. A check only reads evidence and adds what it found, so it may also be made of a
 * case that is closed to changes. Errors: CASE_NOT_OPEN, ITEM_NOT_FOUND, ARGUMENT_INVALID.
 */
export function custodyHandlers(context: WorkbenchContext): CustodyHandlers {
  const checks = new Map<string, Running>();

  function begin(slug: string, items: ItemSelection | null): Running {
    const { session } = context.requireOpen(slug);
    const task = startCheck(session, items, context.author());
    const controller = new AbortController();
    const tell = createThrottle(PROGRESS_INTERVAL, () => {
      // `done` = `total` says that the check has ended, and is sent when it has.
      if (checks.has(slug) && running.done < task.total) context.emit(slug, { type: 'custody', done: running.done, total: task.total });
    });
    const work = async (): Promise<void> => {
      // The answer to the call goes out first.
      await new Promise((resolve) => setImmediate(resolve));
      try {
        await runCheck(session, task, {
          signal: controller.signal,
          onProgress: (done) => {
            running.done = done;
            tell.ask();
          },
        });
      } catch (error) {
        console.error(`The check of the evidence of case ${slug} ended early:`, error);
      } finally {
        checks.delete(slug);
        context.emit(slug, { type: 'custody', done: task.total, total: task.total });
        // Items may have turned red, or no longer be so.
        context.emit(slug, { type: 'evidence', ids: [] });
        context.emit(slug, { type: 'case' });
      }
    };
    const running: Running = { controller, total: task.total, done: 0, ended: work() };
    checks.set(slug, running);
    return running;
  }

  async function end(slug: string): Promise<void> {
    const running = checks.get(slug);
    running?.controller.abort();
    await running?.ended;
  }

  return {
    async read({ case: slug }) {
      const custody = await readCustody(context.requireOpen(slug).session.database);
      const running = checks.get(slug);
      return { ...custody, running: running === undefined ? null : { done: running.done, total: running.total } };
    },
    async checks({ case: slug, evidenceId }) {
      const { database } = context.requireOpen(slug).session;
      requireItem(database, evidenceId);
      return [...checksOfItem(database, evidenceId)];
    },
    async check({ case: slug, items }) {
      const running = checks.get(slug);
      if (running !== undefined) throw new AppError('ARGUMENT_INVALID', `A check is under way (${running.done} of ${running.total} files). Wait for its end or cancel it, then start another.`, { done: running.done, total: running.total });
      return { total: begin(slug, items).total };
    },
    async cancelCheck({ case: slug }) {
      context.requireOpen(slug);
      await end(slug);
      return {};
    },
    async addTransfer({ case: slug, transfer }) {
      const recorded = recordTransfer(requireEditable(context, slug).session, transfer, context.author());
      context.emit(slug, { type: 'custody', done: 0, total: 0 });
      context.emit(slug, { type: 'case' });
      return recorded;
    },
    onCaseOpened(slug) {
      if (!checks.has(slug)) closeAbandonedChecks(context.requireOpen(slug).session);
    },
    stopCase: end,
  };
}
