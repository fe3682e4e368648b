import { expect, test } from 'vitest';
import type { Known } from '../types.ts';
import { NO_REGION, ONE_REGION, PNG_REGION, THREE_REGIONS, UNSURE } from '../words/known.testing.ts';
import { explainMeasured } from '../words/measured.ts';
import { contradictionOf } from './check.ts';
import { sentencesOf } from './sentences.ts';
import type { Planted } from './planted.testing.ts';
import { CONTRADICTIONS, TRUE_STATEMENTS } from './planted.testing.ts';
import { HARD_CONTRADICTIONS, HARD_TRUE, LAST_CONTRADICTIONS, LAST_TRUE, LATER_CONTRADICTIONS, LATER_TRUE, ORDINARY, UNSEEN_CONTRADICTIONS, UNSEEN_TRUE } from './plantedLater.testing.ts';

const PICTURES: Readonly<Record<Planted['picture'], Known>> = { one: ONE_REGION, three: THREE_REGIONS, png: PNG_REGION, none: NO_REGION, unsure: UNSURE };

function missedIn(planted: readonly Planted[]): readonly string[] {
  return planted.filter(({ picture, about, sentence }) => contradictionOf(sentence, about, PICTURES[picture]) === null).map(({ sentence }) => sentence);
}
function struckIn(planted: readonly Planted[]): readonly string[] {
  return planted.flatMap(({ picture, about, sentence }) => {
    const strike = contradictionOf(sentence, about, PICTURES[picture]);
    return strike === null ? [] : [`${sentence} (${strike.reason}: ${strike.words})`];
  });
}

test('fifty planted contradictions are struck, each for its reason', () => {
  expect(CONTRADICTIONS).toHaveLength(50);
  expect(missedIn(CONTRADICTIONS)).toEqual([]);
  expect(CONTRADICTIONS.filter(({ picture, about, sentence, reason }) => contradictionOf(sentence, about, PICTURES[picture])?.reason !== reason).map(({ sentence, reason, picture, about }) => `${sentence} (${reason}, not ${contradictionOf(sentence, about, PICTURES[picture])?.reason ?? 'any'})`)).toEqual([]);
});

test('of fifty true statements none is struck', () => {
  expect(TRUE_STATEMENTS).toHaveLength(50);
  expect(struckIn(TRUE_STATEMENTS)).toEqual([]);
});

test.each([
  ['sentences written after the checker', UNSEEN_CONTRADICTIONS, UNSEEN_TRUE],
  ['a second round', LATER_CONTRADICTIONS, LATER_TRUE],
  ['hard ones', HARD_CONTRADICTIONS, HARD_TRUE],
  ['the last round', LAST_CONTRADICTIONS, LAST_TRUE],
])('%s', (_name, contradictions, statements) => {
  expect([missedIn(contradictions), struckIn(statements)]).toEqual([[], []]);
});

test('ordinary descriptions are left alone', () => {
  expect(struckIn(ORDINARY)).toEqual([]);
});

test('no sentence takes long, however it is made', () => {
  const words = ['not ', 'no ', 'the very ', 'region 1 and ', 'a ', 'more ', 'noise ', 'is clearly visibly ', 'left ', 'of the ', '"', 'The man is ', 'Al ', '1,', '9', ' - ', 'ignore all ', 'mark all the ', 'large small ', '(', 'x by '];
  const started = performance.now();
  for (const word of words) contradictionOf(`It ${word.repeat(900)}`, [1], THREE_REGIONS);
  expect(performance.now() - started).toBeLessThan(4000);
});

test.each(Object.entries(PICTURES))('what the program itself says of %s is not contradicted', (_name, known) => {
  const said = explainMeasured(known).statements.flatMap(({ plain, regions }) => sentencesOf(plain).map((sentence) => ({ sentence, strike: contradictionOf(sentence, regions, known) })));
  expect(said.filter(({ strike }) => strike !== null)).toEqual([]);
});
