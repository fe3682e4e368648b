import { expect, test } from 'vitest';
import { countDecisions, decisionOf, withExplanation, withProgress, withReview, wordsOf } from './decisions.ts';
import { explanation, sentence } from './testing.ts';

const review = { decision: 'accepted', text: null, author: 'M. Ortiz', at: '2026-11-21T10:00:00.000Z' } as const;
const struck = { reason: 'count', words: 'three', because: 'There are two regions.' } as const;

test('struck sentences need no decision, and a reopened one is open', () => {
  const statements = [sentence(1, { review }), sentence(2), sentence(3, { struck }), sentence(4, { review: { ...review, decision: 'open' } }), sentence(5, { review: { ...review, decision: 'rejected' } })];
  expect(countDecisions(statements)).toEqual({ decided: 2, total: 4 });
  expect(statements.map(decisionOf)).toEqual(['accepted', 'open', 'open', 'open', 'rejected']);
});

test("the examiner's words stand at both reading levels, the sentence's own at each", () => {
  const edited = sentence(1, { review: { ...review, decision: 'edited', text: 'In my words.' } });
  expect([wordsOf(edited, 'plain'), wordsOf(edited, 'technical')]).toEqual(['In my words.', 'In my words.']);
  const reopened = sentence(1, { review: { ...review, decision: 'open', text: 'In my words.' } });
  expect([wordsOf(reopened, 'plain'), wordsOf(reopened, 'technical')]).toEqual(['Plain 1.', 'Technical 1.']);
});

test('a decision changes one sentence of one explanation', () => {
  const list = [explanation(1, { statements: [sentence(1), sentence(2)] }), explanation(2, { statements: [sentence(1)] })];
  const next = withReview(list, 1, 2, review)!;
  expect(next.map(({ statements }) => statements.map((one) => one.review))).toEqual([[null, review], [null]]);
  expect(withReview(next, 1, 2, null)).toEqual(list);
  expect(withReview(undefined, 1, 2, review)).toBeUndefined();
});

test('an explanation takes the place of its older state or comes in front', () => {
  expect(withExplanation(undefined, explanation(1)).map(({ id }) => id)).toEqual([1]);
  expect(withExplanation([explanation(1)], explanation(2)).map(({ id }) => id)).toEqual([2, 1]);
  expect(withExplanation([explanation(2), explanation(1)], explanation(1, { status: 'failed' })).map(({ status }) => status)).toEqual(['done', 'failed']);
});

test('progress reaches a running explanation and no other', () => {
  const progress = { step: 'check', value: 0.7, received: 120 } as const;
  const event = { type: 'explanation', evidenceId: 1, explanationId: 2, status: 'running', progress } as const;
  const list = [explanation(2, { kind: 'model', status: 'running' }), explanation(1)];
  expect(withProgress(list, event)?.map((one) => one.progress)).toEqual([progress, null]);
  expect(withProgress([explanation(2)], event)?.[0]?.progress).toBeNull();
  expect(withProgress(list, { ...event, status: 'done', progress: null })).toEqual(list);
});
