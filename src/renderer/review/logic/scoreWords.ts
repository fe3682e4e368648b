import type { ImageClass, Rate, ScoreReading } from '../../../contract/calibration.ts';
import { OUTCOME_WORDS } from '../../../contract/scoreReading.ts';
import { formatPercent, formatScore } from '../../ui/words.ts';

/** What a class of pictures is called on the page. */
export const CLASS_TITLES: Readonly<Record<ImageClass, string>> = {
  camera_original: 'Camera original',
  shared: 'Shared: reduced and saved again without its metadata',
  screenshot: 'Screenshot',
  scan: 'Scan',
  other: 'None of the classes that were measured',
};

/** What the score alone comes to, beside the state its mark shows. */
export const OUTCOMES: Readonly<Record<ScoreReading['outcome'], { readonly title: string; readonly state: 'traces' | 'inconclusive' | 'none' | 'refused' }>> = {
  traces: { title: OUTCOME_WORDS.traces, state: 'traces' },
  inconclusive: { title: OUTCOME_WORDS.inconclusive, state: 'inconclusive' },
  no_traces: { title: OUTCOME_WORDS.no_traces, state: 'none' },
  not_validated: { title: OUTCOME_WORDS.not_validated, state: 'refused' },
};

/** Two significant digits: `1.3`, `12`, `1,400`. */
export function roughly(value: number): string {
  if (value >= 9.95) return new Intl.NumberFormat('en', { maximumSignificantDigits: 2, maximumFractionDigits: 0 }).format(value);
  return value.toFixed(1).replace(/\.0$/, '');
}

/** A likelihood ratio (log10) as a factor, for the side it speaks for. */
export function ratioWords(log10: number): string {
  const factor = 10 ** Math.abs(log10);
  if (factor < 1.05) return 'A score like this is about as likely if the picture was altered as if it was not.';
  const sides = log10 > 0 ? ['if the picture was altered', 'if it was not'] : ['if the picture was not altered', 'if it was'];
  return `A score like this is about ${roughly(factor)} times as likely ${sides[0]} as ${sides[1]}.`;
}

/** How far the ratio can go, and whether this one stands at that bound. */
export function boundWords({ log10LikelihoodRatio: log10, log10LikelihoodRatioBounds: bounds }: Pick<ScoreReading, 'log10LikelihoodRatio' | 'log10LikelihoodRatioBounds'>): string {
  if (bounds === null || bounds === undefined || log10 === null) return 'It is held within what the number of pictures measured can support.';
  const at = log10 >= bounds.high - 1e-9 || log10 <= bounds.low + 1e-9;
  const range = `no more than ${roughly(10 ** bounds.high)} times for altered and ${roughly(10 ** -bounds.low)} times for not altered can be supported by the number of pictures measured`;
  return at ? `That is the bound: ${range}.` : `Bounds: ${range}.`;
}

export interface RateRow {
  readonly name: string;
  readonly help: string;
  readonly rate: Rate;
}

/** Rates of a class at its two limits, what is told first above. */
export function rateRows({ clear, flag, falsePositiveRate, detectionRate, missRate, inconclusive }: NonNullable<ScoreReading['point']>): readonly RateRow[] {
  const from = `a score of ${formatScore(flag)} or more`;
  const between = `a score from ${formatScore(clear)} to below ${formatScore(flag)}`;
  return [
    { name: 'False positives', help: `Untouched pictures of this class with ${from}`, rate: falsePositiveRate },
    { name: 'Detected', help: `Altered pictures of this class with ${from}`, rate: detectionRate },
    { name: 'Missed', help: `Altered pictures of this class with a score below ${formatScore(clear)}`, rate: missRate },
    { name: 'Inconclusive, untouched', help: `Untouched pictures of this class with ${between}`, rate: inconclusive.untouched },
    { name: 'Inconclusive, altered', help: `Altered pictures of this class with ${between}`, rate: inconclusive.altered },
  ];
}

/** `3 of 140`. */
export function countWords({ count, of }: Rate): string {
  return `${count} of ${of}`;
}

/** `0.44–6.1 %`. */
export function intervalWords({ low, high }: Rate): string {
  return `${formatPercent(low).replace(/ %$/, '')}–${formatPercent(high)}`;
}

export interface Band {
  readonly outcome: 'no_traces' | 'inconclusive' | 'traces';
  readonly from: number;
  readonly to: number;
}

/** The scale of the score, 0..1, cut at the two limits; bands without width are left out. */
export function bandsOf({ clear, flag }: Pick<NonNullable<ScoreReading['point']>, 'clear' | 'flag'>): readonly Band[] {
  const cut = (value: number): number => Math.min(1, Math.max(0, value));
  const bands: readonly Band[] = [
    { outcome: 'no_traces', from: 0, to: cut(clear) },
    { outcome: 'inconclusive', from: cut(clear), to: cut(flag) },
    { outcome: 'traces', from: cut(flag), to: 1 },
  ];
  return bands.filter(({ from, to }) => to > from);
}
