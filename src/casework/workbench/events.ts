import type { CaseEvent } from '../../contract/index.ts';

/** Time between two `alive` events in milliseconds. */
const ALIVE_INTERVAL = 15_000;
/** Evidence ids one waiting event may name; beyond it the event says "many" by naming none. */
const NAMED_IDS = 500;
/** Different events that may wait for one subscriber. */
const WAITING = 1000;

/** Hands the events of one open case to all who listen. */
export interface EventHub {
  readonly emit: (event: CaseEvent) => void;
  /** First an `alive`, then what happens, `alive` every 15 seconds; ends when `signal` aborts, the consumer returns or the case closes. */
  readonly subscribe: (signal?: AbortSignal) => AsyncGenerator<CaseEvent, void, void>;
  /** Ends every subscription. */
  readonly close: () => void;
  readonly subscribers: () => number;
}

/**
 * A slow listener costs bounded memory: of several waiting events of one job, explanation or run of second opinions only the newest is kept, evidence ids are joined, and when still too much
 * waits it is replaced by "many rows changed, the case changed", after which a page reads everything again.
 */
export function createEventHub(aliveInterval: number = ALIVE_INTERVAL): EventHub {
  const queues = new Set<Queue>();
  return {
    emit: (event) => {
      for (const queue of queues) queue.push(event);
    },
    subscribe: (signal) => listen(queues, signal, aliveInterval),
    close: () => {
      for (const queue of queues) queue.end();
      queues.clear();
    },
    subscribers: () => queues.size,
  };
}

interface Queue {
  readonly push: (event: CaseEvent) => void;
  readonly take: () => CaseEvent | undefined;
  /** Resolves when something waits, the queue ended or the time is over. */
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly end: () => void;
  readonly ended: () => boolean;
}

function createQueue(): Queue {
  const waiting = new Map<string, CaseEvent>();
  let wake: (() => void) | null = null;
  let over = false;
  return {
    push(event) {
      const key = keyOf(event);
      const before = waiting.get(key);
      if (before === undefined && waiting.size >= WAITING) {
        waiting.clear();
        waiting.set('evidence', { type: 'evidence', ids: [] });
        waiting.set('case', { type: 'case' });
      }
      waiting.set(key, merged(waiting.get(key), event));
      wake?.();
    },
    take() {
      for (const [key, event] of waiting) {
        waiting.delete(key);
        return event;
      }
      return undefined;
    },
    async wait(milliseconds) {
      if (waiting.size > 0 || over) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        timer.unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = null;
    },
    end() {
      over = true;
      wake?.();
    },
    ended: () => over,
  };
}

/** Joins when it is first asked, so that a generator nobody reads holds nothing. */
async function* listen(queues: Set<Queue>, signal: AbortSignal | undefined, aliveInterval: number): AsyncGenerator<CaseEvent, void, void> {
  const queue = createQueue();
  queues.add(queue);
  const onAbort = (): void => queue.end();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted === true) queue.end();
  try {
    if (queue.ended()) return;
    yield alive();
    let next = performance.now() + aliveInterval;
    while (!queue.ended()) {
      const event = queue.take();
      if (event !== undefined) {
        yield event;
        continue;
      }
      const left = next - performance.now();
      if (left > 0) {
        await queue.wait(left);
        continue;
      }
      yield alive();
      next = performance.now() + aliveInterval;
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
    queues.delete(queue);
  }
}

function alive(): CaseEvent {
  return { type: 'alive', at: new Date().toISOString() };
}

function keyOf(event: CaseEvent): string {
  if (event.type === 'job') return `job ${event.job.id}`;
  if (event.type === 'annotations') return `annotations ${event.evidenceId}`;
  if (event.type === 'explanation') return `explanation ${event.explanationId}`;
  if (event.type === 'signals') return `signals ${event.runId}`;
  return event.type;
}

function merged(before: CaseEvent | undefined, event: CaseEvent): CaseEvent {
  if (before?.type !== 'evidence' || event.type !== 'evidence') return event;
  if (before.ids.length === 0 || event.ids.length === 0) return { type: 'evidence', ids: [] };
  const ids = [...new Set([...before.ids, ...event.ids])];
  return { type: 'evidence', ids: ids.length > NAMED_IDS ? [] : ids };
}
