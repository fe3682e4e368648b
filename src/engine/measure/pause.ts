import { throwIfDropped } from '../view/gate.ts';

/** Gives waiting requests of the view process their turn, then throws CANCELLED if this one was given up. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  throwIfDropped(signal);
}
