import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AnalysisOptions, AppError, type MeasuredSet, measuredSetSchema, RELIABILITY_BINS } from '../../contract/index.ts';
import { type MeasuredPicture, sourceOf } from './pictures.ts';

/** Counts of pixels by predicted reliability, over the pictures of one set. */
export interface SetReliability {
  readonly set: string;
  readonly pixels: readonly number[];
  readonly errors: readonly number[];
}

export interface MeasuredResults {
  readonly options: AnalysisOptions;
  readonly pictures: readonly MeasuredPicture[];
  readonly reliability: readonly SetReliability[];
  /** Pictures that failed, and those without a class. */
  readonly failed: number;
}

/**
 * Reads the <set>.json files that `palimpsest evaluate` wrote into these folders. Errors: FILE_NOT_FOUND; ARGUMENT_INVALID where a folder holds none, a
 * file is of another release or of other weights than `model`'s, sets of one name meet, or they were measured with different options.
 */
export async function readResults(folders: readonly string[], model: { readonly id: string; readonly sha256: string }): Promise<MeasuredResults> {
  const files = (await Promise.all(folders.map(resultFiles))).flat();
  const results: MeasuredSet[] = [];
  for (const path of files) results.push(await readResult(path, model));
  const [first] = results;
  if (first === undefined) throw new AppError('ARGUMENT_INVALID', 'The folders hold no results. Run "palimpsest evaluate" with --out first.');
  const { options } = first.summary;
  for (const { summary } of results) {
    if (JSON.stringify(summary.options) !== JSON.stringify(options)) throw new AppError('ARGUMENT_INVALID', `${first.summary.set} and ${summary.set} were measured with different options. Run "palimpsest evaluate" on all sets with the same ones.`);
  }
  const twice = results.find(({ summary }, index) => results.findIndex((other) => other.summary.set === summary.set) !== index);
  if (twice !== undefined) throw new AppError('ARGUMENT_INVALID', `The set ${twice.summary.set} is there twice. Name each result folder once.`);
  return {
    options,
    pictures: results.flatMap(measuredPictures),
    reliability: results.map(reliabilityOf),
    failed: results.reduce((sum, { pictures }) => sum + pictures.filter(({ score, class: kind }) => score === null || kind === null).length, 0),
  };
}

async function resultFiles(folder: string): Promise<readonly string[]> {
  const root = resolve(folder);
  if (!existsSync(root)) throw new AppError('FILE_NOT_FOUND', `There is no folder ${root}. Check the path.`);
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw new AppError('ARGUMENT_INVALID', `${root} is not a folder that can be read.`, undefined, error);
  });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map((entry) => join(root, entry.name));
  if (files.length === 0) throw new AppError('ARGUMENT_INVALID', `${root} holds no results. Run "palimpsest evaluate" with --out ${folder} first.`);
  return files.toSorted();
}

async function readResult(path: string, model: { readonly id: string; readonly sha256: string }): Promise<MeasuredSet> {
  const text = await readFile(path, 'utf8');
  const result = measuredSetSchema.safeParse(parseJson(text));
  if (!result.success) throw new AppError('ARGUMENT_INVALID', `${path} is no result of this release's "palimpsest evaluate". Remove it or measure the set again.`, { issues: result.error.issues.slice(0, 5) });
  if (result.data.summary.model.sha256 !== model.sha256) {
    throw new AppError('ARGUMENT_INVALID', `${path} was measured with other weights than those of ${model.id}. Measure the set again with this model.`, { measured: result.data.summary.model.sha256, model: model.sha256 });
  }
  return result.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function measuredPictures({ summary, pictures }: MeasuredSet): readonly MeasuredPicture[] {
  return pictures.flatMap(({ image, altered, class: kind, score, width, height }) =>
    kind === null || score === null ? [] : [{ set: summary.set, source: sourceOf(image), class: kind, altered, score, longerSide: Math.max(width ?? 0, height ?? 0) }],
  );
}

function reliabilityOf({ summary, pictures }: MeasuredSet): SetReliability {
  const counts = pictures.flatMap(({ reliabilityCounts }) => reliabilityCounts ?? []);
  const sum = (which: 'pixels' | 'errors'): number[] => Array.from({ length: RELIABILITY_BINS }, (_, bin) => counts.reduce((total, one) => total + (one[which][bin] ?? 0), 0));
  return { set: summary.set, pixels: sum('pixels'), errors: sum('errors') };
}
