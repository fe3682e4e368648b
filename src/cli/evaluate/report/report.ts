import { type GroupRow, type Groups, groupTables } from '../groups.ts';
import type { SetManifest } from '../manifest.ts';
import { paperInWords } from './paperWords.ts';
import type { MethodRobustness } from '../robustness/robustness.ts';
import type { SetEvaluation } from '../run.ts';
import type { SetSummary } from '../summary.ts';
import { differenceText, estimateText, methodTitle } from '../words.ts';
import { linkTarget, markdownTable, plain } from './markdown.ts';

/** The whole run as a Markdown page; charts are linked from `curves/` beside it. */
export function evaluationReport(sets: readonly SetEvaluation[]): string {
  const network = sets.flatMap(({ summaries }) => summaries).find(({ model }) => model !== null);
  const parts = [
    '# Evaluation',
    network?.model ? `Model **${plain(network.model.id)}** (SHA-256 \`${network.model.sha256}\`), provider ${network.provider ?? 'unknown'}, threshold ${network.options.threshold}, tiles of ${network.options.tileSize} overlapping by ${network.options.tileOverlap}, ${network.options.globalPass ? 'with' : 'without'} a pass over the whole picture.` : null,
    'In brackets: 95 % intervals over pictures (percentile bootstrap, 1000 samples, fixed seed). No figure is taken at a best threshold.',
    '## All sets',
    overview(sets.flatMap(({ summaries }) => summaries)),
    ...sets.flatMap(({ set, summaries, paper }) => paperInWords(set, paper, summaries.find(({ method }) => method === 'network') ?? null).map((line) => `* ${plain(line)}`).join('\n') || []),
    NOTES,
    ...overAllSets(sets),
    ...sets.flatMap(setSection),
  ];
  return `${parts.filter((part) => part !== null && part !== '').join('\n\n')}\n`;
}

const NOTES = `* F1, IoU, precision, recall: at the threshold for each altered picture, then the mean over pictures. Pixel AP: average precision of a picture's pixels, mean over pictures.
* Image AUC, AP and F1: of the image score, altered against untouched pictures of the same set. False-positive rate: untouched pictures whose image score reaches the threshold. False area: mean share of an untouched picture that is marked.
* A classical method is taken at its own decision, .5. Where it has nothing to go on it counts as a map that marks nothing (F1 0, no false area); how often is in the column "does not apply".`;

function overview(summaries: readonly SetSummary[]): string {
  return markdownTable(
    ['set', 'method', 'altered', 'untouched', 'F1', 'IoU', 'precision', 'recall', 'pixel AP', 'image AUC', 'image AP', 'image F1', 'false-positive rate', 'false area', 'does not apply', 'failed', 's a picture'],
    summaries.map((one) => [
      plain(one.set), plain(methodTitle(one.method)), String(one.altered), String(one.untouched), estimateText(one.f1), estimateText(one.iou), estimateText(one.precision), estimateText(one.recall), estimateText(one.pixelAp),
      estimateText(one.imageAuc), estimateText(one.imageAp), estimateText(one.imageF1), estimateText(one.falsePositiveRate), estimateText(one.falsePositiveArea), String(one.notApplicable), String(one.failed), Number.isNaN(one.secondsPerPicture) ? '-' : one.secondsPerPicture.toFixed(2),
    ]),
  );
}

function setSection({ set, summaries, robustness, charts }: SetEvaluation): readonly string[] {
  return [
    `## ${plain(set.name)}`,
    `Layout ${set.layout}: ${plain(set.why)}.${set.warnings.length === 0 ? '' : ` Left out or odd: ${set.warnings.length}, such as ${plain(set.warnings[0] ?? '')}.`}`,
    ...summaries.flatMap((summary) => tellingTables(summary.groups).map(([column, rows]) => groupSection(`By ${column}, ${methodTitle(summary.method)}`, column, rows))),
    ...(robustness === null ? [] : robustness.methods.map(robustnessSection)),
    ...charts.map(({ file, title }) => `![${plain(title)}](curves/${linkTarget(file)})`),
  ];
}

/** A property that all pictures share says nothing that the set's row does not. */
function tellingTables(groups: Groups): readonly (readonly [string, readonly GroupRow[]])[] {
  return Object.entries(groups).filter(([, rows]) => rows.length > 1);
}

function groupSection(title: string, column: string, rows: readonly GroupRow[]): string {
  const table = markdownTable(
    [plain(column), 'altered', 'untouched', 'F1', 'IoU', 'found by image score', 'image AUC', 'false area'],
    rows.map((row) => [plain(row.value), String(row.altered), String(row.untouched), estimateText(row.f1), estimateText(row.iou), estimateText(row.found), estimateText(row.imageAuc), estimateText(row.falsePositiveArea)]),
  );
  return `### ${plain(title)}\n\n${table}`;
}

function robustnessSection({ method, unchanged, rows }: MethodRobustness): string {
  const table = markdownTable(
    ['change', 'altered', 'untouched', 'F1', 'change of F1', 'IoU', 'change of IoU', 'image AUC', 'change of AUC', 'false area', 'change of false area', 'failed'],
    [
      ['none', String(unchanged.altered), String(unchanged.untouched), estimateText(unchanged.f1), '', estimateText(unchanged.iou), '', estimateText(unchanged.imageAuc), '', estimateText(unchanged.falsePositiveArea), '', ''],
      ...rows.map(({ label, difference, ...row }) => [
        plain(label), String(row.altered), String(row.untouched), estimateText(row.f1), differenceText(difference.f1), estimateText(row.iou), differenceText(difference.iou),
        estimateText(row.imageAuc), differenceText(difference.imageAuc), estimateText(row.falsePositiveArea), differenceText(difference.falsePositiveArea), String(row.failed),
      ]),
    ],
  );
  return `### Robustness, ${plain(methodTitle(method))}\n\nChanged against unchanged on the same pictures, altered and untouched ones alike; masks follow the change.\n\n${table}`;
}

/** Tables over the pictures of all sets, for what the manifests of two or more of them state. */
function overAllSets(sets: readonly SetEvaluation[]): readonly string[] {
  const stating = sets.filter(({ manifest }) => manifest.size > 0);
  if (stating.length < 2) return [];
  const manifest: SetManifest = new Map(stating.flatMap(({ set, manifest }) => [...manifest].map(([image, stated]) => [`${set.name}/${image}`, stated] as const)));
  const methods = stating[0]?.results.map(({ method }) => method) ?? [];
  const sections = methods.flatMap((method) => {
    const results = stating.flatMap(({ set, results }) => results.filter((one) => one.method.name === method.name).flatMap((one) => one.results.map((result) => ({ ...result, image: `${set.name}/${result.image}` }))));
    return tellingTables(groupTables(results, manifest, method.threshold)).map(([column, rows]) => groupSection(`By ${column}, ${methodTitle(method.name)}`, column, rows));
  });
  return sections.length === 0 ? [] : [`## Over ${stating.length} sets by what they state of their pictures`, ...sections];
}
