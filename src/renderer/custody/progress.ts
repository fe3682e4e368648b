import { create } from 'zustand';

/** How far a check of the evidence was at one moment. */
export interface Sample {
  /** Milliseconds on a clock that only goes forward. */
  readonly at: number;
  readonly done: number;
}

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
  /** The last ones, oldest first. */
  readonly samples: readonly Sample[];
}

/** The rate is measured over this long, in milliseconds. */
const WINDOW = 20_000;

/** Adds a moment and drops those too old to say how fast it goes now; the oldest of them stays as the beginning. A check that begins anew starts over. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.done < last.done) return [sample];
  const recent = samples.findLastIndex(({ at }) => at < sample.at - WINDOW);
  return [...samples.slice(Math.max(0, recent)), sample];
}

/** Files an hour over the samples, and seconds left at that rate; null while it cannot be told. */
export function paceOf({ done, total, samples }: CheckProgress): { readonly ratePerHour: number | null; readonly etaSeconds: number | null } {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 500 || last.done <= first.done) return { ratePerHour: null, etaSeconds: null };
  const perSecond = (last.done - first.done) / ((last.at - first.at) / 1000);
  return { ratePerHour: perSecond * 3600, etaSeconds: (total - done) / perSecond };
}

/** Checks that run now, by case; filled by the case's events. */
export const checkProgress = create<Readonly<Record<string, CheckProgress | undefined>>>(() => ({}));

/** Takes what an event says; `done` = `total` ends it. */
export function takeCheckProgress(slug: string, done: number, total: number, at: number = performance.now()): void {
  if (done >= total) return checkProgress.setState({ [slug]: undefined });
  const samples = withSample(checkProgress.getState()[slug]?.samples ?? [], { at, done });
  checkProgress.setState({ [slug]: { done, total, samples } });
}
