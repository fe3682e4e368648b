import type { SchemaForm } from './jsonSchema.ts';

/** How a picture stands in a request: {url: "data:..."} as documented, the data address as bare string, or {url: base64} without any prefix (LM Studio). */
export type PictureForm = 'object' | 'string' | 'base64';

/** What a server has been found to take; learnt from its complaints and kept as long as the client. */
export interface Quirks {
  readonly picture: PictureForm;
  readonly schema: SchemaForm | 'none';
  /** Optional fields that are still sent. */
  readonly fields: readonly OptionalField[];
  readonly tokensField: 'max_tokens' | 'max_completion_tokens';
}
export type OptionalField = 'chat_template_kwargs' | 'reasoning_effort' | 'seed' | 'temperature' | 'stream';

export const FIRST_QUIRKS: Quirks = { picture: 'object', schema: 'full', fields: ['chat_template_kwargs', 'reasoning_effort', 'seed', 'temperature', 'stream'], tokensField: 'max_tokens' };

const NAMES: readonly (readonly [OptionalField, RegExp])[] = [
  ['chat_template_kwargs', /chat_template_kwargs|enable_thinking/i],
  ['reasoning_effort', /reasoning[_ ]effort|does(n't| not) support think|thinking is not supported/i],
  ['seed', /\bseed\b/i],
  ['temperature', /\btemperature\b/i],
  ['stream', /\bstream(ing)?\b/i],
];
const NEXT_PICTURE: Readonly<Record<PictureForm, PictureForm | null>> = { object: 'string', string: 'base64', base64: null };
const NEXT_SCHEMA = { full: 'bare', bare: 'none', none: null } as const;

const NO_PICTURES = /(image|picture|vision|multi-?modal)[^.]{0,60}(not support|unsupported|not available|not enabled|not allowed)|(not|n't) (support|accept|take|handle|process)[^.]{0,40}(image|picture|vision|multi-?modal)|mmproj|not a (vision|multi-?modal)|text[- ]only/i;
const PICTURE_FORM = /image_url|base64|data[ -]?ur[il]|'url'|"url"|invalid (image|url)|image (format|input|data)|content\b.{0,40}\bstring/i;
const SCHEMA = /response_format|json_schema|json schema|\bschema\b|grammar|structured/i;

export interface Lesson {
  readonly quirks: Quirks;
  readonly note: string;
}

/** Whether a complaint says that the model takes no pictures at all. */
export function saysNoPictures(complaint: string): boolean {
  return NO_PICTURES.test(complaint) && !/must be|base64|data[ -]?ur[il]/i.test(complaint);
}

/** What to do differently after a complaint (HTTP 400, 415, 422, 500, 501), or null when it teaches nothing. `pictures`, `schema`: whether the request had them. */
export function learn(quirks: Quirks, complaint: string, request: { readonly pictures: boolean; readonly schema: boolean }): Lesson | null {
  const without = (dropped: readonly OptionalField[]): Quirks => ({ ...quirks, fields: quirks.fields.filter((field) => !dropped.includes(field)) });
  if (quirks.tokensField === 'max_tokens' && /max_completion_tokens/.test(complaint)) return { quirks: { ...quirks, tokensField: 'max_completion_tokens' }, note: 'The server wants max_completion_tokens.' };
  const named = NAMES.find(([field, pattern]) => quirks.fields.includes(field) && pattern.test(complaint));
  if (named !== undefined) return { quirks: without([named[0]]), note: `The server does not take ${named[0]}; it was left out.` };
  const picture = NEXT_PICTURE[quirks.picture];
  if (request.pictures && picture !== null && !saysNoPictures(complaint) && PICTURE_FORM.test(complaint)) {
    return { quirks: { ...quirks, picture }, note: picture === 'string' ? 'The server wants the address of a picture as a bare string.' : 'The server wants pictures as bare base64.' };
  }
  const schema = NEXT_SCHEMA[quirks.schema];
  if (request.schema && schema !== null && SCHEMA.test(complaint)) {
    return { quirks: { ...quirks, schema }, note: schema === 'bare' ? 'The server did not take the schema; lengths and bounds were left out.' : 'The server takes no schema; it stood in the prompt alone.' };
  }
  const optional = quirks.fields.filter((field) => field === 'chat_template_kwargs' || field === 'reasoning_effort');
  if (optional.length > 0 && !saysNoPictures(complaint)) return { quirks: without(optional), note: `The server refused the request without saying why; it was made again without ${optional.join(' and ')}.` };
  return null;
}
