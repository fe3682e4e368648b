import { METHODS, type PromptPicture } from '../../../contract/index.ts';
import { descriptionPrompt, instancePrompt, SYSTEM_PROMPT } from '../protocol/prompts.ts';
import type { DescriptionAnswer, InstanceAnswer } from '../protocol/questions.ts';
import type { DatasetRow } from './row.ts';

export const SFT_FORMATS = ['qwen-vl', 'internvl'] as const;
export type SftFormat = (typeof SFT_FORMATS)[number];

/** One conversation to learn from: one picture, the prompt of the product, the answer it should get. */
export interface SftSample {
  readonly id: string;
  /** Path of the picture as the trainer finds it. */
  readonly picture: string;
  readonly width: number;
  readonly height: number;
  readonly system: string;
  readonly user: string;
  readonly answer: string;
}

/** Why a row teaches nothing, or null. */
export function unfitFor(row: DatasetRow): string | null {
  if (row.provenance.kind === 'measured') return 'filled from measurement alone';
  if (row.provenance.variant !== 'mask') return 'made without the true mask';
  return row.content.regions.length === 0 ? 'without regions' : null;
}

/** Step 2 of the protocol on the joined picture: prompt and answer in the very form in which the product asks and reads. */
export function descriptionSample(row: DatasetRow, picture: PromptPicture, path: string): SftSample {
  const { regions, summary } = row.content;
  const answer: DescriptionAnswer = {
    regions: regions.map(({ id, absolute_position, artifacts, method_guess, description, confidence }) => ({ region: id, position: absolute_position ?? 'unknown', artifacts, method: METHODS.includes(method_guess) ? method_guess : 'unknown', description, confidence: confidence ?? 'medium' })),
    count: regions.length,
    summary,
  };
  return sample(`${row.image}#description`, picture, path, descriptionPrompt(regions, 'mask'), answer);
}

/** Step 1 on the crop of one region; null where the region has no name or there is no such region. */
export function instanceSample(row: DatasetRow, picture: PromptPicture, path: string): SftSample | null {
  const region = row.content.regions.find(({ id }) => id === picture.region);
  if (region === undefined || region.title === '') return null;
  const answer: InstanceAnswer = { title: region.title, text: region.text ?? '', relation: region.relative_position?.relation ?? 'none', anchor: region.relative_position?.anchor ?? '' };
  return sample(`${row.image}#region-${region.id}`, picture, path, instancePrompt(region.id), answer);
}

function sample(id: string, { width, height }: PromptPicture, picture: string, user: string, answer: object): SftSample {
  return { id, picture, width, height, system: SYSTEM_PROMPT, user: withoutTags(user), answer: withoutTags(JSON.stringify(answer)) };
}

/** Words from pictures must not pass for the tags by which trainers place pictures or end turns: a space is put behind the bracket. */
export function withoutTags(text: string): string {
  return text.replaceAll(/<(?=\||\/?(?:image|img|img_context|video|audio|box|bbox|ref|ref-object|quad)\s*>)/gi, '< ');
}

/**
 * One line of a file of conversations.
 *
 * `qwen-vl`: `messages` with `role` and `content`, one `<image>` in the text for each path of `images`: the standard form of ms-swift (Customization/Custom-dataset
 * of its documentation) for Qwen2.5-VL and Qwen3-VL, and of LLaMA-Factory (data/README.md: `formatting: sharegpt` with the tags of the OpenAI form).
 *
 * `internvl`: `conversations` with `from` and `value`, `image` relative to the `root` of the meta file, `width` and `height`: the single-image form of InternVL's
 * documentation ("Chat Data Format"). A first turn `from: system` takes the place of the template's system prompt (preprocess_internvl2_5 in its train/dataset.py).
 */
export function sftLine(format: SftFormat, one: SftSample): object {
  const user = `<image>\n${one.user}`;
  if (format === 'qwen-vl') {
    return { messages: [{ role: 'system', content: one.system }, { role: 'user', content: user }, { role: 'assistant', content: one.answer }], images: [one.picture] };
  }
  return { id: one.id, image: one.picture, width: one.width, height: one.height, conversations: [{ from: 'system', value: one.system }, { from: 'human', value: user }, { from: 'gpt', value: one.answer }] };
}

/** The file beside the lines by which a trainer finds them: dataset_info.json of LLaMA-Factory (ms-swift needs none), or InternVL's meta file. Paths relative to the folder of the lines. */
export function sftIndex(format: SftFormat, name: string, annotation: string, length: number): object {
  if (format === 'qwen-vl') {
    return { [name]: { file_name: annotation, formatting: 'sharegpt', columns: { messages: 'messages', images: 'images' }, tags: { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant', system_tag: 'system' } } };
  }
  return { [name]: { root: '.', annotation, data_augment: false, max_dynamic_patch: 12, repeat_time: 1, length } };
}
