import type { AnsweredRegion } from '../types.ts';
import type { Instance } from './instances.ts';
import type { DescriptionAnswer } from './questions.ts';
import { shorten } from './text.ts';

/**
 * Step 2's answer joined with what was fixed in step 1. A region described twice counts once; one that was passed over has no description; one that nobody
 * asked about is kept under its number, for the grounding to strike.
 */
export function readDescriptions(instances: readonly Instance[], answer: DescriptionAnswer, notes: string[]): readonly AnsweredRegion[] {
  const described = new Map<number, DescriptionAnswer['regions'][number]>();
  for (const one of answer.regions) {
    if (described.has(one.region)) notes.push(`Region ${one.region} was described twice; the first description counts.`);
    else described.set(one.region, one);
  }
  const asked = instances.map((instance): AnsweredRegion => {
    const one = described.get(instance.id);
    if (one === undefined) {
      notes.push(`Region ${instance.id} was not described.`);
      return { ...instance, method: 'unknown', artifacts: [], description: '', confidence: 'low' };
    }
    return { ...instance, ...seen(one), claimedPosition: one.position === 'unknown' ? instance.claimedPosition : one.position };
  });
  const known = new Set(instances.map(({ id }) => id));
  const unasked = [...described.values()].filter(({ region }) => region >= 1 && !known.has(region));
  return [...asked, ...unasked.map((one): AnsweredRegion => ({ id: one.region, title: '', text: null, relation: null, claimedPosition: one.position === 'unknown' ? null : one.position, ...seen(one) }))];
}

function seen({ method, artifacts, description, confidence }: DescriptionAnswer['regions'][number]): Pick<AnsweredRegion, 'method' | 'artifacts' | 'description' | 'confidence'> {
  return { method, artifacts: [...new Set(artifacts)], description: shorten(description, 400), confidence };
}
