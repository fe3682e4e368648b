import { createHash } from 'node:crypto';
import { parse } from 'node:path';
import type { ImageClass } from '../../contract/index.ts';

/** One measured picture. */
export interface MeasuredPicture {
  readonly set: string;
  /** Versions of one source share it: the file's name without folder, ending and what follows `--`. */
  readonly source: string;
  readonly class: ImageClass;
  readonly altered: boolean;
  readonly score: number;
  /** Pixels. */
  readonly longerSide: number;
}

/** Source of a result row: `images/harbour--splice.jpg` and `authentic/harbour.jpg` are both of `harbour`. */
export function sourceOf(image: string): string {
  return parse(image).name.split('--')[0] ?? '';
}

/** The first untouched and the first altered version of every source: more of them would count one photograph several times. */
export function independent(pictures: readonly MeasuredPicture[]): readonly MeasuredPicture[] {
  const seen = new Set<string>();
  return pictures.filter(({ class: kind, source, altered }) => {
    const key = JSON.stringify([kind, source, altered]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export const FOLDS = 10;

/** Parts for cross-validation; all versions of a source lie in one. The order follows from the names alone. */
export function foldsOf(pictures: readonly MeasuredPicture[]): readonly (readonly MeasuredPicture[])[] {
  const key = (source: string): string => createHash('sha256').update(source).digest('hex');
  const sources = [...new Set(pictures.map(({ source }) => source))].map((source) => ({ source, key: key(source) })).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const fold = new Map(sources.map(({ source }, index) => [source, index % FOLDS]));
  return Array.from({ length: FOLDS }, (_, part) => pictures.filter(({ source }) => fold.get(source) === part));
}

export function scoresOf(pictures: readonly MeasuredPicture[]): { readonly altered: readonly number[]; readonly untouched: readonly number[] } {
  return {
    altered: pictures.filter(({ altered }) => altered).map(({ score }) => score),
    untouched: pictures.filter(({ altered }) => !altered).map(({ score }) => score),
  };
}
