import { type ClassCalibration, type ExtractItem, type ExtractModel, IMAGE_CLASS_WORDS, LEAST_VALIDATED, type Rate, type ScoreReading } from '../../../contract/index.ts';
import { wholeNumber } from '../../sheet/html.ts';
import type { Block, Fact } from '../document.ts';
import { column, fact, list, paragraph, table } from './blocks.ts';
import { joined, two } from './print.ts';

const OUTCOME_WORDS: Readonly<Record<Exclude<ScoreReading['outcome'], 'not_validated'>, string>> = {
  traces: 'High: at or above the point from which a picture of this kind is flagged',
  inconclusive: 'Inconclusive: between the two points',
  no_traces: 'Low: below the lower point',
};

/** Error rates of the image score by kind of picture, with counts and intervals; a kind without enough pictures gets none. */
export function classRates(model: ExtractModel): readonly Block[] {
  const name = `${model.id} ${model.version}`;
  if (model.calibration.length === 0) return [paragraph(`${name}: the image score was not calibrated by kind of picture, so no error rate of it is stated for any kind.`, 'muted')];
  const validated = model.calibration.flatMap((one) => (one.validated && one.point !== null ? [{ ...one, point: one.point }] : []));
  return [
    ...(validated.length === 0 ? [] : [
      table(`${name}, image score by kind of picture: share with its 95 % interval, and counts`, [column('Kind', 0.19), column('Flagged though unaltered', 0.2), column('Altered and flagged', 0.2), column('Altered and low', 0.2), column('Inconclusive, unaltered; altered', 0.21)], validated.map(({ class: kind, point }) => [
        sentence(IMAGE_CLASS_WORDS[kind]), rateWords(point.falsePositiveRate), rateWords(point.detectionRate), rateWords(point.missRate), `${rateWords(point.inconclusive.untouched)}; ${rateWords(point.inconclusive.altered)}`,
      ])),
      table('Points of the score and likelihood ratio', [column('Kind', 0.28), column('Low below', 0.13, { right: true }), column('Flagged from', 0.16, { right: true }), column('Likelihood ratio stated within', 0.23), column('Cllr (least), bits', 0.2)], validated.map(({ class: kind, point, likelihoodRatio: ratio }) => [
        sentence(IMAGE_CLASS_WORDS[kind]), two(point.clear), two(point.flag), ratio === null ? 'none' : `${factor(ratio.low)} to ${factor(ratio.high)}`, ratio === null ? '–' : `${two(ratio.cllr)} (${two(ratio.cllrLeast)})`,
      ])),
    ]),
    list([
      ...model.calibration.filter((one) => !one.validated || one.point === null).map(refusal),
      ...model.calibration.flatMap(({ class: kind, sets }) => (sets.length === 0 ? [] : [`${sentence(IMAGE_CLASS_WORDS[kind])}, pictures measured: ${joined(sets.map((set) => `${set.name} (${wholeNumber(set.untouched)} unaltered, ${wholeNumber(set.altered)} altered; ${set.description.replace(/\.$/, '')})`))}.`])),
      'The kind is told from the file’s own facts and claims, not from its pixels; where those were changed, the rates of another kind apply. Intervals: Clopper and Pearson. Cllr: cost of the likelihood ratio on pictures that were not used to fit it, 0 is best and 1 says nothing (Brümmer and du Preez, 2006).',
    ]),
  ];
}

/** That no rate is stated, and why. */
function refusal({ class: kind, untouched, altered }: ClassCalibration): string {
  if (kind === 'other') return `${sentence(IMAGE_CLASS_WORDS[kind])}: not validated, no rate is stated.`;
  const measured = untouched + altered === 0 ? 'none were measured' : `${wholeNumber(untouched)} unaltered and ${wholeNumber(altered)} altered ones were measured, and ${LEAST_VALIDATED} of each are needed`;
  return `${sentence(IMAGE_CLASS_WORDS[kind])}: not validated, no rate is stated; ${measured}.`;
}

/** What may be said of one picture's score. `reasons`: also what led to its kind, which quotes the file's claims. */
export function readingFacts({ finding }: ExtractItem, models: readonly ExtractModel[], reasons: boolean): readonly Fact[] {
  const reading = finding?.scoreReading ?? null;
  if (finding === null || reading === null) return [];
  const { classification, outcome, point, log10LikelihoodRatio, words } = reading;
  const bounds = models.find(({ sha256 }) => sha256 === finding.record.modelSha256)?.calibration.find((one) => one.class === classification.class)?.likelihoodRatio ?? null;
  return [
    fact('Kind of picture', `${sentence(IMAGE_CLASS_WORDS[classification.class])}.${reasons ? ` ${classification.reasons.join(' ')}` : ''}`),
    fact('Reading of the score', outcome === 'not_validated' || point === null ? words : `${OUTCOME_WORDS[outcome]} (low below ${two(point.clear)}, flagged from ${two(point.flag)}). ${words}`),
    ...(log10LikelihoodRatio === null ? [] : [fact('Likelihood ratio', `A score like this is ${ratioWords(log10LikelihoodRatio)}${bounds === null ? '' : `; stated within ${factor(bounds.low)} to ${factor(bounds.high)}, the most that the number of pictures supports`}. It is about the score alone.`)]),
  ];
}

function ratioWords(log10: number): string {
  if (Math.abs(log10) < 0.0212) return 'about as frequent among altered as among unaltered pictures of this kind';
  return log10 > 0 ? `about ${factor(log10)} times as frequent among altered as among unaltered pictures of this kind` : `about ${factor(-log10)} times as frequent among unaltered as among altered pictures of this kind`;
}

/** 10 to the power, with two digits that mean something. */
function factor(log10: number): string {
  const value = 10 ** log10;
  return value >= 10 ? wholeNumber(Number(value.toPrecision(2))) : String(Number(value.toPrecision(2)));
}

/** `2.5 % (0.5 to 7.1), 3 of 120`. */
function rateWords({ value, low, high, count: hits, of }: Rate): string {
  const share = (part: number): string => (part * 100).toFixed(1);
  return `${share(value)} % (${share(low)} to ${share(high)}), ${wholeNumber(hits)} of ${wholeNumber(of)}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
