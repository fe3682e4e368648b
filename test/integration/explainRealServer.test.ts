import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { z } from 'zod';
import { createChatClient } from '../../src/casework/explain/client/client.ts';
import { answerSchema, ask, question } from '../servers/questions.ts';
import { hasRealServer, type RealServer, startRealServer } from '../servers/realServer.ts';

/** The client against llama.cpp's own server: tokeniser, chat template, image encoder, grammar, streaming and cancelling are real, only the weights are random. */

const MODEL = 'palimpsest-tiny';

function picture(svg: string): Promise<Buffer> {
  return sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="200">${svg}</svg>`)).jpeg({ quality: 92 }).toBuffer();
}

describe.runIf(hasRealServer())('a real server', () => {
  let server: RealServer;
  let stripes: Buffer;
  let disc: Buffer;
  beforeAll(async () => {
    stripes = await picture('<rect width="320" height="200" fill="#fff"/><path d="M0 40h320M0 90h320M0 150h320" stroke="#b00" stroke-width="22"/>');
    disc = await picture('<rect width="320" height="200" fill="#024"/><circle cx="210" cy="90" r="70" fill="#fd0"/>');
    server = await startRealServer();
  });
  afterAll(() => server.close());

  function client(): ReturnType<typeof createChatClient> {
    return createChatClient({ address: server.address, key: '', timeoutMilliseconds: 20_000, allowRemote: false });
  }

  test('lists its model', async () => {
    expect(await client().models()).toEqual([MODEL]);
  });

  test('is found to take pictures and schemas and to stream', async () => {
    expect(await client().probe(null)).toMatchObject({ pictures: true, schema: true, streaming: true, model: MODEL, models: [MODEL], software: expect.stringMatching(/^llama\.cpp/) as string });
  });

  test('answers a question about a picture in the schema, streamed, and the exchange is kept verbatim', async () => {
    const { value, notes, exchanges, received, error } = await ask(client(), question({ model: MODEL }, stripes));
    expect([error, notes]).toEqual([null, []]);
    expect(answerSchema.safeParse(value).success).toBe(true);
    expect(received.length).toBeGreaterThan(10);
    expect(received).toEqual([...received].sort((a, b) => a - b));
    const [exchange] = exchanges;
    expect(exchanges).toHaveLength(1);
    expect(exchange).toMatchObject({ outcome: 'accepted', model: MODEL, seed: 7, repair: false });
    expect(exchange?.request).toContain(`sha256:${exchange?.pictureSha256s[0]}`);
    expect(exchange?.request).not.toContain(stripes.toString('base64').slice(0, 60));
    const pieces = (exchange?.reply ?? '').split('\n\n').filter((line) => line.startsWith('data: {')).map((line) => JSON.parse(line.slice(6)) as { choices: { delta: { content?: string | null } }[] });
    expect(JSON.parse(pieces.map(({ choices }) => choices[0]?.delta.content ?? '').join(''))).toEqual(value);
    expect(exchange?.reply.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  test('sees the picture: another one changes the answer, the same one does not', async () => {
    const answers = [];
    for (const jpeg of [stripes, disc, stripes, null]) answers.push((await ask(client(), question({ model: MODEL }, jpeg))).value);
    const [first, other, again, none] = answers;
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(none).not.toEqual(first);
  });

  test('takes two pictures and an earlier turn through its chat template', async () => {
    const turns = [...question({}, stripes).messages, { role: 'assistant' as const, text: 'Stripes.', pictures: [] }, ...question({}, disc).messages];
    const { value, exchanges } = await ask(client(), question({ model: MODEL, messages: turns }));
    expect(answerSchema.safeParse(value).success).toBe(true);
    expect(exchanges[0]?.pictureSha256s).toHaveLength(2);
  });

  test('refuses what is no picture, and nothing wrong is learnt from that', async () => {
    const one = client();
    const { error, exchanges } = await ask(one, question({ model: MODEL }, Buffer.from('this is no JPEG')));
    expect(error?.code).toBe('SERVER_REFUSED');
    expect(exchanges.every(({ outcome }) => outcome === 'failed')).toBe(true);
    const next = await ask(one, question({ model: MODEL }, stripes));
    expect(JSON.parse(next.exchanges[0]?.request ?? '{}')).toMatchObject({ chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none', response_format: { type: 'json_schema' } });
    expect(next.exchanges.map(({ outcome }) => outcome)).toEqual(['accepted']);
  });

  test('a truncated answer is noticed and asked for again at twice the length', async () => {
    const { exchanges } = await ask(client(), question({ model: MODEL, maximumTokens: 12 }, stripes));
    expect(exchanges[0]?.outcome).toBe('truncated');
    expect(exchanges.map(({ request }) => (JSON.parse(request) as { max_tokens: number }).max_tokens).slice(0, 2)).toEqual([12, 24]);
  });

  test('cancelling in the middle of an answer frees it for the next question', async () => {
    const controller = new AbortController();
    // Nothing ends this string but its bound, which lies far behind the moment of cancelling.
    const long = z.object({ title: z.string().min(900), colour: z.enum(['red', 'green', 'blue']), text: z.string().nullable() });
    expect(server.log()).not.toMatch(/cancel task/);
    const { error, exchanges, received } = await ask(client(), question({ model: MODEL, schema: long, maximumTokens: 8000 }, disc), controller.signal, (characters) => {
      if (characters > 40) controller.abort();
    });
    expect(error?.code).toBe('CANCELLED');
    expect(exchanges.map(({ outcome }) => outcome)).toEqual(['cancelled']);
    expect(Math.max(...received)).toBeLessThan(800);
    const next = await ask(client(), question({ model: MODEL }, disc));
    expect(next.exchanges.map(({ outcome }) => outcome)).toEqual(['accepted']);
    // The server itself saw the connection go and stopped the work.
    await expect.poll(() => server.log(), { timeout: 3000 }).toMatch(/cancel task/);
  });
});
