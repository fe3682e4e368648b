import type { AnalysisOptions, SignalResult } from '../../contract/index.ts';
import { bootstrap, bootstrapMean, type Estimate, RESAMPLES, SEED } from './bootstrap.ts';
import type { MethodResults } from './evaluateSet.ts';
import { type Groups, groupTables } from './groups.ts';
import { type OfficialScores, officialScores } from './layouts/official.ts';
import type { ProtocolName } from './layouts/protocol.ts';
import type { SetManifest } from './manifest.ts';
import type { MethodName } from './methods.ts';
import { areaUnderCurve, averagePrecision, imageF1, pixelScores } from './metrics.ts';
import type { LayoutName } from './sets.ts';

export interface SetSummary {
  readonly set: string;
  readonly layout: LayoutName;
  /** Compression protocol the pictures went through before (DocTamper), or null. */
  readonly protocol: ProtocolName | null;
  readonly method: MethodName;
  /** Null for classical methods. */
  readonly model: { readonly id: string; readonly sha256: string } | null;
  /** Version and parameters of a classical method; null for the network. */
  readonly signal: Pick<SignalResult, 'version' | 'parameters'> | null;
  /** The threshold is the method's own: classical methods decide at .5. */
  readonly options: AnalysisOptions;
  readonly provider: string | null;
  /** Altered pictures measured, untouched ones measured, pictures that failed. */
  readonly altered: number;
  readonly untouched: number;
  readonly failed: number;
  /** Pictures, of those measured, that gave the method nothing to go on; they count as a map that marks nothing. */
  readonly notApplicable: number;
  /** Means over altered pictures at the threshold. */
  readonly iou: Estimate;
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: Estimate;
  /** Mean over altered pictures of the average precision of their pixels: no threshold. */
  readonly pixelAp: Estimate;
  /** One confusion matrix over all altered pictures. */
  readonly pooled: ReturnType<typeof pixelScores>;
  /** The metric of DocTamper's authors, at threshold .5; null for other sets and thresholds. */
  readonly official: OfficialScores | null;
  /** Image score, altered against untouched. */
  readonly imageAuc: Estimate;
  readonly imageAp: Estimate;
  /** F1 of calling a picture altered from the threshold on. */
  readonly imageF1: Estimate;
  /** Share of untouched pictures whose image score is at least the threshold. */
  readonly falsePositiveRate: Estimate;
  /** Share of untouched pictures with at least one region; only of the network. */
  readonly regionFalsePositiveRate: Estimate;
  /** Mean share of an untouched picture's area at or above the threshold. */
  readonly falsePositiveArea: Estimate;
  readonly secondsPerPicture: number;
  /** A table for each property that the set's manifest.csv states. */
  readonly groups: Groups;
  readonly bootstrap: { readonly resamples: number; readonly seed: number; readonly interval: 0.95 };
}

export interface SummaryContext {
  readonly set: string;
  readonly layout: LayoutName;
  readonly protocol: ProtocolName | null;
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly options: AnalysisOptions;
  readonly manifest: SetManifest;
}

/** Boils the results of one method on one set down to its row. Intervals are over pictures. */
export function summarise({ set, layout, protocol, model, options, manifest }: SummaryContext, { method, results, identity }: MethodResults): SetSummary {
  const { threshold } = method;
  const measured = results.flatMap(({ scores }) => (scores === null ? [] : [scores]));
  const untouched = results.filter((result) => !result.altered && result.error === null);
  const altered = results.flatMap(({ altered, score }) => (altered && score !== null ? [score] : []));
  const clean = untouched.map(({ score }) => score ?? 0);
  const pooled = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  for (const { confusion } of results) {
    pooled.truePositive += confusion?.truePositive ?? 0;
    pooled.falsePositive += confusion?.falsePositive ?? 0;
    pooled.falseNegative += confusion?.falseNegative ?? 0;
    pooled.trueNegative += confusion?.trueNegative ?? 0;
  }
  const timed = results.flatMap(({ milliseconds }) => (milliseconds === null ? [] : [milliseconds / 1000]));
  return {
    set,
    layout,
    protocol,
    method: method.name,
    model: method.name === 'network' ? model : null,
    signal: identity?.parameters ?? null,
    options: { ...options, threshold },
    provider: identity?.provider ?? null,
    altered: measured.length,
    untouched: untouched.length,
    failed: results.filter((result) => result.error !== null).length,
    notApplicable: results.filter((result) => result.error === null && !result.applies).length,
    iou: bootstrapMean(measured.map((scores) => scores.iou)),
    precision: bootstrapMean(measured.map((scores) => scores.precision)),
    recall: bootstrapMean(measured.map((scores) => scores.recall)),
    f1: bootstrapMean(measured.map((scores) => scores.f1)),
    pixelAp: bootstrapMean(results.flatMap((result) => (result.averagePrecision === null ? [] : [result.averagePrecision]))),
    pooled: pixelScores(pooled),
    official: layout === 'doctamper' && threshold === 0.5 ? officialScores(results.flatMap(({ confusion }) => (confusion === null ? [] : [confusion]))) : null,
    imageAuc: bootstrap([altered, clean], ([one = [], other = []]) => areaUnderCurve(one, other)),
    imageAp: bootstrap([altered, clean], ([one = [], other = []]) => averagePrecision(one, other)),
    imageF1: bootstrap([altered, clean], ([one = [], other = []]) => imageF1(one, other, threshold)),
    falsePositiveRate: bootstrapMean(clean.map((score) => (score >= threshold ? 1 : 0))),
    regionFalsePositiveRate: bootstrapMean(untouched.flatMap(({ regions }) => (regions === null ? [] : [regions > 0 ? 1 : 0]))),
    falsePositiveArea: bootstrapMean(untouched.map(({ maskShare }) => maskShare ?? 0)),
    secondsPerPicture: timed.reduce((sum, seconds) => sum + seconds, 0) / timed.length,
    groups: groupTables(results, manifest, threshold),
    bootstrap: { resamples: RESAMPLES, seed: SEED, interval: 0.95 },
  };
}
