/** Milliseconds of each step: outline bright, resting, bright, resting. */
const STEP = 120;
const STEPS = 4;

export interface Flash {
  readonly start: () => void;
  readonly isBright: () => boolean;
  readonly stop: () => void;
}

/** Two short flashes of what was lit, to show where it is; none for those who asked for less motion. `onStep` draws. */
export function createFlash(onStep: () => void): Flash {
  let step = STEPS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function go(): void {
    onStep();
    if (step >= STEPS) return;
    timer = setTimeout(() => {
      step += 1;
      go();
    }, STEP);
  }
  return {
    start: () => {
      clearTimeout(timer);
      step = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ? STEPS : 0;
      go();
    },
    isBright: () => step < STEPS && step % 2 === 0,
    stop: () => clearTimeout(timer),
  };
}
