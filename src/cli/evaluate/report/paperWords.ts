import type { PaperRow } from '../paper.ts';
import type { EvaluationSet } from '../sets.ts';
import type { SetSummary } from '../summary.ts';

const METRICS = { mean_per_picture: 'means over pictures', doctamper_official: "by the metric of the set's authors" } as const;

/** Lines that put the paper's figures for a set beside ours by the same metric, or say why its row is not for this set. Empty for plain sets, which no paper has. */
export function paperInWords({ name, layout }: EvaluationSet, paper: PaperRow, ours: SetSummary | null): readonly string[] {
  if (layout === 'generic') return [];
  const figure = (value: number | null): string => (value === null || Number.isNaN(value) ? '-' : value.toFixed(3));
  const figures = (row: { readonly iou: number | null; readonly precision: number | null; readonly recall: number | null; readonly f1: number | null }): string =>
    `IoU ${figure(row.iou)}, precision ${figure(row.precision)}, recall ${figure(row.recall)}, F1 ${figure(row.f1)}`;
  const official = ours?.official ?? null;
  const without = layout === 'doctamper' && ours !== null ? [`${name}: the metric of the set's authors is given at a threshold of .5 only`] : [];
  const own = official === null ? without : [`${name}: ours by the metric of the set's authors: ${figures(official)} (${official.pictures} pictures)`];
  if (!paper.same) return [...own, `${name}: no row of the paper beside ours: ${paper.reason}`];
  const mine = ours !== null && paper.metric === 'mean_per_picture' ? [`${name}: ours: ${figures({ iou: ours.iou.value, precision: ours.precision.value, recall: ours.recall.value, f1: ours.f1.value })}`] : own;
  return [...mine, ...paper.rows.map((row) => `${name}: ${row.method}: ${figures(row)}`), `${name}: published: ${paper.pictures} pictures, ${METRICS[paper.metric]}; ${paper.source}. ${paper.note}`.trim()];
}
