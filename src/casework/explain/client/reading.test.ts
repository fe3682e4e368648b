import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isLoopback } from './address.ts';
import { findJson, withoutThinking } from './findJson.ts';
import { simpleJsonSchema } from './jsonSchema.ts';
import { learn, FIRST_QUIRKS, saysNoPictures } from './quirks.ts';
import { isRefusal } from './refusal.ts';
import { repeatedPhrase } from './repetition.ts';

describe('addresses', () => {
  test.each(['http://127.0.0.1:8080/v1', 'http://localhost:1234/v1', 'https://[::1]/v1', 'http://127.9.9.9', 'http://LOCALHOST/', 'http://127.1/', 'http://0x7f.0.0.1/'])('%s is this machine', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  test.each(['http://0.0.0.0/', 'http://localhost.example/', 'http://127.0.0.1.example/', 'http://127.0.0.1@example.com/', 'http://example.com/127.0.0.1', 'http://[::]/', 'http://169.254.1.1/', 'localhost', '', 'file:///localhost'])('%s is not', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});

describe('JSON in a reply', () => {
  test('braces in strings, nesting, and the first object of several', () => {
    expect(findJson('so: {"a": "}{\\"", "b": {"c": 1}} and {"d": 2}').map(({ value, alone }) => [value, alone])).toEqual([[{ a: '}{"', b: { c: 1 } }, false], [{ d: 2 }, false]]);
    expect(findJson(' {"a": 1}\n')[0]).toEqual({ value: { a: 1 }, alone: true, fenced: false });
    expect(findJson('{not json} {"a": 1}').map(({ value }) => value)).toEqual([{ a: 1 }]);
  });
  test('what is cut off is none', () => {
    expect(findJson('{"a": {"b": 1}')).toEqual([{ value: { b: 1 }, alone: false, fenced: false }]);
    expect(findJson('{"a": "b')).toEqual([]);
  });
  test('half a million opening braces do not hold it up', () => {
    const before = performance.now();
    expect(findJson('{'.repeat(500_000))).toEqual([]);
    expect(performance.now() - before).toBeLessThan(3000);
  });
  test('thinking is taken out, closed, half open or never closed', () => {
    expect(withoutThinking('<think>{"a": 1}</think>{"a": 2}')).toBe('{"a": 2}');
    expect(withoutThinking('thoughts </think> {"a": 2}')).toBe('{"a": 2}');
    expect(withoutThinking('<thinking>never ending {"a": 1}')).toBe('');
  });
});

describe('repetition', () => {
  test.each(['the edge is blurred. '.repeat(8), `{"a": "${'no, '.repeat(20)}`, '!'.repeat(64), ' \n'.repeat(200), `x${'\n{"title": "a sign with a rather long description of it", "colour": "red"},\n{"n": 1},'.repeat(8)}\n`])('is found: %#', (text) => {
    expect(repeatedPhrase(text)).not.toBeNull();
  });
  test.each([
    ['seven times', 'the edge is blurred. '.repeat(7)],
    ['indentation', `{\n${' '.repeat(40)}`],
    ['a row of signs', `-----${'='.repeat(40)}`],
    ['a list of like regions', JSON.stringify(Array.from({ length: 12 }, (_, id) => ({ id, title: `sign ${id * 7}`, artifacts: ['edge', 'noise'], description: 'no visible artifact', confidence: 'low' })), null, 2)],
    ['prose', 'The letters of the second line sit a little higher than those of the first, and their edges are sharper. The paper around them is smoother.'],
  ])('is not found in %s', (_name, text) => {
    expect(repeatedPhrase(text)).toBeNull();
  });
});

describe('refusals', () => {
  test.each(["I'm sorry, but I can't assist with that.", 'I\u2019m unable to identify people.', 'Sorry, I cannot help with this image.', 'As an AI, I am not able to judge this.', 'I cannot provide that.', 'Es tut mir leid, dabei kann ich nicht helfen.', '\u62b1\u6b49\uff0c\u6211\u65e0\u6cd5'])('%s', (text) => {
    expect(isRefusal(text)).toBe(true);
  });
  test.each(['The sign is sharp.', 'I can see a sign with blurred edges.', 'No visible artifact.', '', 'The man cannot be seen clearly; I am sorry for him.'])('not: %s', (text) => {
    expect(isRefusal(text)).toBe(false);
  });
});

describe('the schema that is sent', () => {
  const schema = z.object({ id: z.number().int(), share: z.number().min(0).max(1), name: z.string().max(60).regex(/^a/), kind: z.literal('x'), list: z.array(z.enum(['a', 'b'])).max(4), inner: z.object({ text: z.string().nullable() }).optional() });
  test('is simple', () => {
    expect(simpleJsonSchema(schema, 'full')).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['id', 'share', 'name', 'kind', 'list', 'inner'],
      properties: {
        id: { type: 'integer' },
        share: { type: 'number', minimum: 0, maximum: 1 },
        name: { type: 'string', maxLength: 60 },
        kind: { type: 'string', enum: ['x'] },
        list: { type: 'array', maxItems: 4, items: { type: 'string', enum: ['a', 'b'] } },
        inner: { type: 'object', additionalProperties: false, required: ['text'], properties: { text: { type: ['string', 'null'] } } },
      },
    });
    expect(JSON.stringify(simpleJsonSchema(schema, 'bare'))).not.toMatch(/max|min|pattern|ref/);
  });
  test('has no references', () => {
    interface Tree { readonly children: readonly Tree[] }
    const tree: z.ZodType<Tree> = z.lazy(() => z.object({ children: z.array(tree) }));
    expect(() => simpleJsonSchema(tree, 'full')).toThrow('without references');
  });
});

describe('complaints', () => {
  const request = { pictures: true, schema: true };
  test('each teaches one thing, and in the end nothing', () => {
    let quirks = FIRST_QUIRKS;
    for (let lesson = learn(quirks, 'image_url must be a string; response_format, seed, temperature, stream, enable_thinking, reasoning_effort: no', request), steps = 0; lesson !== null; lesson = learn(quirks, 'image_url must be a string; response_format, seed, temperature, stream, enable_thinking, reasoning_effort: no', request)) {
      quirks = lesson.quirks;
      steps += 1;
      expect(steps).toBeLessThan(12);
    }
    expect(quirks).toEqual({ picture: 'base64', schema: 'none', fields: [], tokensField: 'max_tokens' });
  });
  test('a model without eyes is not asked in other ways', () => {
    for (const text of ['image input is not supported - hint: you may need to provide the mmproj', 'This model does not support images', 'gemma is not a multimodal model']) expect(saysNoPictures(text)).toBe(true);
    for (const text of ["'url' field must be a base64 encoded image.", 'data URIs are not supported in image_url']) expect(saysNoPictures(text)).toBe(false);
  });
});
