import { expect, test } from 'vitest';
import type { PdfValue } from './pdfSyntax.ts';
import { BadSyntax, EndOfBytes, isDictionary, isText, parseValue, textOf } from './pdfSyntax.ts';

function parse(text: string): PdfValue {
  return parseValue({ bytes: Buffer.from(`${text} `, 'latin1'), at: 0 });
}

test.each([
  ['42', 42],
  ['-3.5', -3.5],
  ['.5', 0.5],
  ['true', true],
  ['null', null],
  ['% words\n 7', 7],
  ['/Na#20me', { kind: 'name', name: 'Na me' }],
  ['12 0 R', { kind: 'reference', id: 12 }],
  ['[1 2 0 R 3 4]', [1, { kind: 'reference', id: 2 }, 3, 4]],
])('%s', (text, value) => {
  expect(parse(text)).toEqual(value);
});

test('strings: escapes, nesting, hexadecimal, UTF-16', () => {
  const text = (source: string): string => {
    const value = parse(source);
    if (!isText(value)) throw new Error('no string');
    return textOf(value);
  };
  expect(text('(a\\(b\\051 (c) \\\\ \\101)')).toBe('a(b) (c) \\ A');
  expect(text('<48 65 6C6c 6F>')).toBe('Hello');
  expect(text('<feff0141>')).toBe('Ł');
});

test('a dictionary within a dictionary, and where a string stands', () => {
  const value = parse('<< /A << /B [1 (x)] >> /C <00> >>');
  if (!isDictionary(value)) throw new Error('no dictionary');
  expect(value.entries.get('C')).toMatchObject({ from: 26, to: 30 });
});

test('what is cut off asks for more; what is no value is refused; depth is bounded', () => {
  for (const text of ['<< /A 1', '(abc', '[1 2', '<00']) expect(() => parse(text)).toThrow(EndOfBytes);
  for (const text of ['hello', '<zz>', '<< 1 2 >>', '1.2.3', ')', '['.repeat(100)]) expect(() => parse(text)).toThrow(BadSyntax);
});
