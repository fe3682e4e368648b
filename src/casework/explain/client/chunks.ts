import { z } from 'zod';

const messageSchema = z.looseObject({ content: z.unknown().optional(), reasoning_content: z.unknown().optional(), reasoning: z.unknown().optional(), thinking: z.unknown().optional(), refusal: z.unknown().optional() });
const chunkSchema = z.looseObject({
  choices: z.array(z.looseObject({ delta: messageSchema.nullish(), message: messageSchema.nullish(), finish_reason: z.string().nullish() })).nullish(),
  error: z.unknown().optional(),
  usage: z.looseObject({ prompt_tokens: z.number().optional() }).nullish(),
});

/** Plain text of a field that may be a string or a list of parts with text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (typeof value === 'object' && value !== null && 'text' in value) return textOf(value.text);
  return '';
}

/** The message in an error body of any of the usual shapes. */
export function complaintOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(complaintOf).filter((part) => part !== '').join('; ');
  if (typeof value !== 'object' || value === null) return '';
  const fields = value as Readonly<Record<string, unknown>>;
  const place = Array.isArray(fields['loc']) ? `${fields['loc'].join('.')}: ` : '';
  for (const name of ['error', 'message', 'detail', 'msg', 'title']) {
    const text = complaintOf(fields[name]);
    if (text !== '') return `${place}${text}`;
  }
  return '';
}

export interface Chunk {
  readonly content: string;
  readonly reasoning: string;
  /** Where the reasoning stood. */
  readonly reasoningField: string | null;
  readonly refusal: string;
  readonly finish: string | null;
  readonly complaint: string | null;
  readonly promptTokens: number | null;
}

/** One piece of a stream, or a whole answer; null where it is none. Only the first choice is read. */
export function readChunk(text: string): Chunk | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = chunkSchema.safeParse(json);
  if (!parsed.success) return null;
  const { choices, error, usage } = parsed.data;
  const choice = choices?.[0];
  const message = choice?.delta ?? choice?.message;
  const failed = error !== undefined && error !== null && error !== '';
  if (!failed && choices === undefined && usage === undefined) return null;
  const reasoningField = ['reasoning_content', 'reasoning', 'thinking'].find((name) => textOf(message?.[name]) !== '') ?? null;
  return {
    content: textOf(message?.content),
    reasoning: reasoningField === null ? '' : textOf(message?.[reasoningField]),
    reasoningField,
    refusal: textOf(message?.refusal),
    finish: choice?.finish_reason ?? null,
    complaint: failed ? complaintOf(error) || 'The server reported an error without a message.' : null,
    promptTokens: usage?.prompt_tokens ?? null,
  };
}
