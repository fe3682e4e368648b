import { expect, test } from 'vitest';
import { breakablePath, escapeHtml, percent, probability, wholeNumber } from './html.ts';
import { coefficientsInWords, gateInWords, readingInWords, tracesInWords } from './words.ts';

test('states what was found and at which threshold', () => {
  expect(tracesInWords(0, 0.5)).toBe('No traces found by this method at threshold 0.50');
  expect(tracesInWords(1, 0.45)).toBe('Traces found: 1 region at threshold 0.45');
  expect(tracesInWords(3, 0.5)).toBe('Traces found: 3 regions at threshold 0.50');
});

test('says what the gate decided', () => {
  expect(gateInWords({ vision: 0.1, visionShare: 0, tiles: 4 })).toBe('frequency evidence used');
  expect(gateInWords({ vision: 0.9, visionShare: 1, tiles: 4 })).toBe('frequency evidence not used');
  expect(gateInWords({ vision: 0.5, visionShare: 0.25, tiles: 4 })).toBe('frequency evidence used in 75 % of 4 tiles');
});

test('says where the coefficients came from', () => {
  expect(coefficientsInWords({ source: 'jpeg', grid: { x: 0, y: 0, confidence: 1 } })).toBe('coefficients read from the JPEG stream');
  expect(coefficientsInWords({ source: 'pixels', grid: { x: 3, y: 5, confidence: 0.8 } })).toContain('grid at 3, 5 (confidence 0.80)');
});

test('writes numbers as people read them', () => {
  expect([probability(0.5), probability(1), probability(0)]).toEqual(['0.50', '1.00', '0.00']);
  expect([percent(0), percent(0.0004), percent(0.031), percent(0.5)]).toEqual(['0 %', 'under 0.1 %', '3.1 %', '50 %']);
  expect(wholeNumber(1234567)).toBe('1\u202f234\u202f567');
});

test('a file name is text and nothing else in HTML', () => {
  expect(escapeHtml(`<img src=x onerror="a('b')">&\u0007`)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;\\u{7}');
  expect(breakablePath('a/b.jpg')).toBe('a/<wbr>b.<wbr>jpg');
});

test('a score is read with what it comes to, and without it where no rate is known', () => {
  const reading = { classification: { class: 'shared' as const, reasons: [] }, score: 0.6, point: null, log10LikelihoodRatio: null };
  expect(readingInWords({ ...reading, outcome: 'inconclusive', words: 'Half of all score so.' })).toBe('By its score: inconclusive. Half of all score so.');
  expect(readingInWords({ ...reading, outcome: 'not_validated', words: 'No error rate is stated.' })).toBe('No error rate is stated.');
});
