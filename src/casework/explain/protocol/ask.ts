import type { PromptPicture } from '../../../contract/index.ts';
import type { z } from 'zod';
import { SYSTEM_PROMPT } from './prompts.ts';
import type { ProtocolInput, ProtocolStep } from './protocol.ts';

export interface Asking<T> {
  readonly step: ProtocolStep;
  readonly text: string;
  readonly pictures: readonly PromptPicture[];
  readonly question: { readonly name: string; readonly schema: z.ZodType<T> };
  /** Multiple of the agreed length of a reply. */
  readonly tokens?: number;
  /** How much of the step was done before and is done after this question, 0..1. */
  readonly from?: number;
  readonly to?: number;
}

export type Asker = <T>(asking: Asking<T>) => Promise<T>;

/** Characters a reply of 100 tokens has, roughly: only for showing progress. */
const CHARACTERS_A_TOKEN = 3;

/** One question of the protocol: a fresh conversation with the system prompt, the pictures and the text. What the client had to do to read the reply goes to `notes`. */
export function createAsker(input: ProtocolInput, notes: string[]): Asker {
  const { client, model, seed, maximumTokens, capabilities, readPicture, signal, onProgress, onExchange } = input;
  return async ({ step, text, pictures, question, tokens = 1, from = 0, to = 1 }) => {
    const limit = maximumTokens * tokens;
    onProgress({ step, value: from, received: 0 });
    const shown = await Promise.all(pictures.map(async (picture) => ({ sha256: picture.sha256, jpeg: await readPicture(picture) })));
    const answer = await client.ask(
      { model, system: SYSTEM_PROMPT, messages: [{ role: 'user', text, pictures: shown }], schema: question.schema, schemaName: question.name, maximumTokens: limit, seed, capabilities },
      {
        ...(signal === undefined ? {} : { signal }),
        onReceived: (received) => onProgress({ step, value: from + (to - from) * Math.min(0.95, received / (limit * CHARACTERS_A_TOKEN)), received }),
        onExchange: (exchange) => onExchange({ ...exchange, step }),
      },
    );
    for (const note of answer.notes) if (!notes.includes(note)) notes.push(note);
    onProgress({ step, value: to, received: 0 });
    return answer.value;
  };
}
