import { releaseMemory } from '../memory.ts';
import { dropped } from './gate.ts';

/** What is kept in memory, least recently used let go first, never more bytes in all than the limit (but for one value larger than the limit itself, which is not kept). */
export interface Memory {
  /** Bytes kept now. */
  bytes(): number;
  /** A part of the memory for values of one kind; `bytesOf` tells what a value takes. */
  shelf<T>(bytesOf: (value: T) => number): Shelf<T>;
}

export interface Shelf<T> {
  /** The value if it is there; it counts as used. */
  peek(key: string): T | undefined;
  /**
   * The value, made if it is not there. Callers at the same time share one making; it is told to stop (its signal) when all of them have given up.
   * `expected` bytes are freed before it begins.
   */
  get(key: string, expected: number, make: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

interface Slot {
  readonly bytes: number;
  readonly drop: () => void;
}

interface Making<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

export function createMemory(limit: number): Memory {
  // Insertion order is order of use, oldest first.
  const slots = new Set<Slot>();
  let used = 0;

  function remove(slot: Slot): void {
    if (!slots.delete(slot)) return;
    used -= slot.bytes;
    slot.drop();
  }

  function makeRoom(bytes: number): void {
    let freed = 0;
    for (const slot of slots) {
      if (used + bytes <= limit) break;
      remove(slot);
      freed += slot.bytes;
    }
    releaseMemory(freed);
  }

  function shelf<T>(bytesOf: (value: T) => number): Shelf<T> {
    const values = new Map<string, { readonly value: T; readonly slot: Slot }>();
    const making = new Map<string, Making<T>>();

    function keep(key: string, value: T): void {
      const bytes = bytesOf(value);
      const known = values.get(key);
      if (known !== undefined) remove(known.slot);
      if (bytes > limit) return;
      makeRoom(bytes);
      const slot = { bytes, drop: () => void values.delete(key) };
      values.set(key, { value, slot });
      slots.add(slot);
      used += bytes;
    }

    function begin(key: string, expected: number, make: (signal: AbortSignal) => Promise<T>): Making<T> {
      const controller = new AbortController();
      const promise = (async () => {
        makeRoom(Math.min(expected, limit));
        const value = await make(controller.signal);
        keep(key, value);
        return value;
      })();
      const begun = { promise, controller, waiters: 0 };
      making.set(key, begun);
      const end = (): void => {
        if (making.get(key) === begun) making.delete(key);
      };
      // Whoever still waits hears of a failure; when nobody does, nobody needs to.
      promise.then(end, end);
      return begun;
    }

    function peek(key: string): T | undefined {
      const found = values.get(key);
      if (found === undefined) return undefined;
      slots.delete(found.slot);
      slots.add(found.slot);
      return found.value;
    }

    return {
      peek,
      async get(key, expected, make, signal) {
        const found = peek(key);
        if (found !== undefined) return found;
        const running = making.get(key);
        const joined = running === undefined || running.controller.signal.aborted ? begin(key, expected, make) : running;
        joined.waiters += 1;
        return signal === undefined ? joined.promise : await unlessAborted(joined, signal);
      },
    };
  }

  return { bytes: () => used, shelf };
}

async function unlessAborted<T>(joined: Making<T>, signal: AbortSignal): Promise<T> {
  const gone = Promise.withResolvers<never>();
  const leave = (): void => {
    joined.waiters -= 1;
    if (joined.waiters === 0) joined.controller.abort();
    gone.reject(dropped());
  };
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([joined.promise, gone.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
