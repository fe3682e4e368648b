import type { ServedFile, Workbench } from '../../src/casework/index.ts';
import type { HandlerCall } from '../../src/casework/workbench/context.ts';
import { type AllHandlers, createRouter } from '../../src/casework/workbench/router.ts';
import { AppError, type CaseEvent, type ErrorRecord, type Settings, settingsSchema } from '../../src/contract/index.ts';

/**
 * The workbench's own router over a few handlers that do what the suite needs to see: answer, refuse, wait until they are aborted, stream. They stand in for
 * no feature; what they show is what router and wires do with any handler.
 */
export interface MemoryWorkbench extends Pick<Workbench, 'router' | 'file'> {
  /** What happened on this side of the wire, oldest first. */
  readonly log: string[];
  /** Resolves when `entry` is in the log; rejects after two seconds. */
  readonly logged: (entry: string) => Promise<void>;
  /** Calls that wait now. */
  readonly waiting: () => number;
  /** Files by their path below the files root; an error is thrown. */
  readonly files: Map<string, ServedFile | Error>;
}

export const HOLDER = { pid: 4711, host: 'desk-2', user: 'ann', since: '2026-01-05T08:00:00.000Z' };
export const IN_USE: ErrorRecord = { code: 'CASE_IN_USE', message: 'The case is open in process 4711 on desk-2 (ann). Close it there first.', details: { holder: HOLDER } };
/** Slugs of `cases.events` with a meaning of their own. */
export const ENDS = 'ends';
export const ENDLESS = 'endless';
/** Events of a stream that ends. */
export const STREAM_LENGTH = 50;

export function createMemoryWorkbench(): MemoryWorkbench {
  const log: string[] = [];
  let waiting = 0;

  async function untilAborted(name: string, signal: AbortSignal | undefined): Promise<never> {
    waiting += 1;
    log.push(`${name} began`);
    const { promise, reject } = Promise.withResolvers<never>();
    signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', 'Given up.')), { once: true });
    try {
      return await promise;
    } finally {
      waiting -= 1;
      log.push(`${name} aborted`);
    }
  }

  async function* events(slug: string, signal: AbortSignal | undefined): AsyncGenerator<CaseEvent, void, void> {
    log.push(`events ${slug} began`);
    try {
      for (let id = 1; slug === ENDLESS || id <= STREAM_LENGTH; id += 1) {
        if (signal?.aborted === true) return;
        yield { type: 'evidence', ids: [id] };
        if (slug === ENDLESS) await new Promise((resolve) => setTimeout(resolve, 2));
      }
    } finally {
      log.push(`events ${slug} ended`);
    }
  }

  const handlers = {
    host: {
      info: async () => ({ host: 'memory' as const, appVersion: '1.2.3', platform: 'test', user: 'Ännchen 𝄞', casesFolder: 'c', dataFolder: 'd', reason: 'a test' }),
    },
    settings: {
      read: async () => settingsSchema.parse({}),
      write: async (settings: Settings) => settings,
    },
    cases: {
      open: () => Promise.reject(new AppError(IN_USE.code, IN_USE.message, IN_USE.details)),
      close: () => Promise.reject(new TypeError('a bug')),
      events: async (input: { case: string }, { signal }: HandlerCall) => events(input.case, signal),
    },
    evidence: {
      setNote: async (input: { note: string }) => {
        log.push(`note of ${input.note.length}`);
        return {};
      },
    },
    jobs: {},
    review: {
      histogram: (input: { findingId: number }, { signal }: HandlerCall) => untilAborted(`histogram ${input.findingId}`, signal),
    },
    annotations: {},
    explain: {},
    signals: {},
    custody: {},
    reports: {},
  };

  const files = new Map<string, ServedFile | Error>();
  return {
    // The suite calls nothing that is not there.
    router: createRouter(handlers as unknown as AllHandlers),
    log,
    files,
    waiting: () => waiting,
    async file(path, signal) {
      log.push(`file ${path}`);
      if (path === 'slow') return untilAborted('file', signal);
      const found = files.get(path);
      if (found === undefined) throw new AppError('ITEM_NOT_FOUND', 'There is no such file. Reload the page.');
      if (found instanceof Error) throw found;
      return found;
    },
    async logged(entry) {
      const limit = performance.now() + 2000;
      while (!log.includes(entry)) {
        if (performance.now() > limit) throw new Error(`"${entry}" did not happen; what did: ${log.join(', ')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}
