import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createChatClient } from '../../src/casework/explain/client/client.ts';
import type { ClientConfig } from '../../src/casework/explain/client/types.ts';
import { ask, GOOD, GOOD_TEXT, type Outcome, question } from '../servers/questions.ts';
import { type Reply, type ScriptedServer, type Script, sendJson, startScriptedServer } from '../servers/scriptedServer.ts';
import { complaint, endless, endsEarly, hangUp, huge, onlyIf, redirect, silent, stalled, streamed, webPage, whole } from '../servers/traps.ts';

/** The client against a server with one fault at a time. */

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function start(script: Script): Promise<ScriptedServer> {
  const server = await startScriptedServer(script);
  servers.push(server);
  return server;
}

function clientOf(server: ScriptedServer, changes: Partial<ClientConfig> = {}): ReturnType<typeof createChatClient> {
  return createChatClient({ address: server.address, key: '', timeoutMilliseconds: 5000, allowRemote: false, backoffMilliseconds: 10, ...changes });
}

async function askOnce(chat: readonly Reply[], changes: Partial<ClientConfig> = {}): Promise<Outcome & { server: ScriptedServer }> {
  const server = await start({ chat });
  return { ...(await ask(clientOf(server, changes))), server };
}

interface SentTurn {
  readonly role: string;
  readonly content: string | readonly { readonly type: string; readonly text?: string; readonly image_url?: unknown }[];
}
function turnsOf(body: Readonly<Record<string, unknown>>): readonly SentTurn[] {
  return body['messages'] as readonly SentTurn[];
}
function pictureOf(body: Readonly<Record<string, unknown>>): unknown {
  const content = turnsOf(body)[1]?.content;
  return typeof content === 'string' ? undefined : content?.find(({ type }) => type === 'image_url')?.image_url;
}

