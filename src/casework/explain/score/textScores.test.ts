import { describe, expect, test } from 'vitest';
import { folded, proseWords } from './fold.ts';
import { bleu, levenshtein, rougeL, setF1, textSimilarity } from './textScores.ts';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

describe('Levenshtein', () => {
  test.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['flaw', 'lawn', 2],
    ['same', 'same', 0],
    // One code point each, though two UTF-16 units.
    ['\u{1f600}', '\u{1f601}', 1],
  ])('%s to %s is %i', (a, b, distance) => {
    expect(levenshtein(a, b)).toBe(distance);
    expect(levenshtein(b, a)).toBe(distance);
  });

  test('as similarity', () => {
    expect(textSimilarity('kitten', 'sitting')).toBeCloseTo(1 - 3 / 7, 12);
    expect(textSimilarity('', '')).toBe(1);
    expect(textSimilarity('abc', '')).toBe(0);
  });
});

describe('ROUGE-L', () => {
  test('Lin (2004): police killed the gunman', () => {
    // Longest common subsequences of 3 and 2 of 4 words on both sides.
    const reference = words('police killed the gunman');
    expect(rougeL(words('police kill the gunman'), reference)).toBeCloseTo(0.75, 12);
    expect(rougeL(words('the gunman kill police'), reference)).toBeCloseTo(0.5, 12);
  });

  test('uneven lengths: 2PR / (P + R)', () => {
    // LCS "a c": P = 2/2, R = 2/4.
    expect(rougeL(['a', 'c'], ['a', 'b', 'c', 'd'])).toBeCloseTo(2 / 3, 12);
    expect(rougeL([], ['a'])).toBe(0);
  });
});

describe('BLEU with the smoothing of Lin and Och', () => {
  test('the same text', () => {
    expect(bleu(words('the edge is too sharp'), words('the edge is too sharp'))).toBeCloseTo(1, 12);
  });

  test('by hand: one word of five differs', () => {
    // 1-grams 4/5; 2-grams (3+1)/(4+1); 3-grams (2+1)/(3+1); 4-grams (1+1)/(2+1); no brevity penalty.
    const expected = (0.8 * 0.8 * 0.75 * (2 / 3)) ** 0.25;
    expect(bleu(words('the edge is too soft'), words('the edge is too sharp'))).toBeCloseTo(expected, 12);
  });

  test('by hand: a short one pays for it', () => {
    // 1-grams 2/2; 2-grams (1+1)/(1+1); 3- and 4-grams (0+1)/(0+1); brevity exp(1 - 4/2).
    expect(bleu(words('the edge'), words('the edge is sharp'))).toBeCloseTo(Math.exp(-1), 12);
  });

  test('repeated words count only as often as the reference has them', () => {
    // Papineni's "the the the": 1-grams clipped to 2/7.
    const candidate = words('the the the the the the the');
    const expected = ((2 / 7) * (1 / 7) * (1 / 6) * (1 / 5)) ** 0.25;
    expect(bleu(candidate, words('the cat is on the mat'))).toBeCloseTo(expected, 12);
    expect(bleu(words('dog'), words('cat'))).toBe(0);
  });
});

test('F1 of sets', () => {
  expect(setF1(['edge', 'noise'], ['edge', 'blur', 'font'])).toBeCloseTo(2 / 5, 12);
  expect(setF1([], [])).toBe(1);
  expect(setF1([], ['edge'])).toBe(0);
});

test('folding: quoted strings and punctuation go, apostrophes close up', () => {
  expect(proseWords('The word "Total: 12" isn\u2019t aligned; \u201cx y\u201d (see: edges).')).toEqual(['the', 'word', 'isnt', 'aligned', 'see', 'edges']);
  expect(folded('  Red\u00a0 CAR\n')).toBe('red car');
});
