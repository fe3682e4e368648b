import { type Calibration, type ClassCalibration, type ImageClass, type ImageClassification, LEAST_VALIDATED, type Rate, type ScoreReading } from './calibration.ts';

/** Scores nearer to 0 or 1 than this are taken as this far off: float32 cannot tell them apart, and a logit must stay finite. */
export const SCORE_MARGIN = 1e-6;

/** Natural logarithm of score / (1 - score), the scale on which scores are calibrated. */
export function logit(score: number): number {
  const inside = Math.min(1 - SCORE_MARGIN, Math.max(SCORE_MARGIN, score));
  return Math.log(inside / (1 - inside));
}

export const IMAGE_CLASS_WORDS: Readonly<Record<ImageClass, string>> = {
  camera_original: 'camera originals',
  shared: 'pictures reduced and saved again, as social networks do',
  screenshot: 'screenshots',
  scan: 'scans',
  other: 'pictures of no kind that was measured',
};

/** What the score alone comes to. */
export const OUTCOME_WORDS: Readonly<Record<ScoreReading['outcome'], string>> = {
  traces: 'By its score: traces found',
  inconclusive: 'By its score: inconclusive',
  no_traces: 'By its score: no traces found by this method',
  not_validated: 'No error rate is stated: this class of picture was not validated',
};

/**
 * What may be said of one score for pictures of its class. Null without a calibration of the weights that made the score; outcome `not_validated`,
 * without any rate, where the class was not measured on enough pictures. Thresholds: from `flag` up `traces`, below `clear` `no_traces`.
 */
export function readScore(calibration: Calibration | null, classification: ImageClassification, score: number): ScoreReading | null {
  if (calibration === null) return null;
  const measured = calibration.classes.find((candidate) => candidate.class === classification.class);
  const point = measured?.validated === true ? measured.point : null;
  if (measured === undefined || point === null) {
    return { outcome: 'not_validated', classification, score, point: null, log10LikelihoodRatio: null, words: notValidatedWords(classification.class, measured) };
  }
  const outcome = score >= point.flag ? 'traces' : score < point.clear ? 'no_traces' : 'inconclusive';
  return { outcome, classification, score, point, log10LikelihoodRatio: log10LikelihoodRatio(measured.likelihoodRatio, score), log10LikelihoodRatioBounds: boundsOf(measured.likelihoodRatio), words: outcomeWords(outcome, classification.class, point) };
}

function boundsOf(line: ClassCalibration['likelihoodRatio']): ScoreReading['log10LikelihoodRatioBounds'] {
  return line === null ? null : { low: line.low, high: line.high };
}

/** log10 of the likelihood ratio of a score, within the bounds that the number of pictures supports; null where none was fitted. */
export function log10LikelihoodRatio(line: ClassCalibration['likelihoodRatio'], score: number): number | null {
  if (line === null) return null;
  return Math.min(line.high, Math.max(line.low, line.intercept + line.slope * logit(score)));
}

function notValidatedWords(kind: ImageClass, measured: ClassCalibration | undefined): string {
  if (kind === 'other') return 'No error rate is stated: this picture is of no kind on which the score was measured.';
  const counts = measured === undefined || measured.untouched + measured.altered === 0 ? 'none were measured' : `${measured.untouched} untouched and ${measured.altered} altered ones were measured, and ${LEAST_VALIDATED} of each are needed`;
  return `No error rate is stated for ${IMAGE_CLASS_WORDS[kind]}: ${counts}.`;
}

function outcomeWords(outcome: 'traces' | 'inconclusive' | 'no_traces', kind: ImageClass, point: NonNullable<ClassCalibration['point']>): string {
  const pictures = `Among ${IMAGE_CLASS_WORDS[kind]}, `;
  if (outcome === 'traces') return `${pictures}${rateWords(point.falsePositiveRate, 'untouched')} and ${rateWords(point.detectionRate, 'altered')} scored high enough to be flagged, as this one did.`;
  if (outcome === 'no_traces') return `${pictures}${rateWords(point.missRate, 'altered')} scored as low as this one: a low score does not show that nothing was altered.`;
  return `${pictures}${rateWords(point.inconclusive.untouched, 'untouched')} and ${rateWords(point.inconclusive.altered, 'altered')} scored in this middle range, so the score decides nothing.`;
}

function rateWords({ count, of, value, low, high }: Rate, what: string): string {
  return `${count} of ${of} ${what} ones (${percent(value)} %, 95 % interval ${percent(low)} to ${percent(high)} %)`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
