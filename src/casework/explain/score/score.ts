import type { DatasetRegion } from '../dataset/row.ts';
import type { ScoredRow } from './read.ts';
import { folded, proseWords } from './fold.ts';
import { matchRegions } from './match.ts';
import { bleu, rougeL, setF1, textSimilarity } from './textScores.ts';
import { meanCosine, type Vectors } from './vectors.ts';

/** Fields in the order of the table: first those of Table 6 of Omni-IML (arXiv 2411.14823), then the others. `exact`: 0 or 1; `fuzzy`: 0..1. */
export const FIELDS = [
  { field: 'text', name: 'tampered-text recognition', kind: 'fuzzy' },
  { field: 'position', name: 'absolute position', kind: 'exact' },
  { field: 'claimedPosition', name: 'absolute position, as the model says', kind: 'exact' },
  { field: 'relation', name: 'relative position', kind: 'exact' },
  { field: 'description', name: 'trace description', kind: 'fuzzy' },
  { field: 'title', name: 'title', kind: 'exact' },
  { field: 'titleFuzzy', name: 'title (similarity)', kind: 'fuzzy' },
  { field: 'anchor', name: 'anchor of the position', kind: 'fuzzy' },
  { field: 'artifacts', name: 'kinds of trace (F1)', kind: 'fuzzy' },
  { field: 'method', name: 'method', kind: 'exact' },
  { field: 'verdict', name: 'verdict', kind: 'exact' },
  { field: 'domain', name: 'domain', kind: 'exact' },
  { field: 'summary', name: 'summary', kind: 'fuzzy' },
] as const;
export type Field = (typeof FIELDS)[number]['field'];

/** Scores of one picture: for each field one number for each time the truth says something there (once a picture or once a region). */
export type PictureScores = Readonly<Record<Field, readonly number[]>> & { readonly missing: boolean; readonly missingRegions: number; readonly extraRegions: number };

/**
 * Compares the annotation of a picture with the truth (model.md 3.2). What the truth leaves open (null, empty, method `unknown`) is not scored. A prediction that is not there,
 * or a region no predicted one matches, scores 0 everywhere. Closed fields match exactly; `text`, titles and anchors by 1 - Levenshtein / longer length;
 * descriptions and the summary by `proseSimilarity`, 0 where the verdict or the method of the region is wrong.
 * Positions of our own annotations are measured; what the model itself said of them is scored beside, for rows of a model alone.
 */
export function scorePicture(predicted: ScoredRow | undefined, truth: ScoredRow, vectors: Vectors | null): PictureScores {
  const scores: Record<Field, number[]> = { text: [], position: [], claimedPosition: [], relation: [], description: [], title: [], titleFuzzy: [], anchor: [], artifacts: [], method: [], verdict: [], domain: [], summary: [] };
  const verdictRight = predicted?.content.verdict === truth.content.verdict;
  const exact = (isSame: boolean): number => (isSame ? 1 : 0);
  scores.verdict.push(exact(verdictRight));
  if (truth.content.domain !== null) scores.domain.push(exact(predicted?.content.domain === truth.content.domain));
  if (truth.content.summary.trim() !== '') scores.summary.push(predicted !== undefined && verdictRight ? proseSimilarity(predicted.content.summary, truth.content.summary, vectors) : 0);
  const matched = predicted === undefined ? truth.content.regions.map(() => null) : matchRegions(predicted, truth);
  for (const [index, region] of truth.content.regions.entries()) {
    const match = matched[index] ?? null;
    scoreRegion(scores, match, region, verdictRight, vectors);
    if (region.absolute_position === null || (predicted !== undefined && predicted.provenance.kind !== 'model')) continue;
    scores.claimedPosition.push(exact(match !== null && predicted?.provenance.claimed.find(({ id }) => id === match.id)?.position === region.absolute_position));
  }
  const found = matched.filter((one) => one !== null).length;
  return { ...scores, missing: predicted === undefined, missingRegions: matched.length - found, extraRegions: (predicted?.content.regions.length ?? 0) - found };
}

function scoreRegion(scores: Record<Field, number[]>, predicted: DatasetRegion | null, truth: DatasetRegion, verdictRight: boolean, vectors: Vectors | null): void {
  const exact = (isSame: boolean): number => (predicted !== null && isSame ? 1 : 0);
  const similar = (said: string | null | undefined, meant: string): number => (predicted === null ? 0 : textSimilarity(folded(said ?? ''), folded(meant)));
  if (truth.text !== null && truth.text.trim() !== '') scores.text.push(predicted === null ? 0 : textSimilarity(predicted.text?.trim() ?? '', truth.text.trim()));
  if (truth.absolute_position !== null) scores.position.push(exact(predicted?.absolute_position === truth.absolute_position));
  if (truth.relative_position !== null) {
    scores.relation.push(exact(predicted?.relative_position?.relation === truth.relative_position.relation));
    if (truth.relative_position.anchor.trim() !== '') scores.anchor.push(similar(predicted?.relative_position?.anchor, truth.relative_position.anchor));
  }
  if (truth.title.trim() !== '') {
    scores.title.push(exact(folded(predicted?.title ?? '') === folded(truth.title)));
    scores.titleFuzzy.push(similar(predicted?.title, truth.title));
  }
  const methodRight = truth.method_guess === 'unknown' || predicted?.method_guess === truth.method_guess;
  if (truth.method_guess !== 'unknown') scores.method.push(exact(methodRight));
  scores.artifacts.push(predicted === null ? 0 : setF1(predicted.artifacts, truth.artifacts));
  if (truth.description.trim() !== '') scores.description.push(predicted !== null && verdictRight && methodRight ? proseSimilarity(predicted.description, truth.description, vectors) : 0);
}

/**
 * Mean of the cosine of averaged word vectors, ROUGE-L F and BLEU of two texts without quoted strings and punctuation; without vectors the mean of the last
 * two. Where nothing is left of the truth, 1 for the same words and else 0.
 */
export function proseSimilarity(predicted: string, truth: string, vectors: Vectors | null): number {
  const [said, meant] = [proseWords(predicted), proseWords(truth)];
  if (meant.length === 0) return folded(predicted) === folded(truth) ? 1 : 0;
  const parts = [rougeL(said, meant), bleu(said, meant), ...(vectors === null ? [] : [meanCosine(said, meant, vectors)])];
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

/** Every word whose vector could be needed to score `rows`. */
export function wordsOf(rows: readonly ScoredRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ content }) => [content.summary, ...content.regions.map(({ description }) => description)].flatMap(proseWords)));
}
