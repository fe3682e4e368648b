import type { ErrorRecord } from '../../../contract/errors.ts';
import { connectionState } from '../../api/client.ts';
import { toRecord } from '../../api/errors.ts';

/** Failures that no second attempt mends. */
const FINAL = new Set<ErrorRecord['code']>(['ARGUMENT_INVALID', 'ITEM_NOT_FOUND', 'REVISION_CONFLICT', 'CANCELLED']);
const LONGEST_WAIT = 8000;

export interface PersistHooks {
  /** Opens the case again where the host does not hold it, as after a restart. */
  readonly reopen: () => Promise<unknown>;
  /** A failed attempt that will be repeated; null once one went through. */
  readonly onTrouble: (record: ErrorRecord | null) => void;
  /** Waits some milliseconds, or less where something has changed. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Repeats a call until it goes through: nothing drawn is dropped because the line broke. Rejects only where repeating cannot help. */
export async function persist<T>(call: () => Promise<T>, { reopen, onTrouble, wait }: PersistHooks): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const result = await call();
      if (attempt > 0) onTrouble(null);
      return result;
    } catch (error) {
      const record = toRecord(error);
      if (FINAL.has(record.code)) throw error;
      if (record.code === 'CASE_NOT_OPEN' && (await isReopened(reopen, onTrouble))) continue;
      if (record.code !== 'CASE_NOT_OPEN') onTrouble(record);
      await wait(Math.min(LONGEST_WAIT, 300 * 2 ** Math.min(attempt, 5)));
    }
  }
}

async function isReopened(reopen: () => Promise<unknown>, onTrouble: PersistHooks['onTrouble']): Promise<boolean> {
  try {
    await reopen();
    return true;
  } catch (error) {
    onTrouble(toRecord(error));
    return false;
  }
}

/** Waits, and goes on at once when the line to the host is open again. */
export function waitForHost(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    const stop = connectionState.subscribe((now, before) => {
      if (now.state === 'open' && before.state !== 'open') done();
    });
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
