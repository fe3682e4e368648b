import type { ExplainedRegion, RegionMeasurement } from '../../../contract/index.ts';
import type { Explained, Known } from '../types.ts';
import { domainOf, measuredArtifacts, measuredConfidence, measuredMethod, notableComparisons, verdictOf } from './assess.ts';
import type { Draft } from './draft.ts';
import { fitting, numbered } from './draft.ts';
import { historyStatements, limitStatements, verdictStatements } from './pictureStatements.ts';
import { listed, placeInWords } from './print.ts';
import { QUANTITY_WORDS } from './quantityWords.ts';
import { regionStatements } from './regionStatements.ts';

/**
 * The schema of an explanation filled from measurement alone, and sentences for two readers. Says nothing of what the picture shows. The same input gives the
 * same words; every statement carries the values it rests on.
 */
export function explainMeasured(known: Known): Explained {
  const perRegion = known.measurement.regions.map((region) => ({ region, drafts: regionStatements(region) }));
  const drafts = [...verdictStatements(known), ...perRegion.flatMap(({ drafts }) => drafts), ...historyStatements(known), ...limitStatements(known)];
  return {
    content: {
      verdict: verdictOf(known),
      domain: domainOf(known),
      regions: perRegion.map(({ region, drafts }) => explainedRegion(region, drafts, known)),
      summary: fitting(summarySentences(known), 500),
    },
    statements: numbered(drafts),
  };
}

/** What is said of a region nobody but the program has looked at. */
export function explainedRegion(region: RegionMeasurement, drafts: readonly Draft[], known: Known): ExplainedRegion {
  return {
    id: region.region,
    title: `Region ${region.region}`,
    text: null,
    absolute_position: region.position,
    relative_position: null,
    method_guess: measuredMethod(region),
    artifacts: measuredArtifacts(region),
    description: fitting([...drafts.filter(({ topic }) => topic === 'place'), ...drafts.filter(({ topic, grounds }) => topic === 'trace' && grounds.length === 1)].map(({ plain }) => plain).concat(notableComparisons(region).length === 0 ? ['No measured quantity stands out there.'] : []), 400),
    confidence: measuredConfidence(region, known),
  };
}

function summarySentences(known: Known): readonly string[] {
  const opening = verdictStatements(known).map(({ plain }) => plain);
  const { regions } = known.measurement;
  return [...opening, ...regions.map((region) => inShort(region)), ...(regions.length > 0 ? ['A difference alone does not show that anything was changed.'] : [])];
}

function inShort(region: RegionMeasurement): string {
  const notable = notableComparisons(region);
  const where = `Region ${region.region} lies ${placeInWords(region.position)}`;
  if (notable.length === 0) return `${where}; no measured quantity stands out there.`;
  const names = [...new Set(notable.map(({ quantity }) => QUANTITY_WORDS[quantity].plainName))];
  return names.length > 4 ? `${where} and stands out in ${names.length} measured ways.` : `${where} and stands out in ${listed(names)}.`;
}
