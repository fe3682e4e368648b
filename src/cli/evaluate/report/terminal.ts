import { print, table } from '../../output.ts';
import type { SetEvaluation } from '../run.ts';
import { differenceText, estimateText, methodTitle } from '../words.ts';
import { paperInWords } from './paperWords.ts';

/** The run on the terminal: the table, the paper's row, tables of robustness. */
export function sayEvaluation(sets: readonly SetEvaluation[], threshold: number): void {
  const summaries = sets.flatMap((one) => one.summaries);
  const several = summaries.some(({ method }) => method !== 'network');
  const rows = summaries.map((one) => [
    one.set, ...(several ? [methodTitle(one.method)] : []), String(one.altered), String(one.untouched), estimateText(one.iou), estimateText(one.precision), estimateText(one.recall), estimateText(one.f1),
    estimateText(one.imageAuc), estimateText(one.imageAp), estimateText(one.imageF1), estimateText(one.falsePositiveRate), estimateText(one.falsePositiveArea), ...(several ? [String(one.notApplicable)] : []), one.failed === 0 ? '' : String(one.failed),
  ]);
  print(table(['set', ...(several ? ['method'] : []), 'altered', 'untouched', 'IoU', 'precision', 'recall', 'F1', 'image AUC', 'image AP', 'image F1', 'false-positive rate', 'false-positive area', ...(several ? ['does not apply'] : []), 'failed'], rows));
  for (const { set, paper, summaries: own } of sets) for (const line of paperInWords(set, paper, own.find(({ method }) => method === 'network') ?? null)) print(line);
  for (const one of sets) sayRobustness(one);
  print();
  print(`IoU, precision, recall and F1 at ${threshold}${several ? ' (classical methods at .5)' : ''}: means over altered pictures. False positives: untouched pictures with an image score of at least that; their mean mask area.`);
  print('In brackets: 95 % intervals over pictures (bootstrap, fixed seed).');
}

function sayRobustness({ set, robustness }: SetEvaluation): void {
  for (const { method, unchanged, rows } of robustness?.methods ?? []) {
    print();
    print(`${set.name}, ${methodTitle(method)}: ${unchanged.altered} altered and ${unchanged.untouched} untouched pictures, changed; differences against the same pictures unchanged`);
    print(table(['change', 'F1', 'difference', 'IoU', 'difference', 'image AUC', 'difference', 'false area', 'difference', 'failed'], [
      ['none', estimateText(unchanged.f1), '', estimateText(unchanged.iou), '', estimateText(unchanged.imageAuc), '', estimateText(unchanged.falsePositiveArea), '', ''],
      ...rows.map(({ label, difference, ...row }) => [
        label, estimateText(row.f1), differenceText(difference.f1), estimateText(row.iou), differenceText(difference.iou), estimateText(row.imageAuc), differenceText(difference.imageAuc),
        estimateText(row.falsePositiveArea), differenceText(difference.falsePositiveArea), row.failed === 0 ? '' : String(row.failed),
      ]),
    ]));
  }
}
