import { simpleJsonSchema } from './jsonSchema.ts';
import type { Quirks } from './quirks.ts';
import type { Question, QuestionPicture, QuestionTurn } from './types.ts';

export interface Written {
  readonly sent: string;
  /** The same text with each picture named by its digest. */
  readonly recorded: string;
  readonly pictureSha256s: string[];
  readonly schemaSent: boolean;
}

export interface Wanted {
  readonly question: Question<unknown>;
  readonly turns: readonly QuestionTurn[];
  readonly maximumTokens: number;
  /** No response_format, whatever the server would take. */
  readonly plainText: boolean;
  /** Whether the schema stands in the prompt too, as it should for servers that ignore it. */
  readonly schemaInPrompt: boolean;
  readonly quirks: Quirks;
}

type PictureWriter = (picture: QuestionPicture) => string;

function base64(picture: QuestionPicture): string {
  return Buffer.from(picture.jpeg.buffer, picture.jpeg.byteOffset, picture.jpeg.byteLength).toString('base64');
}

function contentOf(turn: QuestionTurn, quirks: Quirks, write: PictureWriter): unknown {
  if (turn.pictures.length === 0) return turn.text;
  const pictures = turn.pictures.map((picture) => ({ type: 'image_url', image_url: quirks.picture === 'string' ? write(picture) : { url: write(picture) } }));
  return [{ type: 'text', text: turn.text }, ...pictures];
}

function bodyText(wanted: Wanted, schema: unknown, write: PictureWriter): string {
  const { question, quirks } = wanted;
  const has = (field: Quirks['fields'][number]): boolean => quirks.fields.includes(field);
  const told = `\n\nAnswer with one JSON object only, without any other text, that fits this JSON schema:\n${JSON.stringify(simpleJsonSchema(question.schema, 'full'))}`;
  const system = wanted.schemaInPrompt ? `${question.system}${told}` : question.system;
  return JSON.stringify({
    model: question.model,
    messages: [{ role: 'system', content: system }, ...wanted.turns.map((turn) => ({ role: turn.role, content: contentOf(turn, quirks, write) }))],
    ...(has('temperature') ? { temperature: 0 } : {}),
    ...(has('seed') ? { seed: question.seed } : {}),
    [quirks.tokensField]: wanted.maximumTokens,
    ...(has('stream') && question.capabilities?.streaming !== false ? { stream: true } : {}),
    ...(schema === null ? {} : { response_format: { type: 'json_schema', json_schema: { name: question.schemaName, schema, strict: true } } }),
    ...(has('chat_template_kwargs') ? { chat_template_kwargs: { enable_thinking: false } } : {}),
    ...(has('reasoning_effort') ? { reasoning_effort: 'none' } : {}),
  });
}

/** The request as it is sent and as it is kept. A schema goes along even where the probe saw it ignored: it does no harm there, and servers differ by model. */
export function writeBody(wanted: Wanted): Written {
  const form = wanted.plainText ? 'none' : wanted.quirks.schema;
  const schema = form === 'none' ? null : simpleJsonSchema(wanted.question.schema, form);
  const prefix = wanted.quirks.picture === 'base64' ? '' : 'data:image/jpeg;base64,';
  return {
    sent: bodyText(wanted, schema, (picture) => `${prefix}${base64(picture)}`),
    recorded: bodyText(wanted, schema, (picture) => `sha256:${picture.sha256}`),
    pictureSha256s: wanted.turns.flatMap((turn) => turn.pictures.map((picture) => picture.sha256)),
    schemaSent: schema !== null,
  };
}
