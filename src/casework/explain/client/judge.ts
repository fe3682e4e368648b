import type { z } from 'zod';
import type { Exchange } from '../../../contract/index.ts';
import type { Received } from './chat.ts';
import { findJson, withoutThinking } from './findJson.ts';
import { isRefusal } from './refusal.ts';
import { repeatedPhrase } from './repetition.ts';

export interface Judged<T> {
  readonly outcome: Exchange['outcome'];
  /** Set where accepted. */
  readonly value: T | null;
  /** What is wrong with an answer that was not accepted, in words a model can act on; or what the server said. */
  readonly problem: string;
  /** The model's words, for the repair turn. */
  readonly said: string;
  readonly notes: readonly string[];
}

function issuesOf(error: z.ZodError): string {
  return error.issues.slice(0, 8).map((issue) => `${issue.path.length === 0 ? 'the object' : issue.path.join('.')}: ${issue.message}`).join('; ');
}

interface Reading<T> {
  readonly value: T | null;
  readonly problem: string;
  readonly notes: readonly string[];
}

function read<T>(text: string, schema: z.ZodType<T>, schemaSent: boolean): Reading<T> {
  const found = findJson(text);
  let problem = 'it holds no JSON object';
  for (const [index, one] of found.entries()) {
    const checked = schema.safeParse(one.value);
    if (checked.success) {
      const notes: string[] = [];
      if (one.fenced) notes.push('The JSON stood between fences.');
      else if (!one.alone) notes.push('Text stood around the JSON.');
      if (schemaSent && !one.alone) notes.push('The server ignored the schema.');
      return { value: checked.data, problem: '', notes };
    }
    if (index === 0) problem = issuesOf(checked.error);
  }
  return { value: null, problem, notes: schemaSent && text !== '' ? ['The server ignored the schema.'] : [] };
}

function ended(received: Received): Pick<Judged<never>, 'outcome' | 'problem'> | null {
  if (received.stopped === 'cancelled') return { outcome: 'cancelled', problem: 'cancelled' };
  if (received.stopped === 'idle' || received.stopped === 'total') return { outcome: 'failed', problem: 'no complete answer in time' };
  if (received.stopped === 'size') return { outcome: 'failed', problem: 'the reply was larger than 8 MiB' };
  if (received.stopped === 'repeating') return { outcome: 'repeating', problem: 'it repeats itself' };
  if (received.broken !== null) return { outcome: 'failed', problem: received.broken.message };
  if (received.complaint !== null) return { outcome: 'failed', problem: received.complaint };
  return null;
}

/** What a reply is worth. */
export function judge<T>(received: Received, schema: z.ZodType<T>, schemaSent: boolean): Judged<T> {
  const content = withoutThinking(received.content);
  const said = content === '' ? withoutThinking(received.reasoning) || received.reasoning.trim() : content;
  const stop = ended(received);
  if (stop !== null) return { ...stop, value: null, said, notes: received.stopped === 'repeating' ? ['The reply repeated itself and was stopped.'] : [] };
  const notes: string[] = content === received.content.trim() ? [] : ['Thinking was taken out of the reply.'];
  const first = read(content, schema, schemaSent);
  const reading = first.value === null && received.reasoning !== '' ? read(said === content ? withoutThinking(received.reasoning) : said, schema, false) : first;
  if (reading.value !== null) {
    if (reading !== first) notes.push(`The JSON stood in ${received.reasoningField ?? 'the reasoning'}.`);
    return { outcome: 'accepted', value: reading.value, problem: '', said, notes: [...notes, ...reading.notes] };
  }
  if (received.refusal !== '' || received.finish === 'content_filter') return { outcome: 'refused', value: null, problem: received.refusal || said || 'the reply was filtered out', said, notes };
  if (received.finish === 'length') return { outcome: 'truncated', value: null, problem: 'it is cut off', said, notes: [...notes, 'The reply was cut off at the permitted length.'] };
  if (received.streamed && !received.done && received.finish === null) return { outcome: 'failed', value: null, problem: 'the connection was closed in the middle of the reply', said, notes };
  if (repeatedPhrase(said) !== null) return { outcome: 'repeating', value: null, problem: 'it repeats itself', said, notes: [...notes, 'The reply repeated itself.'] };
  if (findJson(said).length === 0 && isRefusal(said)) return { outcome: 'refused', value: null, problem: said, said, notes };
  if (said === '') return { outcome: 'invalid', value: null, problem: received.chunks === 0 ? 'it is no chat completion' : 'it is empty', said, notes: [...notes, 'The reply was empty.'] };
  return { outcome: 'invalid', value: null, problem: first.problem, said, notes: [...notes, ...first.notes] };
}
