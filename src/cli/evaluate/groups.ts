import { bootstrap, bootstrapMean, type Estimate } from './bootstrap.ts';
import type { PictureResult } from './evaluateSet.ts';
import type { SetManifest } from './manifest.ts';
import { areaUnderCurve, mean } from './metrics.ts';

/** The pictures that share one stated property, measured as a set of their own. */
export interface GroupRow {
  readonly value: string;
  readonly altered: number;
  readonly untouched: number;
  readonly f1: Estimate;
  readonly iou: Estimate;
  /** Share of the altered pictures with an image score of at least the threshold. */
  readonly found: Estimate;
  /** Against the group's own untouched pictures, or against all of the set where it has none. */
  readonly imageAuc: Estimate;
  readonly falsePositiveArea: Estimate;
}

/** A table a column of the manifest. */
export type Groups = Readonly<Record<string, readonly GroupRow[]>>;

/** A column that tells nearly every picture apart is no property to group by. */
const MOST_VALUES = 40;

export function groupTables(results: readonly PictureResult[], manifest: SetManifest, threshold: number): Groups {
  const columns = new Set(results.flatMap(({ image }) => Object.keys(manifest.get(image) ?? {})));
  const tables: Record<string, readonly GroupRow[]> = {};
  for (const column of columns) {
    const rows = groupRows(results, ({ image }) => manifest.get(image)?.[column], threshold);
    if (rows.length <= MOST_VALUES) tables[column] = rows;
  }
  return tables;
}

/** A row a value, in the order of their names. Pictures without a value are in none; failed ones are left out. */
export function groupRows(results: readonly PictureResult[], valueOf: (result: PictureResult) => string | undefined, threshold: number): readonly GroupRow[] {
  const measured = results.filter(({ error }) => error === null);
  const everyUntouched = measured.filter(({ altered }) => !altered);
  const byValue = Map.groupBy(measured, valueOf);
  return [...byValue].flatMap(([value, members]) => (value === undefined ? [] : [groupRow(value, members, everyUntouched, threshold)])).toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

function groupRow(value: string, members: readonly PictureResult[], everyUntouched: readonly PictureResult[], threshold: number): GroupRow {
  const altered = members.filter((result) => result.altered);
  const untouched = members.filter((result) => !result.altered);
  const scores = altered.flatMap((result) => (result.scores === null ? [] : [result.scores]));
  const imageScores = altered.map(({ score }) => score ?? 0);
  const against = (untouched.length > 0 ? untouched : everyUntouched).map(({ score }) => score ?? 0);
  return {
    value,
    altered: scores.length,
    untouched: untouched.length,
    f1: bootstrapMean(scores.map(({ f1 }) => f1)),
    iou: bootstrapMean(scores.map(({ iou }) => iou)),
    found: bootstrapMean(imageScores.map((score) => (score >= threshold ? 1 : 0))),
    imageAuc: bootstrap([imageScores, against], ([one = [], other = []]) => areaUnderCurve(one, other)),
    falsePositiveArea: bootstrap([untouched], ([sample = []]) => mean(sample.map(({ maskShare }) => maskShare ?? 0))),
  };
}
