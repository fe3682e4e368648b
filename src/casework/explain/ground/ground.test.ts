import { expect, test } from 'vitest';
import { explanationContentSchema, statementSchema } from '../../../contract/index.ts';
import type { Answered, AnsweredRegion } from '../types.ts';
import { ONE_REGION, PNG_REGION, THREE_REGIONS } from '../words/known.testing.ts';
import { groundAnswer } from './ground.ts';
import { sentencesOf } from './sentences.ts';

const CUP: AnsweredRegion = {
  id: 1, title: 'White cup', text: null, relation: { relation: 'left of', anchor: 'the window' }, method: 'removal', artifacts: ['noise', 'color', 'shadow'],
  description: 'The cup has less grain than the rest of the picture. It stands at the lower right. The handle has no shadow.', confidence: 'high', claimedPosition: 'top-left',
};
function answered(region: Partial<AnsweredRegion> = {}, rest: Partial<Answered> = {}): Answered {
  return { regions: [{ ...CUP, ...region }], summary: 'One region was marked, e.g. for its smooth texture. Two regions differ.', claimedCount: 1, withdrawn: [], ...rest };
}

test('binds each sentence to regions and values, strikes what is contradicted, and keeps it out of the content alone', () => {
  const { content, statements } = groundAnswer(ONE_REGION, answered());
  expect(explanationContentSchema.parse(content)).toEqual(content);
  for (const statement of statements) expect(statementSchema.parse(statement)).toEqual(statement);
  expect(statements.map(({ id }) => id)).toEqual(statements.map((_, index) => index + 1));
  expect(statements.every(({ source, plain, technical }) => source === 'model' && plain === technical)).toBe(true);
  expect(content.regions).toEqual([{
    id: 1, title: 'White cup', text: null, absolute_position: 'top-left', relative_position: { relation: 'left_of', anchor: 'the window' }, method_guess: 'removal', artifacts: ['noise', 'shadow'],
    description: 'The cup has less grain than the rest of the picture. The handle has no shadow.', confidence: 'medium',
  }]);
  expect(content).toMatchObject({ verdict: 'tampered', domain: 'natural', summary: 'One region was marked, e.g. for its smooth texture.' });
  const descriptions = statements.filter(({ topic }) => topic === 'description');
  expect(descriptions.map(({ struck }) => struck?.reason ?? null)).toEqual([null, 'place', null]);
  expect(descriptions[0]).toMatchObject({ regions: [1], grounds: [{ quantity: 'noise_level', region: 1, value: 'inside 3.80 grey levels, outside 10.0 grey levels (-6.2 spreads)' }] });
  expect(descriptions[1]?.struck).toEqual({ reason: 'place', words: 'lower right', because: 'Region 1 lies at the top left.' });
  expect(descriptions[2]?.grounds).toEqual([]);
  expect(statements.filter(({ topic }) => topic === 'trace').map(({ struck, grounds }) => [struck?.reason ?? null, grounds.length])).toEqual([[null, 1], ['measured', 2], [null, 0]]);
  expect(statements.filter(({ topic }) => topic === 'summary').map(({ struck, regions }) => [struck?.reason ?? null, regions])).toEqual([[null, []], ['count', []]]);
});

test('what the model took back is struck with its reason and stays in the log', () => {
  const { content, statements } = groundAnswer(ONE_REGION, answered({ text: 'CAFE' }, {
    withdrawn: [
      { region: 1, field: 'title', value: 'White cup', why: 'It may be a bowl.' }, { region: 1, field: 'text', value: 'CAFE', why: '' }, { region: 1, field: 'relation', value: '', why: 'No window.' },
      { region: 1, field: 'artifacts', value: 'shadow', why: 'Not visible.' }, { region: 1, field: 'method', value: 'removal', why: 'A guess.' }, { region: 1, field: 'description', value: 'The handle has no shadow.', why: 'Not visible.' },
    ],
  }));
  expect(content.regions[0]).toMatchObject({ title: 'Region 1', text: null, relative_position: null, method_guess: 'unknown', artifacts: ['noise'], description: 'The cup has less grain than the rest of the picture.' });
  expect(statements.filter(({ struck }) => struck?.reason === 'self_check').map(({ topic }) => topic)).toEqual(['title', 'text', 'relation', 'method', 'trace', 'description']);
  expect(statements.find(({ topic }) => topic === 'title')?.struck?.because).toBe('The model took it back: It may be a bowl.');
  const whole = groundAnswer(ONE_REGION, answered({}, { withdrawn: [{ region: 1, field: 'description', value: 'paraphrased', why: 'No.' }] }));
  expect(whole.content.regions[0]?.description).toBe('');
});

test('place and count claimed are checked; regions that are not there, or there twice, are kept struck; regions left out stay measured', () => {
  const { content, statements } = groundAnswer(THREE_REGIONS, answered({ claimedPosition: 'top right', method: 'unknown' }, { claimedCount: 5, regions: [{ ...CUP, claimedPosition: 'top right' }, { ...CUP, id: 9 }, { ...CUP, title: 'again' }] }));
  expect(content.regions.map(({ id, title, absolute_position, confidence }) => [id, title, absolute_position, confidence])).toEqual([[1, 'White cup', 'bottom-right', 'medium'], [2, 'Region 2', 'top-center', 'low'], [3, 'Region 3', 'middle-left', 'low']]);
  expect(statements.find(({ topic }) => topic === 'extent')?.struck).toMatchObject({ reason: 'count' });
  expect(statements.find(({ topic }) => topic === 'place')?.struck).toMatchObject({ reason: 'place' });
  expect(statements.filter(({ struck }) => struck?.reason === 'region').map(({ plain }) => plain.slice(0, 20))).toEqual(['Region 9: White cup:', 'Region 1: again: The']);
});

test('traces and methods the file speaks against are struck', () => {
  const { content, statements } = groundAnswer(PNG_REGION, answered({ artifacts: ['compression', 'noise', 'font'], method: 'nonsense', description: 'The area shows double JPEG compression.', claimedPosition: 'center' }));
  expect(content.regions[0]).toMatchObject({ artifacts: ['font'], method_guess: 'unknown', description: '' });
  expect(statements.filter(({ topic }) => topic === 'trace').map(({ struck }) => struck?.reason ?? null)).toEqual(['measured', 'measured', null]);
});

test('the content keeps to its lengths whatever the model says', () => {
  const { content } = groundAnswer(ONE_REGION, answered({ title: '🏺'.repeat(80), description: 'It has a chipped rim. '.repeat(60) }, { summary: 'The cup has a chipped rim. '.repeat(60) }));
  expect(explanationContentSchema.safeParse(content).success).toBe(true);
});

test('sentences end where they end', () => {
  expect(sentencesOf('Mr. Smith, e.g. here, at 3.5 m. It says "Stop. Now." and more! See fig. 2 (approx. 4 cm). J. R. is etc. The end? yes.\n- a list\n- of two')).toEqual([
    'Mr. Smith, e.g. here, at 3.5 m.', 'It says "Stop. Now." and more!', 'See fig. 2 (approx. 4 cm).', 'J. R. is etc.', 'The end?', 'yes.', 'a list', 'of two',
  ]);
});
