import { expect, test } from 'vitest';
import type { Agreement } from '../../contract/index.ts';
import { agreementInWords, methodName, parametersInWords } from './words.ts';

const map: Agreement['map'] = { kind: 'signal', path: 'p', sha256: 'a'.repeat(64), bytes: 1, mimeType: 'image/png', width: 1, height: 1 };

test('names and parameters as they are printed', () => {
  expect([methodName('network'), methodName('ela'), methodName('agreement')]).toEqual(['Network', 'Error level', 'Agreement']);
  expect(parametersInWords({ windowSize: 16, block_size: 8, both: true, edge: false, mode: 'fine' })).toBe('block size 8, both yes, edge no, mode fine, window size 16');
  expect(parametersInWords({})).toBe('none');
});

test('agreement: from all down to none, and the pair that overlaps most', () => {
  const words = agreementInWords({ methods: ['network', 'ela', 'cfa'], map, shares: [0.85, 0.1, 0.045, 0.005], overlap: [[1, 0.25, 0.1], [0.25, 1, 0.5], [0.1, 0.5, 1]] });
  expect(words).toEqual([
    'Compared: Network; Error level; Colour filter trace.',
    'Share of the picture that exactly so many of them mark: all 3: 0.5 %; 2 of 3: 4.5 %; 1 of 3: 10 %. No method marks 85 %.',
    'The marks of Error level and Colour filter trace overlap most: 0.50 (common area over joined area, 1 is equal).',
  ]);
});

test('agreement: nothing marked, and no common place', () => {
  expect(agreementInWords({ methods: ['network', 'ela'], map, shares: [1, 0, 0], overlap: [[null, null], [null, null]] })).toEqual(['Compared: Network; Error level.', 'None of them marks anything.']);
  expect(agreementInWords({ methods: ['network', 'ela'], map, shares: [0.9, 0.1, 0], overlap: [[1, 0], [0, 1]] })[2]).toBe('No two of them mark a common place.');
});
