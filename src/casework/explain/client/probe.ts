import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../../contract/index.ts';
import type { Asker } from './asker.ts';
import type { Wanted } from './body.ts';
import type { Received } from './chat.ts';
import { statusError } from './failure.ts';
import { judge } from './judge.ts';
import { listModels, recogniseSoftware } from './listing.ts';
import { tryOut } from './tryOut.ts';
import type { Capabilities, Probed, QuestionPicture } from './types.ts';

/** 32x32 pixels of pure red. */
const RED_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAgACADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAj/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAcJ/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AnRDGqYAAAAAAAAAAAAAAD//Z',
  'base64',
);
const testPicture: QuestionPicture = { sha256: createHash('sha256').update(RED_JPEG).digest('hex'), jpeg: RED_JPEG };

const colourSchema = z.object({ colour: z.enum(['red', 'green', 'blue', 'yellow', 'black', 'white']) });
const TOKENS = 64;
/** A picture makes a prompt longer by at least so many tokens. */
const LEAST_PICTURE_TOKENS = 4;

function small(model: string, text: string, pictures: readonly QuestionPicture[], streaming: boolean, maximumTokens: number, plainText: boolean): Omit<Wanted, 'quirks'> {
  const messages = [{ role: 'user' as const, text, pictures }];
  const capabilities = { pictures: true, schema: true, streaming };
  return { question: { model, system: 'Answer briefly.', messages, schema: colourSchema, schemaName: 'colour', maximumTokens, seed: 1, capabilities }, turns: messages, maximumTokens, plainText, schemaInPrompt: false };
}

function expectAnswer(asker: Asker, received: Received): void {
  if (received.complaint !== null) throw statusError(received.status, asker.reach.scrub(received.complaint));
  if (received.chunks === 0) throw new AppError('SERVER_UNFIT', 'What answered is no OpenAI-compatible server. Check the address in the settings; it mostly ends in /v1.');
}

/** Asks for prose under a schema that no prose fits: an answer of the schema shows that the server enforces it. */
async function trySchema(asker: Asker, model: string, signal: AbortSignal | undefined): Promise<Pick<Capabilities, 'schema' | 'streaming'>> {
  const received = await tryOut(asker, small(model, 'Say good morning in one short sentence.', [], true, TOKENS, false), signal);
  expectAnswer(asker, received);
  const sent = asker.quirks.schema !== 'none';
  return { schema: sent && judge(received, colourSchema, sent).outcome === 'accepted', streaming: received.streamed };
}

const QUESTION = 'What colour is this picture? Answer with one word.';

/** Whether pictures reach the model: by what the server declares, else by the colour it names, else by the length of its prompt with and without the picture (servers drop pictures silently). */
async function tryPicture(asker: Asker, model: string, declared: boolean | null, signal: AbortSignal | undefined): Promise<boolean> {
  if (declared === false) return false;
  const received = await tryOut(asker, small(model, QUESTION, [testPicture], false, TOKENS, true), signal);
  if (received.complaint !== null || received.chunks === 0) return false;
  if (declared === true || /\bred\b/i.test(`${received.content} ${received.reasoning}`)) return true;
  const without = await tryOut(asker, small(model, QUESTION, [], false, 1, true), signal);
  return received.promptTokens !== null && without.promptTokens !== null && received.promptTokens - without.promptTokens >= LEAST_PICTURE_TOKENS;
}

/** Learns what a server and its model can do, by asking. Throws SERVER_UNFIT where no model is loaded. */
export async function probe(asker: Asker, wantedModel: string | null, signal: AbortSignal | undefined): Promise<Probed> {
  const listing = await listModels(asker.reach, asker.timeoutMilliseconds, signal);
  const models = listing.models.map(({ id }) => id);
  const model = wantedModel ?? models[0];
  if (model === undefined) throw new AppError('SERVER_UNFIT', 'The server lists no model. Load a vision model in it, then check again.');
  const software = await recogniseSoftware(asker.reach, listing, model, asker.timeoutMilliseconds, signal);
  const { schema, streaming } = await trySchema(asker, model, signal);
  const pictures = await tryPicture(asker, model, software.vision, signal);
  return { pictures, schema, streaming, software: software.name, model, models };
}
