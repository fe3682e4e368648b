import { type Calibration, IMAGE_CLASSES, type Manifest, RELIABILITY_BINS } from '../../contract/index.ts';
import { calibrateClass, type ClassOutcome } from './calibrateClass.ts';
import type { MeasuredResults, SetReliability } from './results.ts';

/** The calibration of a model from what was measured, and per class what is only said on the screen. `madeOn`: UTC date. */
export function calibrate(model: Pick<Manifest, 'id' | 'sha256'>, results: MeasuredResults, descriptions: ReadonlyMap<string, string>, madeOn: string): { readonly calibration: Calibration; readonly outcomes: readonly ClassOutcome[] } {
  const outcomes = IMAGE_CLASSES.map((kind) => calibrateClass(kind, results.pictures, (set) => descriptions.get(set) ?? ''));
  return {
    outcomes,
    calibration: {
      schema: 1,
      modelId: model.id,
      modelSha256: model.sha256,
      options: results.options,
      madeOn,
      classes: outcomes.map(({ calibration }) => calibration),
      reliabilityMap: reliabilityMap(results.reliability),
    },
  };
}

/** Share of wrong pixels by predicted reliability over all sets that say it; null where none does. Bins without a pixel are left out. */
export function reliabilityMap(sets: readonly SetReliability[]): Calibration['reliabilityMap'] {
  const measured = sets.filter(({ pixels }) => pixels.some((count) => count > 0));
  if (measured.length === 0) return null;
  const sum = (which: 'pixels' | 'errors', bin: number): number => measured.reduce((total, set) => total + (set[which][bin] ?? 0), 0);
  const bins = Array.from({ length: RELIABILITY_BINS }, (_, bin) => ({ from: bin / RELIABILITY_BINS, to: (bin + 1) / RELIABILITY_BINS, pixels: sum('pixels', bin), errors: sum('errors', bin) }));
  return { sets: measured.map(({ set }) => set), bins: bins.flatMap((bin) => (bin.pixels === 0 ? [] : [{ ...bin, errors: bin.errors / bin.pixels }])) };
}
