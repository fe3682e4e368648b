import { ask } from './ask.ts';
import type { Asker } from './asker.ts';
import { listModels } from './listing.ts';
import { probe } from './probe.ts';
import { FIRST_QUIRKS } from './quirks.ts';
import { createReach } from './reach.ts';
import type { ChatClient, ClientConfig } from './types.ts';

export type { Answer, Call, Capabilities, ChatClient, ClientConfig, Probed, Question, QuestionPicture, QuestionTurn, RawExchange } from './types.ts';

/**
 * A client of one OpenAI-compatible server: llama-server, Ollama, LM Studio, vLLM and their like, with their known faults (model.md 6.1).
 * Nothing is sent before a function is called. What the server is found not to take is remembered as long as the client.
 */
export function createChatClient(config: ClientConfig): ChatClient {
  const asker: Asker = { reach: createReach(config), timeoutMilliseconds: config.timeoutMilliseconds, backoffMilliseconds: config.backoffMilliseconds ?? 500, quirks: FIRST_QUIRKS };
  return {
    models: async (signal) => (await listModels(asker.reach, asker.timeoutMilliseconds, signal)).models.map(({ id }) => id),
    probe: (model, signal) => probe(asker, model, signal),
    ask: (question, call) => ask(asker, question, call),
  };
}