test('a plain answer: the request is as documented, and the exchange holds it without the bytes of the picture', async () => {
  const { value, notes, exchanges, received, server } = await askOnce([streamed([GOOD_TEXT.slice(0, 9), GOOD_TEXT.slice(9)])], { key: 'secret-key-1' });
  expect(value).toEqual(GOOD);
  expect(notes).toEqual([]);
  expect(received).toEqual([9, GOOD_TEXT.length]);
  const [sent] = server.chats();
  const jpeg = Buffer.from('not really a picture');
  expect(sent?.headers.authorization).toBe('Bearer secret-key-1');
  expect(sent?.body).toMatchObject({ model: 'tiny', temperature: 0, seed: 7, max_tokens: 200, stream: true, chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none', response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: { type: 'object', required: ['title', 'colour', 'text'], additionalProperties: false, properties: { title: { type: 'string', maxLength: 24 }, colour: { enum: ['red', 'green', 'blue'] } } } } } });
  expect(pictureOf(sent?.body ?? {})).toEqual({ url: `data:image/jpeg;base64,${jpeg.toString('base64')}` });
  expect(turnsOf(sent?.body ?? {})[0]?.content).toContain('"colour":{"type":"string","enum":["red","green","blue"]}');
  const digest = createHash('sha256').update(jpeg).digest('hex');
  const [exchange] = exchanges;
  expect(exchange?.request).toBe(sent?.text.replace(`data:image/jpeg;base64,${jpeg.toString('base64')}`, `sha256:${digest}`));
  expect(exchange?.requestSha256).toBe(createHash('sha256').update(exchange?.request ?? '').digest('hex'));
  expect(exchange?.replySha256).toBe(createHash('sha256').update(exchange?.reply ?? '').digest('hex'));
  expect(exchange?.reply).toContain('data: [DONE]');
  expect(exchange).toMatchObject({ attempt: 1, model: 'tiny', seed: 7, outcome: 'accepted', repair: false, pictureSha256s: [digest] });
  expect(JSON.stringify(exchanges)).not.toContain('secret-key-1');
});

test.each(['reasoning_content', 'reasoning', 'thinking'] as const)('JSON in %s with empty content is found', async (field) => {
  const { value, notes } = await askOnce([streamed([{ content: '', [field]: GOOD_TEXT }])]);
  expect(value).toEqual(GOOD);
  expect(notes).toEqual([`The JSON stood in ${field}.`]);
});

test('thinking before the answer is left out, even when it holds JSON of the schema', async () => {
  const { value, notes } = await askOnce([whole(`<think>Perhaps ${GOOD_TEXT.replace('red', 'blue')}?</think>\n${GOOD_TEXT}`)]);
  expect(value).toEqual(GOOD);
  expect(notes).toEqual(['Thinking was taken out of the reply.']);
});

test('a schema that fails open: prose is noticed, and one repair turn names what was wrong', async () => {
  const { value, notes, exchanges, server } = await askOnce([whole('A lovely red square on a white wall.'), whole(GOOD_TEXT)]);
  expect(value).toEqual(GOOD);
  expect(notes).toEqual(['The server ignored the schema.', 'One repair turn was needed.']);
  expect(exchanges.map(({ outcome, repair }) => [outcome, repair])).toEqual([['invalid', false], ['accepted', true]]);
  const turns = turnsOf(server.chats()[1]?.body ?? {});
  expect(turns.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  expect(turns[2]?.content).toBe('A lovely red square on a white wall.');
  expect(turns[3]?.content).toContain('it holds no JSON object');
});

test('fenced JSON with prose around it, a comma too many and a line break in a string is read', async () => {
  const { value, exchanges } = await askOnce([whole('Here you are:\n```json\n{"title": "two\nlines", "colour": "red", "text": null,}\n```\nAnything else?')]);
  expect(value).toEqual({ title: 'two\nlines', colour: 'red', text: null });
  expect(exchanges[0]?.notes).toEqual(['The JSON stood between fences.', 'The server ignored the schema.']);
});

test('a server that wants image_url as a string gets it, and is remembered', async () => {
  const server = await start({ chat: [onlyIf((body) => typeof pictureOf(body) === 'string', 400, "Invalid type for 'messages[1].content[1].image_url': expected a string, but got an object instead.", whole(GOOD_TEXT))] });
  const client = clientOf(server);
  expect((await ask(client)).notes).toEqual(['The server wants the address of a picture as a bare string.']);
  expect((await ask(client)).exchanges).toHaveLength(1);
  expect(server.chats()).toHaveLength(3);
});

test('a server that refuses data addresses gets bare base64, recorded by its digest all the same', async () => {
  const bare = Buffer.from('not really a picture').toString('base64');
  const takes = (body: Readonly<Record<string, unknown>>): boolean => (pictureOf(body) as { url?: string }).url === bare;
  const { value, exchanges } = await askOnce([onlyIf(takes, 400, "'url' field must be a base64 encoded image.", whole(GOOD_TEXT))]);
  expect(value).toEqual(GOOD);
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'accepted']);
  expect(exchanges.some(({ request }) => request.includes(bare))).toBe(false);
});

test('pictures always go as JPEG, never as WebP', async () => {
  const { server } = await askOnce([onlyIf((body) => !JSON.stringify(body).includes('image/webp'), 400, "'url' field must be a base64 encoded image.", whole(GOOD_TEXT))]);
  expect(server.chats()).toHaveLength(1);
});

test('a refusal is told from a bad answer and not argued with', async () => {
  const { error, exchanges } = await askOnce([whole("I'm sorry, but I can't help with identifying people in pictures.")]);
  expect(error?.code).toBe('SERVER_REFUSED');
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['refused']);
  expect((await askOnce([streamed([{ content: '', refusal: 'I cannot do that.' }])])).error?.code).toBe('SERVER_REFUSED');
  expect((await askOnce([whole('', 'content_filter')])).error?.code).toBe('SERVER_REFUSED');
});

test('an empty answer under a schema is asked again in words alone; empty twice is invalid', async () => {
  const mended = await askOnce([whole({ content: '' }), onlyIf((body) => body['response_format'] === undefined, 400, 'no', whole(GOOD_TEXT))]);
  expect(mended.value).toEqual(GOOD);
  expect(mended.notes).toContain('The reply was empty.');
  const { error, exchanges } = await askOnce([whole({ content: null })]);
  expect(error?.code).toBe('SERVER_ANSWER_INVALID');
  expect(exchanges).toHaveLength(2);
});

test.each([
  ['a short phrase', 'the edge of the sign, '],
  ['one letter', 'a'],
  ['blank lines', '\n'],
])('an endless loop of %s is cut off early and the connection closed', async (_name, phrase) => {
  const { error, exchanges, server, received } = await askOnce([endless(phrase)]);
  expect(error?.code).toBe('SERVER_ANSWER_INVALID');
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['repeating', 'repeating']);
  expect(Math.max(...received)).toBeLessThan(700);
  await server.chats()[0]?.closed;
});

