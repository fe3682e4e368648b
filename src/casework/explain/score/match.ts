import type { DatasetRegion } from '../dataset/row.ts';
import type { ScoredRow } from './read.ts';
import { folded } from './fold.ts';
import { textSimilarity } from './textScores.ts';

/** Two regions that have less in common than this are not the same. */
const LEAST = 0.3;

/**
 * The predicted region for each true one, or null; each predicted one is used once. Where both rows were made under one mask their numbers name the same
 * regions. Else pairs are taken greedily by what they have in common: title (or transcription) and position, half and half.
 */
export function matchRegions(predicted: ScoredRow, truth: ScoredRow): readonly (DatasetRegion | null)[] {
  const mask = truth.provenance.maskSha256;
  if (mask !== null && mask === predicted.provenance.maskSha256 && truth.provenance.minimumRegionArea === predicted.provenance.minimumRegionArea) {
    const byId = new Map(predicted.content.regions.map((region) => [region.id, region]));
    return truth.content.regions.map(({ id }) => byId.get(id) ?? null);
  }
  const pairs = truth.content.regions.flatMap((region, index) => predicted.content.regions.map((other, place) => ({ index, place, common: inCommon(other, region) }))).filter(({ common }) => common >= LEAST);
  const matched: (DatasetRegion | null)[] = truth.content.regions.map(() => null);
  const used = new Set<number>();
  for (const { index, place } of pairs.toSorted((a, b) => b.common - a.common || a.index - b.index || a.place - b.place)) {
    if (matched[index] !== null || used.has(place)) continue;
    matched[index] = predicted.content.regions[place] ?? null;
    used.add(place);
  }
  return matched;
}

function inCommon(predicted: DatasetRegion, truth: DatasetRegion): number {
  const title = textSimilarity(folded(predicted.title), folded(truth.title));
  const text = predicted.text === null || truth.text === null ? 0 : textSimilarity(folded(predicted.text), folded(truth.text));
  const place = predicted.absolute_position !== null && predicted.absolute_position === truth.absolute_position ? 1 : 0;
  return 0.5 * Math.max(title, text) + 0.5 * place;
}
