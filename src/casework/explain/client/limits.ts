export type Stop = 'cancelled' | 'idle' | 'total' | 'size' | 'repeating';

export interface Limits {
  readonly signal: AbortSignal;
  /** Something came: the silence starts anew. */
  beat(): void;
  stop(reason: Stop): void;
  /** Why the request was ended by us; null while it was not. */
  reason(): Stop | null;
  /** Lets go of timers and of the caller's signal. */
  end(): void;
}

/** What ends a request early: the caller, a silence of `idle` milliseconds, `total` milliseconds altogether, or `stop`. */
export function createLimits(idle: number, total: number, caller: AbortSignal | undefined): Limits {
  const controller = new AbortController();
  let reason: Stop | null = null;
  const stop = (why: Stop): void => {
    if (reason !== null) return;
    reason = why;
    controller.abort();
  };
  const cancel = (): void => stop('cancelled');
  if (caller?.aborted === true) cancel();
  caller?.addEventListener('abort', cancel, { once: true });
  const whole = setTimeout(() => stop('total'), total);
  const silence = setTimeout(() => stop('idle'), idle);
  return {
    signal: controller.signal,
    beat: () => void silence.refresh(),
    stop,
    reason: () => reason,
    end() {
      clearTimeout(whole);
      clearTimeout(silence);
      caller?.removeEventListener('abort', cancel);
    },
  };
}

/** Waits, or less when the signal says so. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    if (signal?.aborted === true) done();
    else signal?.addEventListener('abort', done, { once: true });
  });
}
