import { expect, test } from 'vitest';
import { canonicalJson, digestOf } from './canonicalJson.ts';

test('sorts keys at every depth, leaves out absent members and keeps the order of lists', () => {
  expect(canonicalJson({ b: 1, a: { d: [3, 1], c: null }, e: undefined })).toBe('{"a":{"c":null,"d":[3,1]},"b":1}');
});

test('gives one text for equal values and another for different ones', () => {
  expect(digestOf({ a: 1, b: [1, 2] })).toBe(digestOf({ b: [1, 2], a: 1 }));
  expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }));
  expect(digestOf('1')).not.toBe(digestOf(1));
});

test('reads back as the same value, whatever the text', () => {
  const value = { 'ключ "1"': ['\u0000\n\ud800', 1e-7, -0.1, 12345678901234, true, null] };
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1])('refuses %s, which JSON cannot hold', (value) => {
  expect(() => canonicalJson({ value })).toThrow(TypeError);
});
