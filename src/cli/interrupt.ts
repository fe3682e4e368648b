import { EXIT } from './exitCodes.ts';

/**
 * Ctrl-C and a polite kill give up the file in work and keep everything finished; a second one ends at once. `work` gets the signal.
 * The handlers are taken away again when it is done.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\nStopping: the file in work is given up, everything finished is kept. Press Ctrl-C again to stop at once.\n');
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
