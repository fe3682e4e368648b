/** Work that follows one another, in the order it was asked for. */
export interface Turns {
  /** Resolves when `work` had its turn; a failure of it is the caller's to handle and keeps nobody waiting. */
  readonly take: (work: () => Promise<void>) => Promise<void>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    take(work) {
      last = last.then(work, work);
      return last;
    },
  };
}
