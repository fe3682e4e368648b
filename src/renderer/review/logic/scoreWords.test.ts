import { expect, test } from 'vitest';
import { bandsOf, boundWords, countWords, intervalWords, OUTCOMES, rateRows, ratioWords, roughly } from './scoreWords.ts';

const rate = (count: number, of: number, low: number, high: number) => ({ value: count / of, low, high, count, of });
const point = { clear: 0.2, flag: 0.6, falsePositiveRate: rate(3, 140, 0.0044, 0.0613), detectionRate: rate(80, 120, 0.575, 0.75), missRate: rate(10, 120, 0.04, 0.15), inconclusive: { untouched: rate(20, 140, 0.09, 0.21), altered: rate(30, 120, 0.17, 0.34) } };

test('a class that was not validated is refused in plain words', () => {
  expect(OUTCOMES.not_validated.title).toBe('No error rate is stated: this class of picture was not validated');
  for (const { title } of Object.values(OUTCOMES)) expect(title).not.toMatch(/\b(fake|real|authentic|genuine)\b/i);
});

test('a likelihood ratio is a factor for the side it speaks for', () => {
  expect(ratioWords(1.1)).toBe('A score like this is about 13 times as likely if the picture was altered as if it was not.');
  expect(ratioWords(-0.5)).toBe('A score like this is about 3.2 times as likely if the picture was not altered as if it was.');
  expect(ratioWords(0.01)).toContain('about as likely');
  expect([1.04, 2, 9.94, 9.96, 12.4, 1234].map(roughly)).toEqual(['1', '2', '9.9', '10', '12', '1,200']);
});

test('the bound is told, and said to be reached where it is', () => {
  const bounds = { low: -1, high: 1.5 };
  expect(boundWords({ log10LikelihoodRatio: 1.5, log10LikelihoodRatioBounds: bounds })).toBe('That is the bound: no more than 32 times for altered and 10 times for not altered can be supported by the number of pictures measured.');
  expect(boundWords({ log10LikelihoodRatio: 0.4, log10LikelihoodRatioBounds: bounds })).toMatch(/^Bounds: no more than 32 times/);
  expect(boundWords({ log10LikelihoodRatio: 0.4 })).toContain('number of pictures');
});

test('every rate stands with its counts and its interval', () => {
  const rows = rateRows(point);
  expect(rows.map(({ name }) => name)).toEqual(['False positives', 'Detected', 'Missed', 'Inconclusive, untouched', 'Inconclusive, altered']);
  expect(rows[0]!.help).toBe('Untouched pictures of this class with a score of 0.60 or more');
  expect(countWords(point.falsePositiveRate)).toBe('3 of 140');
  expect(intervalWords(point.falsePositiveRate)).toBe('0.44–6.1 %');
});

test('the scale is cut at the limits, without bands of no width', () => {
  expect(bandsOf(point).map(({ outcome, from, to }) => [outcome, from, to])).toEqual([['no_traces', 0, 0.2], ['inconclusive', 0.2, 0.6], ['traces', 0.6, 1]]);
  expect(bandsOf({ clear: 0.6, flag: 0.6 }).map(({ outcome }) => outcome)).toEqual(['no_traces', 'traces']);
  expect(bandsOf({ clear: -1, flag: 1.2 }).map(({ outcome }) => outcome)).toEqual(['inconclusive']);
});
