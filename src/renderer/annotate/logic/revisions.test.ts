import { expect, test } from 'vitest';
import type { Annotation } from '../../../contract/annotations.ts';
import { changeWords, operationWords } from './revisions.ts';

const one: Annotation = { id: 'a', revision: 1, evidenceId: 1, shape: { type: 'text', at: [1, 1], text: 'x', size: 10 }, note: '', confidence: 'unstated', layers: [], deleted: false, author: 'e', at: '' };

test('a revision says what it changed', () => {
  expect(changeWords(undefined, one)).toBe('drawn');
  expect(changeWords(one, { ...one, shape: { ...one.shape, type: 'text', at: [2, 1], text: 'x', size: 10 } })).toBe('changed place or shape');
  expect(changeWords(one, { ...one, shape: { type: 'text', at: [1, 1], text: 'y', size: 10 }, note: 'n' })).toBe('changed text, note');
  expect(changeWords(one, { ...one, confidence: 'very_strong', layers: ['mask'] })).toBe('changed confidence to very strong, layers');
  expect(changeWords(one, { ...one, deleted: true })).toBe('removed');
  expect(changeWords({ ...one, deleted: true }, one)).toBe('brought back');
  expect(changeWords(one, one)).toBe('saved again');
});

test('work on the mask names the threshold it was done at', () => {
  expect(operationWords({ type: 'copy', findingId: 1, threshold: 0.5 })).toBe('copied from the model at 0.50');
  expect(operationWords({ type: 'erase' })).toBe('erased');
});