test('a loop is broken by the repair turn', async () => {
  const { value, notes } = await askOnce([endless('and so on '), whole(GOOD_TEXT)]);
  expect(value).toEqual(GOOD);
  expect(notes).toEqual(['The reply repeated itself and was stopped.', 'One repair turn was needed.']);
});

test('a truncated answer is asked for once more with twice the room', async () => {
  const { value, notes, server } = await askOnce([whole(GOOD_TEXT.slice(0, 20), 'length'), whole(GOOD_TEXT)]);
  expect(value).toEqual(GOOD);
  expect(notes).toEqual(['The reply was cut off at the permitted length.']);
  expect(server.chats().map(({ body }) => body['max_tokens'])).toEqual([200, 400]);
  const { error, exchanges } = await askOnce([whole(GOOD_TEXT.slice(0, 20), 'length')]);
  expect(error?.code).toBe('SERVER_ANSWER_INVALID');
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['truncated', 'truncated']);
});

test('an answer that is complete is taken even when its length was used up', async () => {
  expect((await askOnce([whole(GOOD_TEXT, 'length')])).value).toEqual(GOOD);
});

test('a server that says nothing, or nothing more, times out and is left', async () => {
  for (const reply of [silent, stalled('{"title": "a')]) {
    const { error, exchanges, server } = await askOnce([reply], { timeoutMilliseconds: 80 });
    expect(error?.code).toBe('SERVER_TIMEOUT');
    expect(exchanges.map(({ outcome }) => outcome)).toEqual(['failed']);
    await server.chats()[0]?.closed;
  }
});

test('a reply that keeps dripping does not go on for ever', async () => {
  const drip: Reply = async (response, { closed }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(': still here\n\n'), 10);
    await closed;
    clearInterval(timer);
  };
  const { error } = await askOnce([drip], { timeoutMilliseconds: 75 });
  expect(error?.code).toBe('SERVER_TIMEOUT');
});

