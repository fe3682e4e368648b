import { afterEach, expect, test } from 'vitest';
import { createChatClient } from '../../src/casework/explain/client/client.ts';
import { type Asked, type Reply, type ScriptedServer, type Script, sendJson, startScriptedServer } from '../servers/scriptedServer.ts';
import { complaint, silent, streamed } from '../servers/traps.ts';

/** What the probe makes of servers of different kinds. */

const servers: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function clientOf(script: Script): Promise<ReturnType<typeof createChatClient>> {
  const server = await startScriptedServer(script);
  servers.push(server);
  return createChatClient({ address: server.address, key: '', timeoutMilliseconds: 1000, allowRemote: false, backoffMilliseconds: 5 });
}

function hasPicture(asked: Asked): boolean {
  return asked.text.includes('image_url');
}

/** A server with or without eyes and schema; `tokens`: of a prompt, without and with a picture. */
function server(traits: { eyes: boolean; schema: boolean; stream: boolean; tokens?: readonly [number, number]; blind?: string }): Reply {
  return (response, asked) => {
    const pictured = hasPicture(asked);
    if (pictured && traits.blind !== undefined) return complaint(400, traits.blind)(response, asked);
    const text = asked.body['response_format'] !== undefined && traits.schema ? '{"colour": "white"}' : pictured && traits.eyes ? 'Red.' : 'Good morning to you!';
    if (traits.stream && asked.body['stream'] === true) return streamed([text])(response, asked);
    const [without, withPicture] = traits.tokens ?? [20, 20];
    return sendJson(response, 200, { choices: [{ message: { content: text }, finish_reason: 'stop' }], usage: { prompt_tokens: pictured ? withPicture : without } });
  };
}

const good = { eyes: true, schema: true, stream: true };

function listing(owner: string, header: Readonly<Record<string, string>> = {}): Reply {
  return (response) => sendJson(response, 200, { data: [{ id: 'first', owned_by: owner }, { id: 'second', owned_by: owner }] }, header);
}
const version: Reply = (response) => sendJson(response, 200, { version: '1.2.3' });

test('a server that can do everything', async () => {
  const client = await clientOf({ models: ['one', 'two'], chat: [server(good)] });
  expect(await client.models()).toEqual(['one', 'two']);
  expect(await client.probe(null)).toEqual({ pictures: true, schema: true, streaming: true, software: null, model: 'one', models: ['one', 'two'] });
  expect((await client.probe('two')).model).toBe('two');
});

test.each([
  ['the colour is named', { ...good }, true],
  ['the prompt is longer with the picture', { ...good, eyes: false, tokens: [20, 90] as const }, true],
  ['the picture is dropped in silence', { ...good, eyes: false }, false],
  ['the picture is refused', { ...good, blind: 'this model does not support image input' }, false],
])('pictures: %s', async (_name, traits, pictures) => {
  const probed = await (await clientOf({ chat: [server(traits)] })).probe(null);
  expect(probed).toMatchObject({ pictures, schema: true, streaming: true });
});

test('a schema that fails open and a server that does not stream are seen', async () => {
  expect(await (await clientOf({ chat: [server({ ...good, schema: false })] })).probe(null)).toMatchObject({ schema: false, streaming: true });
  expect(await (await clientOf({ chat: [server({ ...good, stream: false })] })).probe(null)).toMatchObject({ schema: true, streaming: false });
});

test('what the probe learns holds for the questions after it', async () => {
  const seen: Asked[] = [];
  const picky: Reply = (response, asked) => {
    seen.push(asked);
    return asked.body['reasoning_effort'] === undefined ? server(good)(response, asked) : complaint(400, 'reasoning_effort is not a known field')(response, asked);
  };
  await (await clientOf({ chat: [picky] })).probe(null);
  expect(seen.map(({ body }) => body['reasoning_effort'])).toEqual(['none', undefined, undefined]);
});

test.each([
  ['llama.cpp', { models: listing('llamacpp'), paths: { '/props': ((response) => sendJson(response, 200, { build_info: 'b9999-abc', modalities: { vision: true } })) satisfies Reply } }, 'llama.cpp b9999-abc'],
  ['vLLM', { models: listing('vllm', { server: 'uvicorn' }), paths: { '/version': version } }, 'vLLM 1.2.3'],
  ['Ollama', { models: listing('library'), paths: { '/api/version': version } }, 'Ollama 1.2.3'],
  ['Ollama with models of one\'s own', { models: listing('somebody'), paths: { '/api/version': version } }, 'Ollama 1.2.3'],
  ['LM Studio', { models: listing('organization_owner') }, 'LM Studio'],
  ['anything else', { models: listing('somebody', { server: 'uvicorn' }) }, 'uvicorn'],
])('software: %s', async (_name, script, software) => {
  expect((await (await clientOf({ ...script, chat: [server(good)] })).probe(null)).software).toBe(software);
});

test('a server that says its model has no eyes is believed', async () => {
  const blind = { models: listing('llamacpp'), paths: { '/props': ((response) => sendJson(response, 200, { modalities: { vision: false } })) satisfies Reply } };
  expect((await (await clientOf({ ...blind, chat: [server(good)] })).probe(null)).pictures).toBe(false);
});

test('no model, a refusal, silence and cancelling', async () => {
  await expect((await clientOf({ models: [] })).probe(null)).rejects.toMatchObject({ code: 'SERVER_UNFIT' });
  expect(await (await clientOf({ models: (response) => sendJson(response, 200, { object: 'list', data: null }) })).models()).toEqual([]);
  await expect((await clientOf({ chat: [complaint(404, 'model "x" not found, try pulling it first')] })).probe('x')).rejects.toMatchObject({ code: 'SERVER_REFUSED' });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  await expect((await clientOf({ chat: [silent] })).probe(null, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  const listingOnly = new AbortController();
  setTimeout(() => listingOnly.abort(), 50);
  await expect((await clientOf({ models: silent })).models(listingOnly.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
});
