import { type ClassCalibration, type ImageClass, LEAST_VALIDATED } from '../../contract/index.ts';
import { areaUnderCurve } from '../evaluate/metrics.ts';
import { cllr, fitLine, isotonicRatios, ratioAt, type Ratios, supportedRange } from './likelihoodRatio.ts';
import { chooseThresholds, operatingPoint } from './operatingPoint.ts';
import { foldsOf, independent, type MeasuredPicture, scoresOf } from './pictures.ts';

export const DIAGRAM_BINS = 10;

export interface ClassOutcome {
  readonly calibration: ClassCalibration;
  /** What the calibration does not store: versions of a source left out, area under the ROC curve, and rates at thresholds chosen without the picture's fold. */
  readonly leftOut: number;
  readonly areaUnderCurve: number;
  readonly crossValidated: { readonly flaggedUntouched: number; readonly flaggedAltered: number; readonly missedAltered: number } | null;
}

/**
 * Everything measured of one class. Counts are of sources; `validated` needs LEAST_VALIDATED of each kind and a class that is one kind of picture:
 * `other` is whatever is left, and a rate found on one mixture says nothing of the next.
 */
export function calibrateClass(kind: ImageClass, pictures: readonly MeasuredPicture[], describe: (set: string) => string): ClassOutcome {
  const ofClass = pictures.filter((picture) => picture.class === kind);
  const kept = independent(ofClass);
  const scores = scoresOf(kept);
  const validated = kind !== 'other' && scores.untouched.length >= LEAST_VALIDATED && scores.altered.length >= LEAST_VALIDATED;
  const counted = {
    class: kind,
    validated,
    untouched: scores.untouched.length,
    altered: scores.altered.length,
    sets: setsOf(kept, describe),
  };
  const told = { leftOut: ofClass.length - kept.length, areaUnderCurve: areaUnderCurve(scores.altered, scores.untouched) };
  if (!validated) return { ...told, crossValidated: null, calibration: { ...counted, point: null, likelihoodRatio: null, reliabilityDiagram: [] } };
  const { ratios, flaggedUntouched, flaggedAltered, missedAltered } = crossValidate(kept);
  const likelihoodRatio = { ...fitLine(scores), ...supportedRange(ratios), cllr: cllr(ratios), cllrLeast: cllr(isotonicRatios(scores)) };
  return { ...told, crossValidated: { flaggedUntouched, flaggedAltered, missedAltered }, calibration: { ...counted, point: operatingPoint(scores), likelihoodRatio, reliabilityDiagram: diagramBins(ratios) } };
}

function setsOf(pictures: readonly MeasuredPicture[], describe: (set: string) => string): ClassCalibration['sets'] {
  const names = [...new Set(pictures.map(({ set }) => set))].toSorted();
  return names.map((name) => {
    const inSet = pictures.filter(({ set }) => set === name);
    const sides = inSet.map(({ longerSide }) => longerSide).toSorted((a, b) => a - b);
    const size = `longer side ${sides[0] ?? 0} to ${sides.at(-1) ?? 0} pixels, median ${sides[Math.floor(sides.length / 2)] ?? 0}`;
    const { altered, untouched } = scoresOf(inSet);
    return { name, untouched: untouched.length, altered: altered.length, description: [describe(name), size].filter((text) => text !== '').join('; ') };
  });
}

interface CrossValidated {
  readonly ratios: Ratios;
  readonly flaggedUntouched: number;
  readonly flaggedAltered: number;
  readonly missedAltered: number;
}

/** Fits on nine parts and reads the tenth, so that no picture is judged by itself or by another version of itself. */
function crossValidate(pictures: readonly MeasuredPicture[]): CrossValidated {
  const altered: number[] = [];
  const untouched: number[] = [];
  let [flaggedUntouched, flaggedAltered, missedAltered] = [0, 0, 0];
  for (const fold of foldsOf(pictures)) {
    if (fold.length === 0) continue;
    const inside = new Set(fold);
    const rest = scoresOf(pictures.filter((picture) => !inside.has(picture)));
    const line = fitLine(rest);
    const { clear, flag } = chooseThresholds(rest);
    const held = scoresOf(fold);
    altered.push(...held.altered.map((score) => ratioAt(line, score)));
    untouched.push(...held.untouched.map((score) => ratioAt(line, score)));
    flaggedUntouched += held.untouched.filter((score) => score >= flag).length;
    flaggedAltered += held.altered.filter((score) => score >= flag).length;
    missedAltered += held.altered.filter((score) => score < clear).length;
  }
  return { ratios: { altered, untouched }, flaggedUntouched, flaggedAltered, missedAltered };
}

/** Posterior at even prior odds against the share of altered pictures, both kinds weighted alike; bins without a picture are left out. */
export function diagramBins({ altered, untouched }: Ratios): ClassCalibration['reliabilityDiagram'] {
  const posterior = (ratio: number): number => 1 / (1 + 10 ** -ratio);
  const points = [...altered.map((ratio) => ({ at: posterior(ratio), altered: 1 / altered.length, untouched: 0 })), ...untouched.map((ratio) => ({ at: posterior(ratio), altered: 0, untouched: 1 / untouched.length }))];
  return Array.from({ length: DIAGRAM_BINS }, (_, bin) => {
    const inBin = points.filter(({ at }) => Math.min(DIAGRAM_BINS - 1, Math.floor(at * DIAGRAM_BINS)) === bin);
    const weight = inBin.reduce((sum, point) => sum + point.altered + point.untouched, 0);
    const mean = inBin.reduce((sum, point) => sum + point.at * (point.altered + point.untouched), 0) / weight;
    return { from: bin / DIAGRAM_BINS, to: (bin + 1) / DIAGRAM_BINS, mean, altered: inBin.reduce((sum, point) => sum + point.altered, 0) / weight, pictures: inBin.length };
  }).filter(({ pictures }) => pictures > 0);
}