test('cancelling closes the connection, and is recorded', async () => {
  const server = await start({ chat: [stalled('{"title": "a')] });
  const controller = new AbortController();
  const { error, exchanges } = await ask(clientOf(server), question(), controller.signal, () => controller.abort());
  expect(error?.code).toBe('CANCELLED');
  expect(exchanges.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  expect(exchanges[0]?.reply).toContain('title');
  await server.chats()[0]?.closed;
  expect((await ask(clientOf(server), question(), controller.signal)).exchanges).toEqual([]);
});

test('a connection lost in the middle is tried again twice, not more', async () => {
  const mended = await askOnce([hangUp('{"title"'), endsEarly('{"title"'), streamed([GOOD_TEXT])]);
  expect(mended.value).toEqual(GOOD);
  expect(mended.notes).toEqual(['The server was busy or lost the connection; the question was asked again.']);
  for (const fault of [hangUp('{"title"'), endsEarly('{"title"')]) {
    const { error, exchanges } = await askOnce([fault]);
    expect(error?.code).toBe('SERVER_UNREACHABLE');
    expect(exchanges.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed']);
  }
});

test('a busy server is asked again after the pause it names', async () => {
  const { value, exchanges } = await askOnce([complaint(429, 'Rate limit reached', { 'retry-after': '0.2' }), complaint(503, 'Loading model'), whole(GOOD_TEXT)]);
  expect(value).toEqual(GOOD);
  expect(exchanges).toHaveLength(3);
  const [first, second] = exchanges.map(({ startedAt }) => Date.parse(startedAt));
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(195);
  expect((await askOnce([complaint(503, 'Loading model')])).error?.code).toBe('SERVER_UNREACHABLE');
});

test.each([
  ['chat_template_kwargs', 'Extra inputs are not permitted: chat_template_kwargs.enable_thinking'],
  ['reasoning_effort', "Invalid value: 'none'. Supported values for reasoning_effort are: 'low', 'medium', 'high'."],
  ['seed', 'Unrecognized request argument supplied: seed'],
] as const)('%s is left out after a complaint, then for good', async (field, message) => {
  const server = await start({ chat: [onlyIf((body) => body[field] === undefined, 400, message, whole(GOOD_TEXT))] });
  const client = clientOf(server);
  expect((await ask(client)).notes).toEqual([`The server does not take ${field}; it was left out.`]);
  expect((await ask(client)).exchanges).toHaveLength(1);
});

test('a complaint in the manner of FastAPI is understood, and a schema that is not taken is made simpler, then left out', async () => {
  const fastApi: Reply = (response) => sendJson(response, 422, { detail: [{ loc: ['body', 'reasoning_effort'], msg: 'Extra inputs are not permitted' }] });
  const { notes, server } = await askOnce([fastApi, complaint(400, 'json_schema: maxLength is not supported'), complaint(400, 'response_format is not supported by this engine'), whole(GOOD_TEXT)]);
  expect(notes).toHaveLength(3);
  const [, , bare, none] = server.chats().map(({ body }) => JSON.stringify(body['response_format']));
  expect(bare).not.toContain('maxLength');
  expect(none).toBeUndefined();
});

test('JSON that does not fit is repaired with the mistakes named; twice is enough', async () => {
  const wrong = JSON.stringify({ ...GOOD, colour: 'purple' });
  const { value, server } = await askOnce([whole(wrong), whole(GOOD_TEXT)]);
  expect(value).toEqual(GOOD);
  expect(turnsOf(server.chats()[1]?.body ?? {})[3]?.content).toContain('colour');
  const { error, exchanges } = await askOnce([whole(wrong)]);
  expect(error?.code).toBe('SERVER_ANSWER_INVALID');
  expect(exchanges.map(({ outcome, repair }) => [outcome, repair])).toEqual([['invalid', false], ['invalid', true]]);
});

test('a redirect is not followed', async () => {
  const other = await start({ chat: [whole(GOOD_TEXT)] });
  const { error, exchanges } = await askOnce([redirect(`${other.address}/chat/completions`)]);
  expect(error?.code).toBe('SERVER_REFUSED');
  expect(error?.message).toContain('never followed');
  expect(exchanges).toHaveLength(1);
  expect(other.asked).toEqual([]);
  const listing = await start({ models: redirect(`${other.address}/models`) });
  await expect(clientOf(listing).models()).rejects.toMatchObject({ code: 'SERVER_REFUSED' });
  expect(other.asked).toEqual([]);
});

test('a reply of more than 8 MiB is not read to its end', async () => {
  const { error, exchanges } = await askOnce([huge(64 * 1024 * 1024)]);
  expect(error?.code).toBe('SERVER_ANSWER_INVALID');
  expect(exchanges[0]?.reply.length).toBeLessThan(100_000);
});

test('an answer under a wrong content type is read by what it holds', async () => {
  expect((await askOnce([whole(GOOD_TEXT, 'stop', 'text/plain')])).value).toEqual(GOOD);
  expect((await askOnce([streamed([GOOD_TEXT], 'stop', 'application/octet-stream')])).value).toEqual(GOOD);
});

test('some other program at the address is told from a language model', async () => {
  expect((await askOnce([webPage])).error?.code).toBe('SERVER_ANSWER_INVALID');
  const server = await start({ models: webPage });
  await expect(clientOf(server).models()).rejects.toMatchObject({ code: 'SERVER_UNFIT' });
});

test('nothing at the address, a key that is refused, an error in the middle of a stream', async () => {
  const server = await startScriptedServer({});
  await server.close();
  await expect(clientOf(server).models()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  expect((await ask(clientOf(server))).error?.code).toBe('SERVER_UNREACHABLE');
  const { error, exchanges } = await askOnce([complaint(401, 'Incorrect API key provided: secret-key-2')], { key: 'secret-key-2' });
  expect(error?.code).toBe('SERVER_REFUSED');
  expect(JSON.stringify([error, exchanges])).not.toContain('secret-key-2');
  const broken: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end('data: {"error":{"message":"CUDA out of memory"}}\n\n');
  };
  expect((await askOnce([broken])).error?.message).toContain('CUDA out of memory');
});

test('a model without eyes is unfit, said by the server or known from the probe', async () => {
  expect((await askOnce([complaint(500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj')])).error?.code).toBe('SERVER_UNFIT');
  const server = await start({ chat: [whole(GOOD_TEXT)] });
  expect((await ask(clientOf(server), question({ capabilities: { pictures: false, schema: true, streaming: true } }))).error?.code).toBe('SERVER_UNFIT');
  expect(server.asked).toEqual([]);
});
