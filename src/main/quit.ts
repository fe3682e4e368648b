export interface QuitConfig {
  /** Closes cases and ends processes. */
  readonly close: () => Promise<void>;
  /** Asks the application to quit again, once everything is closed. */
  readonly quit: () => void;
  /** Ends the process whatever is still open. */
  readonly exit: (status: number) => void;
  readonly onProblem: (error: unknown) => void;
  /** Longest closing in milliseconds. */
  readonly limit: number;
}

/**
 * For `before-quit`: holds the first request to quit until everything is closed, and lets the one after that through. Jobs stop where they can go on,
 * which takes as long as the tile they are at; what does not end within the limit is left to the lock's recovery at the next start.
 */
export function createQuit({ close, quit, exit, onProblem, limit }: QuitConfig): (event: { preventDefault(): void }) => void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  async function closeAll(): Promise<void> {
    const timer = setTimeout(() => {
      onProblem(new Error(`Closing took longer than ${Math.round(limit / 1000)} s and was given up.`));
      exit(1);
    }, limit);
    try {
      await close();
    } catch (error) {
      onProblem(error);
    }
    clearTimeout(timer);
    state = 'closed';
    quit();
  }
  return (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void closeAll();
  };
}
