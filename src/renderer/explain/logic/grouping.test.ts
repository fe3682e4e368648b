import { expect, test } from 'vitest';
import { groupSentences, headRegion, inReadingOrder, nextSentence, sentencesOf } from './grouping.ts';
import { sentence } from './testing.ts';

const statements = [
  sentence(9, { topic: 'limit' }),
  sentence(1, { topic: 'verdict' }),
  sentence(4, { topic: 'trace', regions: [2] }),
  sentence(2, { topic: 'extent', regions: [1, 2] }),
  sentence(3, { topic: 'place', regions: [1] }),
  sentence(5, { topic: 'relation', regions: [2, 1] }),
  sentence(6, { topic: 'trace', regions: [2], struck: { reason: 'place', words: 'lower left', because: 'It lies in the upper right.' } }),
  sentence(7, { topic: 'history' }),
];

test('sentences stand by what they speak of: the find, each region, history, limits', () => {
  const groups = groupSentences(statements);
  expect(groups.map(({ title, sentences }) => [title, sentences.map(({ id }) => id)])).toEqual([
    ['What was found', [1, 2]],
    ['Region 1', [3, 5]],
    ['Region 2', [4]],
    ['History of the file', [7]],
    ['Limits', [9]],
  ]);
  expect(inReadingOrder(groups).map(({ id }) => id)).toEqual([1, 2, 3, 5, 4, 7, 9]);
});

test('groups without a sentence are left out, and so are struck ones', () => {
  expect(groupSentences([])).toEqual([]);
  expect(groupSentences([statements[6]!])).toEqual([]);
});

test('a sentence about one region against another stands with the first, one about the extent with the whole', () => {
  expect(headRegion({ topic: 'relation', regions: [3, 2] })).toBe(2);
  expect(headRegion({ topic: 'extent', regions: [3, 2] })).toBeNull();
  expect(headRegion({ topic: 'history', regions: [3] })).toBeNull();
});

test('a region lights every sentence that names it, wherever it stands', () => {
  expect(sentencesOf(1, groupSentences(statements)).map(({ id }) => id)).toEqual([2, 3, 5]);
  expect(sentencesOf(7, groupSentences(statements))).toEqual([]);
});

test('the next sentence goes round in the order of the page', () => {
  const groups = groupSentences(statements);
  expect(nextSentence(groups, null, 1)?.id).toBe(1);
  expect(nextSentence(groups, null, -1)?.id).toBe(9);
  expect(nextSentence(groups, 5, 1)?.id).toBe(4);
  expect(nextSentence(groups, 9, 1)?.id).toBe(1);
  expect(nextSentence(groups, 1, -1)?.id).toBe(9);
  expect(nextSentence([], 1, 1)).toBeNull();
});
