import { expect, test } from 'vitest';
import { createTypesetter } from './fonts.ts';
import { openDocument } from './internals.ts';
import { STYLE } from './style.ts';
import { oneLine, wrapText } from './text.ts';

const type = createTypesetter(openDocument({ information: { Title: 'test', CreationDate: new Date(0) }, language: 'en', size: [595.28, 841.89] }));

test.each([
  ['prose', STYLE.body, 'The quick brown fox—or a dog/cat pair—jumps over the well-known lazy dog. '.repeat(6), 140],
  ['a word longer than the line', STYLE.body, 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', 60],
  ['a digest', STYLE.cellFixed, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 90],
  ['a path', STYLE.factFixed, `/evidence/${'folder with space/sub_folder.name-x/'.repeat(8)}picture.JPG`, 100],
  ['a column of one sign', STYLE.cellFixed, 'abc', 4.7],
] as const)('%s: no line is wider than the column and no sign is lost', (_, style, text, width) => {
  const lines = wrapText(type, text, style, width);
  for (const line of lines) {
    expect(line.width).toBeLessThanOrEqual(width + 0.01);
    expect(line.width).toBeCloseTo(type.width(line.text, style.face, style.size), 3);
  }
  expect(lines.map((line) => line.text).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
});

test('lines end where the text says; indents of code stay; an empty text is one empty line', () => {
  expect(wrapText(type, 'one\n\n  two\r\nthree', STYLE.code, 300).map((line) => line.text)).toEqual(['one', '', '  two', 'three']);
  expect(wrapText(type, '', STYLE.body, 300)).toEqual([{ text: '', width: 0 }]);
});

test('characters that no font has are named, never left out; hidden ones are named even where a font has them', () => {
  expect(type.showable('写真 صورة 😀', 'regular')).toBe('[U+5199][U+771F] [U+0635][U+0648][U+0631][U+0629] [U+1F600]');
  expect(type.showable('photo\u202egpj.exe\u200b\u0007', 'mono')).toBe('photo[U+202E]gpj.exe[U+200B][U+0007]');
  expect(type.showable('≥ → Ελληνικά фото Việt नमस्ते Łódź', 'regular')).toBe('>= -> Ελληνικά фото Việt नमस्ते Łódź');
  // In names nothing is spelled another way: two names must never look the same.
  expect(type.showable('≥', 'mono')).toBe('[U+2265]');
});

test('a line is cut into runs by font file, marks stay with their letters, and nothing is lost', () => {
  const text = 'Zoë Ελένη фото नमस्ते e\u0301 ok';
  const runs = type.runs(text, 'regular');
  expect(runs.map((run) => run.text).join('')).toBe(text);
  expect(new Set(runs.map((run) => run.font)).size).toBe(4);
  expect(runs.at(-1)?.text).toContain('e\u0301 ok');
});

test('a header is cut to one line with an ellipsis, and only where it must be', () => {
  expect(oneLine(type, 'Short', STYLE.furniture, 200).text).toBe('Short');
  const cut = oneLine(type, 'A header that is much too long for its place', STYLE.furniture, 80);
  expect(cut.text).toMatch(/^A header.*…$/);
  expect(cut.width).toBeLessThanOrEqual(80);
});
