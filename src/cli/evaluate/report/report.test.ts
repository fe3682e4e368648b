import { expect, test } from 'vitest';
import { analysisOptionsSchema } from '../../../contract/index.ts';
import { emptySums } from '../curves.ts';
import { failedResult, type MethodResults } from '../evaluateSet.ts';
import type { PaperRow } from '../paper.ts';
import type { EvaluationSet, LayoutName } from '../sets.ts';
import { type SetSummary, summarise } from '../summary.ts';
import { differenceText, estimateText, pText } from '../words.ts';
import { linkTarget, markdownTable, plain } from './markdown.ts';
import { paperInWords } from './paperWords.ts';
import { evaluationReport } from './report.ts';

const base = { ...failedResult({ name: '', tampered: null }, { code: 'IMAGE_CORRUPT', message: '' }), error: null };
const confusion = { truePositive: 1, falsePositive: 0, falseNegative: 1, trueNegative: 2 };
const results: MethodResults = {
  method: { name: 'network', threshold: 0.5, lanes: 1, run: () => Promise.reject(new Error('not run')) }, sums: emptySums(), identity: { provider: 'cpu', parameters: null },
  results: [{ ...base, image: 'images/a', altered: true, score: 0.9, maskShare: 0.2, confusion, scores: { iou: 0.5, precision: 1, recall: 0.5, f1: 2 / 3 } }, { ...base, image: 'authentic/u', altered: false, score: 0.1, maskShare: 0.05 }],
};
const set = (name: string, layout: LayoutName): EvaluationSet => ({ name, folder: name, layout, why: 'its files', tampered: [], authentic: [], warnings: [] });

function summary(layout: LayoutName, threshold = 0.5): SetSummary {
  return summarise({ set: 's', layout, protocol: null, model: { id: 'm', sha256: 'ab' }, options: analysisOptionsSchema.parse({}), manifest: new Map() }, { ...results, method: { ...results.method, threshold } });
}

test('what comes from files shows as it is and opens nothing', () => {
  expect(plain('a|b <i>*x*</i>\n[1](2) `c`')).toBe(String.raw`a\|b &lt;i&gt;\*x\*&lt;/i&gt; \[1\](2) \`c\``);
  expect(linkTarget('a b/c(1).svg')).toBe('a%20b/c%281%29.svg');
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n|---|---:|\n| 1 | 2 |');
});

test('figures are told with their intervals, differences with their sign, small p as small', () => {
  expect(estimateText({ value: 0.5, low: 0.25, high: 0.75 })).toBe('0.500 [0.250, 0.750]');
  expect(differenceText({ value: -0.0001, low: -0.1, high: 0.1 })).toBe('0.000 [-0.100, +0.100]');
  expect(estimateText({ value: Number.NaN, low: Number.NaN, high: Number.NaN })).toBe('-');
  expect([pText(0.0004), pText(0.0415)]).toEqual(['< 0.001', '0.042']);
});

test("the paper's row stands beside ours by its own metric, or the reason why not", () => {
  const same: PaperRow = { same: true, rows: [{ method: 'Omni-IML', iou: 0.798, precision: null, recall: null, f1: 0.834 }], metric: 'mean_per_picture', pictures: 920, source: 'Table 1', note: 'Resized.' };
  expect(paperInWords(set('c', 'casia1'), same, summary('casia1'))).toEqual([
    'c: ours: IoU 0.500, precision 1.000, recall 0.500, F1 0.667', 'c: Omni-IML: IoU 0.798, precision -, recall -, F1 0.834', 'c: published: 920 pictures, means over pictures; Table 1. Resized.',
  ]);
  // The official metric: F1 from mean precision 1 and mean recall .5.
  expect(paperInWords(set('d', 'doctamper'), { ...same, metric: 'doctamper_official' }, summary('doctamper'))[0]).toBe("d: ours by the metric of the set's authors: IoU 0.500, precision 1.000, recall 0.500, F1 0.667 (1 pictures)");
  expect(paperInWords(set('d', 'doctamper'), { same: false, reason: 'too few' }, summary('doctamper', 0.4))).toEqual(["d: the metric of the set's authors is given at a threshold of .5 only", 'd: no row of the paper beside ours: too few']);
  expect(paperInWords(set('g', 'generic'), { same: false, reason: 'x' }, summary('generic'))).toEqual([]);
});

test('a report of two sets has their rows, and what their manifests state over both', () => {
  const one = (name: string, operation: string) => ({ set: set(name, 'generic'), manifest: new Map([['images/a', { operation }]]), results: [results], summaries: [{ ...summary('generic'), set: name }], paper: { same: false, reason: '' } as const, robustness: null, charts: [{ file: `${name}-roc.svg`, title: 'T', svg: '' }] });
  const report = evaluationReport([one('x|y', 'splice'), one('z', 'copy')]);
  expect(report).toContain('| x\\|y | network | 1 | 1 | 0.667 [0.667, 0.667] |');
  expect(report).toContain('![T](curves/x%7Cy-roc.svg)');
  expect(report).toMatch(/## Over 2 sets by what they state of their pictures\n\n### By operation, network\n\n.*\n.*\n\| copy \| 1 \| 0 \|.*\n\| splice \| 1 \| 0 \|/);
});
