import { breathe, throwIfCancelled } from '../../cancel.ts';

/** Milliseconds of work between two looks at the cancel signal. */
const EVERY = 100;

/** To be awaited often (after each row of blocks): gives other work its turn and throws CANCELLED, but not more than ten times a second. */
export function pacer(signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    throwIfCancelled(signal);
    if (performance.now() - last < EVERY) return undefined;
    return breathe(signal).then(() => {
      last = performance.now();
    });
  };
}
