import { AppError } from '../../contract/index.ts';

/** Asks for the same thing at the same time share one call; it is aborted when the last of them has gone. */
export interface SharedCalls<Result> {
  readonly run: (key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;
}

interface Call<Result> {
  readonly result: Promise<Result>;
  readonly controller: AbortController;
  waiting: number;
}

export function createSharedCalls<Result>(): SharedCalls<Result> {
  const calls = new Map<string, Call<Result>>();
  return {
    async run(key, signal, work) {
      if (signal?.aborted === true) throw cancelled();
      const call = calls.get(key) ?? start(key, work);
      call.waiting += 1;
      return new Promise<Result>((resolve, reject) => {
        let left = false;
        const leave = (): void => {
          if (left) return;
          left = true;
          signal?.removeEventListener('abort', onAbort);
          call.waiting -= 1;
        };
        const onAbort = (): void => {
          leave();
          if (call.waiting === 0) {
            if (calls.get(key) === call) calls.delete(key);
            call.controller.abort();
          }
          reject(cancelled());
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        call.result.then(resolve, reject).finally(leave);
      });
    },
  };

  function start(key: string, work: (signal: AbortSignal) => Promise<Result>): Call<Result> {
    const controller = new AbortController();
    const call: Call<Result> = { controller, waiting: 0, result: work(controller.signal) };
    calls.set(key, call);
    const end = (): void => {
      if (calls.get(key) === call) calls.delete(key);
    };
    call.result.then(end, end);
    return call;
  }
}

function cancelled(): AppError {
  return new AppError('CANCELLED', 'Nobody waits for this view any more.');
}
