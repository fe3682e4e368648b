export interface Throttle {
  /** Does it now or, if it was done a moment ago, when the time has come; several wishes are one. */
  readonly ask: () => void;
  /** Does now what waits. */
  readonly flush: () => void;
}

/** Does `work` at most once in `milliseconds`, and always once more after the last wish. */
export function createThrottle(milliseconds: number, work: () => void): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  const run = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    last = performance.now();
    work();
  };
  return {
    ask() {
      if (timer !== null) return;
      const wait = last + milliseconds - performance.now();
      if (wait <= 0) {
        run();
        return;
      }
      timer = setTimeout(run, wait);
      timer.unref();
    },
    flush() {
      if (timer !== null) run();
    },
  };
}
