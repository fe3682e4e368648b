/** Speed of a stage, from its last completions, weighted by how much work each was. */
export interface RateMeter {
  /** Notes that one file was finished; `weight` in the same unit as `weightLeft`. */
  readonly add: (weight: number) => void;
  /** Files an hour and seconds left for `weightLeft`; null while too little is known. */
  readonly estimate: (weightLeft: number) => { readonly ratePerHour: number | null; readonly etaSeconds: number | null };
}

const WINDOW = 200;
/** Two files are the least that say anything. */
const LEAST = 2;
/** After this many files the start of the stage, which carries the loading of the model, is left out of the window. */
const WARM = 4;

/** `now` in milliseconds, from any origin. */
export function createRateMeter(now: () => number = () => performance.now()): RateMeter {
  // Time and cumulated weight after each completion; the first pair is the start of the stage.
  const marks: { readonly at: number; readonly weight: number }[] = [{ at: now(), weight: 0 }];
  let warm = false;
  return {
    add(weight) {
      marks.push({ at: now(), weight: (marks.at(-1)?.weight ?? 0) + weight });
      if (marks.length <= WINDOW && (warm || marks.length <= WARM)) return;
      marks.shift();
      warm = true;
    },
    estimate(weightLeft) {
      const first = marks[0];
      const last = marks.at(-1);
      const files = marks.length - 1;
      if (first === undefined || last === undefined || files < LEAST) return { ratePerHour: null, etaSeconds: null };
      const seconds = Math.max((last.at - first.at) / 1000, 1e-6);
      return { ratePerHour: (files / seconds) * 3600, etaSeconds: Math.max(0, (weightLeft * seconds) / Math.max(last.weight - first.weight, 1e-9)) };
    },
  };
}
