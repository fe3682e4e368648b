import { AppError } from '../../contract/errors.ts';

/** Lets a fixed number of actions run at the same time; the others wait in order of arrival. */
export interface Gate {
  /** Runs the action when its turn comes. One that was cancelled while it waited is dropped with CANCELLED. */
  run<T>(action: () => Promise<T> | T, signal?: AbortSignal): Promise<T>;
}

export function createGate(width: number): Gate {
  const waiting: (() => void)[] = [];
  let active = 0;
  return {
    async run(action, signal) {
      if (active < width) active += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        throwIfDropped(signal);
        return await action();
      } finally {
        // The place is handed on and not given back, so that nobody slips in between.
        const next = waiting.shift();
        if (next === undefined) active -= 1;
        else next();
      }
    },
  };
}

export function dropped(): AppError {
  return new AppError('CANCELLED', 'The view was no longer wanted. Ask for it again.');
}

export function throwIfDropped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw dropped();
}
