import { expect, test } from 'vitest';
import type { Answered, AnsweredRegion } from '../types.ts';
import { compareRuns, sameWords } from './ablation.ts';

function region(id: number, changes: Partial<AnsweredRegion> = {}): AnsweredRegion {
  return { id, title: 'Lamp', text: null, relation: null, method: 'splicing', artifacts: ['edge', 'noise'], description: 'A hard edge stands against the soft wall.', confidence: 'low', claimedPosition: null, ...changes };
}

function answered(...regions: readonly AnsweredRegion[]): Answered {
  return { regions, summary: '', claimedCount: null, withdrawn: [] };
}

const mask = { explanationId: 1, variant: 'mask' as const, answered: answered(region(1), region(2, { title: 'Sign', description: 'Letters lean to the left.' })) };

test('the same words with a shuffled mask do not come from the mask', () => {
  const shuffled = { explanationId: 2, variant: 'shuffled' as const, answered: answered(region(1, { artifacts: ['noise', 'edge'], title: ' lamp!' }), region(2, { title: 'Sign', description: 'Letters lean to the left.' })) };
  const { rows, reading } = compareRuns(4, [mask, shuffled]);
  expect(rows).toEqual([{ variant: 'mask', explanationId: 1, sameTitles: 1, sameTraces: 1, sameMethods: 1, sameDescriptions: 1 }, { variant: 'shuffled', explanationId: 2, sameTitles: 1, sameTraces: 1, sameMethods: 1, sameDescriptions: 1 }]);
  expect(reading).toBe('The words did not change when the mask was shuffled: they do not come from the mask.');
});

test('other words do; shares are by region', () => {
  const other = { title: 'Tree', artifacts: ['blur'], method: 'removal', description: 'Smooth leaves everywhere.' };
  const { rows, reading } = compareRuns(4, [mask, { explanationId: 2, variant: 'shuffled', answered: answered(region(1, other), region(2, { ...other, method: 'splicing' })) }]);
  expect(rows[1]).toMatchObject({ sameTitles: 0, sameTraces: 0, sameMethods: 0.5, sameDescriptions: 0 });
  expect(reading).toContain('depend on where the mask points');
});

test('without a mask each region is held against the place whose words are most like it', () => {
  const none = { explanationId: 3, variant: 'none' as const, answered: answered(region(9, { title: 'Sign', description: 'Letters lean to the left.' }), region(8)) };
  const { rows, reading } = compareRuns(4, [mask, none], ['shuffled']);
  expect(rows[1]).toMatchObject({ sameTitles: 1, sameDescriptions: 1 });
  expect(reading).toBe('Without the mask the model said the same: it did not need the mask to say it. The run with the shuffled mask did not end well, so it is not compared.');
  expect(compareRuns(4, [none]).rows).toEqual([]);
});

test('descriptions are compared by ROUGE-L F, by hand', () => {
  // Common subsequence "police the gunman" of 4 and 4 words (Lin 2004, 3.1: "police killed the gunman" / "police kill the gunman").
  expect(sameWords('police killed the gunman', 'Police kill the gunman.')).toBeCloseTo(0.75, 10);
  expect(sameWords('police killed the gunman', 'the gunman kill police')).toBeCloseTo(0.5, 10);
  expect([sameWords('', ''), sameWords('a', ''), sameWords('a b', 'c')]).toEqual([1, 0, 0]);
});
