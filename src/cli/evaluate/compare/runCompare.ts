import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { forTerminal } from '../../../casework/index.ts';
import { AppError } from '../../../contract/index.ts';
import { note, print, printJson, table } from '../../output.ts';
import { replaceFile } from '../files.ts';
import { markdownTable, plain } from '../report/markdown.ts';
import { differenceText, pText } from '../words.ts';
import { compareResults, type Comparison, type SetComparison } from './compareResults.ts';
import { differingOptions, readResults } from './readResults.ts';

export interface CompareRequest {
  /** Folders of results. */
  readonly a: string;
  readonly b: string;
  readonly force: boolean;
  readonly json: boolean;
  /** Where comparison.json and comparison.md go; null writes none. */
  readonly out: string | null;
}

/** Compares two folders of results and prints what came out. Errors: ARGUMENT_INVALID where thresholds or options differ and `force` is not set. */
export async function runCompare({ a, b, force, json, out }: CompareRequest): Promise<void> {
  const [left, right] = [await readResults(a), await readResults(b)];
  const differing = differingOptions(left, right);
  if (differing.length > 0 && !force) {
    throw new AppError('ARGUMENT_INVALID', `The two runs are not alike: ${differing.join('; ')}. Run one of them again with the other's options, or compare all the same with --force.`);
  }
  for (const line of differing) note(`Compared although ${line}.`);
  const comparison = compareResults(left, right);
  if (comparison.sets.length === 0) throw new AppError('ARGUMENT_INVALID', `The two folders have no set in common (A: ${left.map(({ set }) => set).join(', ')}; B: ${right.map(({ set }) => set).join(', ')}).`);
  const names = { a: subjects(left), b: subjects(right) };
  const whole = { type: 'comparison' as const, a: { folder: relative(process.cwd(), resolve(a)), subject: names.a }, b: { folder: relative(process.cwd(), resolve(b)), subject: names.b }, differing, ...comparison };
  for (const line of missing(comparison)) note(forTerminal(line));
  if (out !== null) {
    await mkdir(out, { recursive: true });
    await replaceFile(join(out, 'comparison.json'), `${JSON.stringify(whole, null, 1)}\n`);
    await replaceFile(join(out, 'comparison.md'), comparisonReport(comparison, names, differing));
  }
  if (json) printJson(whole);
  else say(comparison, names);
}

function subjects(results: Awaited<ReturnType<typeof readResults>>): string {
  return [...new Set(results.map(({ subject }) => subject))].join(', ');
}

const HEAD = ['set', 'figure', 'pictures', 'A', 'B', 'B - A', 'B better', 'A better', 'same', 'p', 'p (Holm)'];

function rowsOf({ sets, overall }: Comparison): readonly (readonly string[])[] {
  const all = sets.length > 1 ? [...sets, overall] : sets;
  return all.flatMap((one) => [
    ...one.paired.filter(({ pictures }) => pictures > 0).map(({ label, pictures, a, b, difference, signs, test, corrected }) => [
      one.set, label, String(pictures), a.toFixed(3), b.toFixed(3), differenceText(difference), String(signs.b), String(signs.a), String(signs.same), pText(test.p), one === overall ? '' : pText(corrected),
    ]),
    ...aucRow(one),
  ]);
}

function aucRow({ set, imageAuc }: SetComparison): readonly (readonly string[])[] {
  if (imageAuc.altered === 0 || imageAuc.untouched === 0) return [];
  return [[set, 'image AUC', String(imageAuc.altered + imageAuc.untouched), imageAuc.a.toFixed(3), imageAuc.b.toFixed(3), differenceText(imageAuc.difference), '', '', '', '', '']];
}

const READING = [
  'B - A: mean difference over the same pictures, in brackets its 95 % interval (bootstrap over pairs, 1000 samples, fixed seed).',
  'p: Wilcoxon signed-rank test of the differences, two-sided, exact up to 30 pairs; corrected after Holm for the number of sets. False area: on untouched pictures, less is better.',
];

function say(comparison: Comparison, names: { readonly a: string; readonly b: string }): void {
  print(`A: ${names.a}`);
  print(`B: ${names.b}`);
  print();
  print(table(HEAD, rowsOf(comparison)));
  print();
  for (const line of READING) print(line);
}

const NAMED = 10;

function missing({ overall, setsOnlyA, setsOnlyB }: Comparison): readonly string[] {
  const list = (what: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`${what}: ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? ` and ${names.length - NAMED} more` : ''}`];
  return [
    ...list('Sets in A only', setsOnlyA), ...list('Sets in B only', setsOnlyB), ...list('Measured in A only, not compared', overall.onlyA), ...list('Measured in B only, not compared', overall.onlyB),
    ...list('Same name but not the same picture, not compared', overall.otherBytes),
  ];
}

function comparisonReport(comparison: Comparison, names: { readonly a: string; readonly b: string }, differing: readonly string[]): string {
  const left = missing(comparison);
  return [
    '# Comparison', `A: **${plain(names.a)}**  \nB: **${plain(names.b)}**`, ...differing.map((line) => `Compared although ${plain(line)}.`),
    markdownTable(HEAD, rowsOf(comparison).map((row) => row.map(plain))), READING.join(' '), ...(left.length === 0 ? [] : [left.map((line) => `* ${plain(line)}`).join('\n')]),
  ].join('\n\n').concat('\n');
}
