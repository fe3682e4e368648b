import { AppError } from '../contract/errors.ts';

/** Throws CANCELLED when the request was cancelled. Called between tiles and between stages: nothing inside one network run can be stopped. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('CANCELLED', 'The analysis was cancelled. Start it again to get a result.');
}

/** Gives waiting messages (cancel, intake) their turn, then throws if this request was cancelled meanwhile. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  throwIfCancelled(signal);
}
