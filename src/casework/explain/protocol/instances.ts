import { AppError, type PromptPicture, type RegionMeasurement } from '../../../contract/index.ts';
import type { AnsweredRegion } from '../types.ts';
import type { Asker } from './ask.ts';
import { instancePrompt, placesPrompt } from './prompts.ts';
import { type InstanceAnswer, instanceQuestion, placesQuestion } from './questions.ts';
import { orNull, type Relation, shorten } from './text.ts';

/** What a region or place is; fixed after step 1. */
export type Instance = Pick<AnsweredRegion, 'id' | 'title' | 'text' | 'relation' | 'claimedPosition'>;

/** Step 1: each region by the crop around it. Where the model declines or its reply cannot be read the region stays without a name. Throws the last such error if that holds for all. */
export async function recogniseRegions(ask: Asker, pictures: readonly PromptPicture[], regions: readonly RegionMeasurement[], notes: string[]): Promise<readonly Instance[]> {
  const instances: Instance[] = [];
  let failed: AppError | null = null;
  let recognised = 0;
  for (const [index, { region }] of regions.entries()) {
    const crop = pictures.find((picture) => picture.kind === 'crop' && picture.region === region);
    if (crop === undefined) {
      notes.push(`There is no close view of region ${region}, so it was not named.`);
      instances.push(unnamed(region));
      continue;
    }
    try {
      const answer = await ask({ step: 'instances', text: instancePrompt(region), pictures: [crop], question: instanceQuestion, from: index / regions.length, to: (index + 1) / regions.length });
      instances.push(instanceOf(region, answer, null));
      recognised += 1;
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'SERVER_ANSWER_INVALID' && error.code !== 'SERVER_REFUSED')) throw error;
      failed = error;
      notes.push(`What region ${region} shows was not answered: ${error.message}`);
      instances.push(unnamed(region));
    }
  }
  if (recognised === 0 && failed !== null) throw failed;
  return instances;
}

/** Step 1 without a mask: places of the model's own choice, numbered by the regions that lie in the same ninth of the picture. */
export async function findPlaces(ask: Asker, original: PromptPicture, regions: readonly RegionMeasurement[], regionsInAll: number): Promise<readonly Instance[]> {
  const { places } = await ask({ step: 'instances', text: placesPrompt(regions.length), pictures: [original], question: placesQuestion, tokens: Math.ceil(regions.length / 4) });
  const free = [...regions];
  let unused = Math.max(regionsInAll, ...regions.map(({ region }) => region));
  return places.slice(0, regions.length).map(({ position, ...answer }) => {
    const match = free.findIndex((region) => region.position === position);
    const [region] = match === -1 ? [] : free.splice(match, 1);
    if (region === undefined) unused += 1;
    return instanceOf(region?.region ?? unused, answer, position === 'unknown' ? null : position);
  });
}

function instanceOf(id: number, { title, text, relation, anchor }: InstanceAnswer, claimedPosition: string | null): Instance {
  return { id, title: shorten(title, 60), text: orNull(shorten(text, 300)), relation: relationOf(relation, anchor), claimedPosition };
}

function relationOf(relation: string, anchor: string): Relation | null {
  const named = shorten(anchor, 60);
  return relation === 'none' || named === '' ? null : { relation, anchor: named };
}

function unnamed(id: number): Instance {
  return { id, title: '', text: null, relation: null, claimedPosition: null };
}
