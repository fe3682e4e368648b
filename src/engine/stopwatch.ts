import type { Timings } from '../contract/analysis.ts';

type Stage = Exclude<keyof Timings, 'total'>;

/** Adds up wall time by stage, in milliseconds. */
export interface Stopwatch {
  time<T>(stage: Stage, action: () => Promise<T>): Promise<T>;
  timeNow<T>(stage: Stage, action: () => T): T;
  add(stage: Stage, milliseconds: number): void;
  /** Stages so far, rounded to hundredths, and the time since the watch was made. */
  timings(): Timings;
}

export function stopwatch(): Stopwatch {
  const begun = performance.now();
  const spent: Record<Stage, number> = { read: 0, decode: 0, coefficients: 0, inference: 0, postprocess: 0, write: 0 };
  return {
    async time(stage, action) {
      const start = performance.now();
      try {
        return await action();
      } finally {
        spent[stage] += performance.now() - start;
      }
    },
    timeNow(stage, action) {
      const start = performance.now();
      try {
        return action();
      } finally {
        spent[stage] += performance.now() - start;
      }
    },
    add(stage, milliseconds) {
      spent[stage] += milliseconds;
    },
    timings() {
      const rounded = (value: number): number => Math.round(value * 100) / 100;
      return {
        read: rounded(spent.read),
        decode: rounded(spent.decode),
        coefficients: rounded(spent.coefficients),
        inference: rounded(spent.inference),
        postprocess: rounded(spent.postprocess),
        write: rounded(spent.write),
        total: rounded(performance.now() - begun),
      };
    },
  };
}
