import type { ArtifactTrace, Comparison, ExplainedRegion, ExplanationContent, Method, RegionMeasurement } from '../../../contract/index.ts';
import type { Known } from '../types.ts';
import type { Family } from './quantityWords.ts';
import { QUANTITY_WORDS } from './quantityWords.ts';

/** From how many spreads, and up to how usual a value, a difference is called notable. */
export const NOTABLE = { effect: 3, rarity: 0.05 } as const;
export const SLIGHT_EFFECT = 2;
/** Below this mean reliability the network's own map is called unreliable. */
export const RELIABLE = 0.5;
/** Outline contrast from which the outline counts as an edge of the picture. */
export const OUTLINE_EDGE = 2;
/** A foreign grid from here on supports the guess of splicing. */
const STRONG_FOREIGN_GRID = { effect: 6, rarity: 0.02 } as const;

export type Level = 'notable' | 'slight' | 'none' | 'unmeasured';

/** How far a quantity inside a region stands out. A large effect that is not rare elsewhere in the picture is only slight. */
export function levelOf({ effect, rarity }: Comparison): Level {
  if (effect === null) return 'unmeasured';
  const size = Math.abs(effect);
  if (size >= NOTABLE.effect && rarity !== null && rarity <= NOTABLE.rarity) return 'notable';
  return size >= SLIGHT_EFFECT ? 'slight' : 'none';
}

/** By regions, score and reliability alone; `authentic` is the closed vocabulary's word for "no traces found by these methods". */
export function verdictOf({ measurement, finding }: Known): ExplanationContent['verdict'] {
  if (measurement.regionsInAll > 0) return 'tampered';
  return finding.score >= 0.5 || finding.reliability < RELIABLE ? 'uncertain' : 'authentic';
}

/** The examiner's setting in the words of the schema; null where it is not set. */
export function domainOf({ domain }: Known): ExplanationContent['domain'] {
  if (domain === 'unset') return null;
  return domain === 'photo' ? 'natural' : domain;
}

export function notableComparisons(region: RegionMeasurement): readonly Comparison[] {
  return region.comparisons.filter((one) => levelOf(one) === 'notable');
}

/** Traces of the closed vocabulary that measurement bears out, each once. */
export function measuredArtifacts(region: RegionMeasurement): ArtifactTrace[] {
  const found: ArtifactTrace[] = notableComparisons(region).map(({ quantity }) => QUANTITY_WORDS[quantity].artifact);
  if (region.outlineContrast !== null && region.outlineContrast >= OUTLINE_EDGE) found.push('edge');
  return [...new Set(found)];
}

/** Only a strong foreign grid says anything about how a region was made; everything else stays unknown. */
export function measuredMethod(region: RegionMeasurement): Method {
  const foreign = region.comparisons.find(({ quantity }) => quantity === 'foreign_grid');
  if (foreign === undefined || foreign.effect === null || foreign.rarity === null) return 'unknown';
  return foreign.effect >= STRONG_FOREIGN_GRID.effect && foreign.rarity <= STRONG_FOREIGN_GRID.rarity ? 'splicing' : 'unknown';
}

/** Families that what is shown alone explains often enough; they never make confidence high by themselves. */
const WEAK: ReadonlySet<Family> = new Set(['light', 'colour']);

/** From the map's reliability in the region and the number of independent notable quantities. A region whose method is guessed from one trace stays low. */
export function measuredConfidence(region: RegionMeasurement, known: Known): ExplainedRegion['confidence'] {
  const reliability = region.meanReliability ?? known.finding.reliability;
  const families = new Set(notableComparisons(region).map(({ quantity }) => QUANTITY_WORDS[quantity].family));
  const strong = [...families].filter((family) => !WEAK.has(family)).length;
  if (reliability < RELIABLE || families.size === 0 || measuredMethod(region) !== 'unknown') return 'low';
  return reliability >= 0.7 && families.size >= 2 && strong >= 1 ? 'high' : 'medium';
}
