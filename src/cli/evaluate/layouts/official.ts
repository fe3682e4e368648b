import type { Confusion } from '../metrics.ts';

/** The official scores of DocTamper, each 0..1, NaN without pictures. */
export interface OfficialScores {
  readonly iou: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly batch: number;
  readonly pictures: number;
}

export const OFFICIAL_BATCH = 6;
const EPSILON = 1e-8;

/**
 * The metric of DocTamper's own scripts (metrics.py and eval_dtd.py of qcf-568/DocTamper): IoU of the altered class in one confusion matrix of all pictures;
 * precision and recall a picture, averaged in batches of six in the order of the set, then over batches (a short last batch weighs too much); F1 is
 * the harmonic mean of these two means. Predictions are the likelier class, so the counts are to be those at threshold .5. A picture without an altered pixel
 * has no recall there (0 / 0); such pictures are to be left out beforehand.
 */
export function officialScores(confusions: readonly Confusion[]): OfficialScores {
  const found = { precisions: [] as number[], recalls: [] as number[] };
  for (let from = 0; from < confusions.length; from += OFFICIAL_BATCH) {
    const batch = confusions.slice(from, from + OFFICIAL_BATCH);
    found.precisions.push(average(batch.map(({ truePositive, falsePositive }) => truePositive / (truePositive + falsePositive + EPSILON))));
    found.recalls.push(average(batch.map(({ truePositive, falseNegative }) => truePositive / (truePositive + falseNegative))));
  }
  const sum = (value: (one: Confusion) => number): number => confusions.reduce((total, one) => total + value(one), 0);
  const [precision, recall] = [average(found.precisions), average(found.recalls)];
  const union = sum(({ truePositive, falsePositive, falseNegative }) => truePositive + falsePositive + falseNegative);
  return { iou: sum(({ truePositive }) => truePositive) / union, precision, recall, f1: (2 * precision * recall) / (precision + recall + EPSILON), batch: OFFICIAL_BATCH, pictures: confusions.length };
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
