import type { AnalysisOptions } from '../../contract/index.ts';
import { bootstrap, type Estimate, RESAMPLES, SEED } from './bootstrap.ts';
import type { PictureResult } from './evaluateSet.ts';
import { areaUnderCurve, mean, pixelScores } from './metrics.ts';

export interface SetSummary {
  readonly set: string;
  readonly model: { readonly id: string; readonly sha256: string };
  readonly options: AnalysisOptions;
  readonly provider: string | null;
  /** Altered pictures measured, untouched ones measured, pictures that failed. */
  readonly altered: number;
  readonly untouched: number;
  readonly failed: number;
  /** Means over altered pictures at the threshold. */
  readonly iou: Estimate;
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: Estimate;
  /** One confusion matrix over all altered pictures. */
  readonly pooled: ReturnType<typeof pixelScores>;
  /** Image score, altered against untouched. */
  readonly imageAuc: Estimate;
  /** Share of untouched pictures whose image score is at least the threshold. */
  readonly falsePositiveRate: Estimate;
  /** Share of untouched pictures with at least one region. */
  readonly regionFalsePositiveRate: Estimate;
  /** Mean share of an untouched picture's area at or above the threshold. */
  readonly falsePositiveArea: Estimate;
  readonly secondsPerPicture: number;
  readonly bootstrap: { readonly resamples: number; readonly seed: number; readonly interval: 0.95 };
}

/** Boils the results of one set down to its row. Intervals are over pictures. */
export function summarise(set: string, model: SetSummary['model'], options: AnalysisOptions, results: readonly PictureResult[]): SetSummary {
  const measured = results.flatMap(({ scores }) => (scores === null ? [] : [scores]));
  const untouched = results.filter((result) => !result.altered && result.error === null);
  const alteredScores = results.flatMap(({ altered, score }) => (altered && score !== null ? [score] : []));
  const untouchedScores = untouched.map(({ score }) => score ?? 0);
  const average = (values: readonly number[]): Estimate => bootstrap([values], ([sample]) => mean(sample ?? []));
  const pooled = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (const { confusion } of results) {
    pooled.truePositive += confusion?.truePositive ?? 0;
    pooled.falsePositive += confusion?.falsePositive ?? 0;
    pooled.falseNegative += confusion?.falseNegative ?? 0;
    pooled.trueNegative += confusion?.trueNegative ?? 0;
  }
  return {
    set,
    model,
    options,
    provider: results.find((result) => result.record !== null)?.record?.provider ?? null,
    altered: measured.length,
    untouched: untouched.length,
    failed: results.filter((result) => result.error !== null).length,
    iou: average(measured.map((scores) => scores.iou)),
    precision: average(measured.map((scores) => scores.precision)),
    recall: average(measured.map((scores) => scores.recall)),
    f1: average(measured.map((scores) => scores.f1)),
    pooled: pixelScores(pooled),
    imageAuc: bootstrap([alteredScores, untouchedScores], ([altered, clean]) => areaUnderCurve(altered ?? [], clean ?? [])),
    falsePositiveRate: average(untouchedScores.map((score) => (score >= options.threshold ? 1 : 0))),
    regionFalsePositiveRate: average(untouched.map(({ regions }) => ((regions ?? 0) > 0 ? 1 : 0))),
    falsePositiveArea: average(untouched.map(({ maskShare }) => maskShare ?? 0)),
    secondsPerPicture: mean(results.flatMap(({ milliseconds }) => (milliseconds === null ? [] : [milliseconds / 1000]))),
    bootstrap: { resamples: RESAMPLES, seed: SEED, interval: 0.95 },
  };
}
