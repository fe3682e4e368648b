import { expect, test } from 'vitest';
import { displayPath, forTerminal, isTextPath, joinBytes } from './pathText.ts';

test('shows valid UTF-8 as it is and other bytes as escapes', () => {
  expect(displayPath(Buffer.from('/a/ü–図.jpg'))).toBe('/a/ü–図.jpg');
  expect(displayPath(Buffer.from([0x61, 0xe9, 0x62]))).toBe('a\\xe9b');
  expect(displayPath(Buffer.concat([Buffer.from('ü'), Buffer.from([0xff, 0xc3])]))).toBe('ü\\xff\\xc3');
  // An encoded surrogate and an overlong slash are no UTF-8.
  expect(displayPath(Buffer.from([0xed, 0xa0, 0x80]))).toBe('\\xed\\xa0\\x80');
  expect(displayPath(Buffer.from([0xc0, 0xaf]))).toBe('\\xc0\\xaf');
});

test('knows which paths a text can name', () => {
  expect(isTextPath(Buffer.from('/a/ü.jpg'))).toBe(true);
  expect(isTextPath(Buffer.from([0x2f, 0xfc]))).toBe(false);
});

test('joins without doubling the separator', () => {
  expect(joinBytes(Buffer.from('/'), Buffer.from('a')).toString()).toBe('/a');
  expect(joinBytes(Buffer.from('/a'), Buffer.from('b')).toString()).toBe('/a/b');
});

test('a file name cannot steer the terminal', () => {
  expect(forTerminal('a\u001b[2Jb\n\u202ecod')).toBe('a\\u{1b}[2Jb\\u{a}\\u{202e}cod');
});
