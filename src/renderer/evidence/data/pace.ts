/** Pixels a millisecond from which scrolling counts as rushing past: nothing is loaded for what nobody can see. */
const RUSHING = 5;
/** Milliseconds without movement after which scrolling has come to rest. */
const REST = 90;

export interface Pace {
  readonly note: (offset: number, at: number) => void;
  readonly rushing: (at: number) => boolean;
  /** Calls back at once when calm, else as soon as scrolling is calm; the answer takes the wish back. */
  readonly whenCalm: (callback: () => void) => () => void;
}

/** How fast a list is being scrolled. */
export function createPace(): Pace {
  let lastOffset = 0;
  let lastAt = -Infinity;
  let speed = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const waiting = new Set<() => void>();

  function rushing(at: number): boolean {
    return speed >= RUSHING && at - lastAt < REST;
  }
  function release(): void {
    timer = null;
    const callbacks = [...waiting];
    waiting.clear();
    for (const callback of callbacks) callback();
  }
  return {
    note(offset, at) {
      const elapsed = Math.max(1, at - lastAt);
      speed = elapsed > REST ? 0 : Math.abs(offset - lastOffset) / elapsed;
      lastOffset = offset;
      lastAt = at;
      if (waiting.size === 0) return;
      if (!rushing(at)) return release();
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(release, REST);
    },
    rushing,
    whenCalm(callback) {
      if (!rushing(performance.now())) {
        callback();
        return () => undefined;
      }
      waiting.add(callback);
      timer ??= setTimeout(release, REST);
      return () => waiting.delete(callback);
    },
  };
}

export const listPace = createPace();
