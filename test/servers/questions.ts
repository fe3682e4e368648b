import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ChatClient, Question, RawExchange } from '../../src/casework/explain/client/client.ts';

/** A question small enough for every server of the tests. */
export const answerSchema = z.object({ title: z.string().max(24), colour: z.enum(['red', 'green', 'blue']), text: z.string().max(20).nullable() });
export type TestAnswer = z.infer<typeof answerSchema>;
export const GOOD: TestAnswer = { title: 'a red square', colour: 'red', text: null };
export const GOOD_TEXT = JSON.stringify(GOOD);

export function question(changes: Partial<Question<TestAnswer>> = {}, jpeg: Uint8Array | null = Buffer.from('not really a picture')): Question<TestAnswer> {
  const pictures = jpeg === null ? [] : [{ sha256: createHash('sha256').update(jpeg).digest('hex'), jpeg }];
  return { model: 'tiny', system: 'You describe pictures.', messages: [{ role: 'user', text: 'What is here?', pictures }], schema: answerSchema, schemaName: 'answer', maximumTokens: 200, seed: 7, capabilities: null, ...changes };
}

export interface Outcome {
  readonly value: TestAnswer | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly notes: readonly string[];
  readonly exchanges: RawExchange[];
  readonly received: number[];
}

/** Asks and takes down everything that comes back, an error too. */
export async function ask(client: ChatClient, asked: Question<TestAnswer> = question(), signal?: AbortSignal, onReceived?: (characters: number) => void): Promise<Outcome> {
  const exchanges: RawExchange[] = [];
  const received: number[] = [];
  const call = {
    ...(signal === undefined ? {} : { signal }),
    onReceived: (characters: number): void => {
      received.push(characters);
      onReceived?.(characters);
    },
    onExchange: (exchange: RawExchange): void => void exchanges.push(exchange),
  };
  try {
    const { value, notes } = await client.ask(asked, call);
    return { value, error: null, notes, exchanges, received };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return { value: null, error: { code: String(error.code), message: error.message }, notes: [], exchanges, received };
  }
}
