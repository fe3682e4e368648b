import { AppError } from '../../../contract/index.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { ChatClient, Probed, Question } from '../client/types.ts';

/** What the model says to one question: a value, an error, or a wait until it is given up. */
export type Reply = object | Error | 'wait';

export interface FakeClient extends ChatClient {
  readonly questions: Question<unknown>[];
  probes: number;
}

/** A language model of a few lines, for tests of what is done with its answers; the real client has its own tests. */
export function createFakeClient(reply: (question: Question<unknown>, index: number) => Reply, probed: Partial<Probed> = {}): FakeClient {
  const questions: Question<unknown>[] = [];
  const fake: FakeClient = {
    questions,
    probes: 0,
    models: async () => ['tiny-vl'],
    async probe(model) {
      fake.probes += 1;
      return { pictures: true, schema: true, streaming: true, software: 'fake', model: model ?? 'tiny-vl', models: ['tiny-vl'], ...probed };
    },
    async ask(question, { signal, onReceived, onExchange }) {
      questions.push(question);
      const said = reply(question, questions.length - 1);
      const outcome = said === 'wait' ? 'cancelled' : said instanceof Error ? 'failed' : 'accepted';
      const request = JSON.stringify({ model: question.model, text: question.messages[0]?.text });
      const text = outcome === 'accepted' ? JSON.stringify(said) : '';
      if (said === 'wait') await aborted(signal);
      onReceived?.(text.length);
      onExchange({
        attempt: 1, repair: false, request, requestSha256: sha256Of(request), pictureSha256s: question.messages.flatMap(({ pictures }) => pictures.map(({ sha256 }) => sha256)), model: question.model, seed: question.seed,
        reply: text, replySha256: sha256Of(text), outcome, notes: [], startedAt: '2026-01-01T00:00:00.000Z', milliseconds: 1,
      });
      if (said === 'wait') throw new AppError('CANCELLED', 'The question was given up.');
      if (said instanceof Error) throw said;
      return { value: question.schema.parse(said), notes: [] };
    },
  };
  return fake;
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}
