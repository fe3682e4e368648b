import { beforeEach, expect, test } from 'vitest';
import { CHECK_HELP, CHECK_STATES, CHECK_WORDS, countStates, isBad, nameOf, shownItems, standingWords, stateOf, type CheckState } from './items.ts';
import { checkProgress, paceOf, takeCheckProgress, withSample } from './progress.ts';
import { emptyTransfer, transferProblem } from './transfer.ts';

function item(evidenceId: number, path: string, outcome: Exclude<CheckState, 'none'> | null) {
  const check = outcome === null ? null : { at: '2026-11-21T10:00:00Z', author: 'M. Ortiz', outcome, sha256: null, bytes: null, modified: null, modifiedUnchanged: null, message: '' };
  return { evidenceId, path, sha256: 'ab'.repeat(32), hashedAt: null, check };
}

const items = [item(1, '/e/a.jpg', 'unchanged'), item(2, '/e/b.jpg', null), item(3, '/e/c.jpg', 'changed'), item(4, '/f/d.jpg', 'missing')];

test('items that ask for attention stand first, filtered by state and by words', () => {
  expect(shownItems(items, null, '').map(({ evidenceId }) => evidenceId)).toEqual([3, 4, 2, 1]);
  expect(shownItems(items, 'changed', '').map(({ evidenceId }) => evidenceId)).toEqual([3]);
  expect(shownItems(items, null, '/E/ ABAB').map(({ evidenceId }) => evidenceId)).toEqual([3, 2, 1]);
  expect(shownItems(items, 'unchanged', 'd.jpg')).toEqual([]);
});

test('one sentence says how the whole case stands', () => {
  expect(countStates(items)).toEqual({ changed: 1, missing: 1, unreadable: 0, none: 1, unchanged: 1 });
  expect(standingWords(countStates(items))).toBe('2 of 4 items do not verify.');
  expect(standingWords(countStates([items[0]!, items[1]!]))).toBe('1 of 2 items was not read again since intake.');
  expect(standingWords(countStates([items[0]!]))).toBe('The item is as it was taken in.');
  expect(standingWords(countStates([]))).toBe('No evidence in this case yet.');
});

test('every state has a word and says what to do, and only an unchanged or unread item does not stand in the way', () => {
  expect(CHECK_STATES.filter((state) => !isBad(state))).toEqual(['none', 'unchanged']);
  for (const state of CHECK_STATES) expect(`${CHECK_WORDS[state]} ${CHECK_HELP[state]}`).not.toMatch(/\b(fake|real|authentic|genuine)\b/i);
  expect(stateOf(item(1, '', null))).toBe('none');
  expect([nameOf('/a/b.jpg'), nameOf('C:\\a\\b.jpg'), nameOf('b.jpg')]).toEqual(['b.jpg', 'b.jpg', 'b.jpg']);
});

beforeEach(() => checkProgress.setState({ c: undefined }));

test('the rate of a check is that of the last seconds, and its end takes it away', () => {
  takeCheckProgress('c', 0, 100, 0);
  expect(paceOf(checkProgress.getState()['c']!)).toEqual({ ratePerHour: null, etaSeconds: null });
  takeCheckProgress('c', 10, 100, 5000);
  expect(paceOf(checkProgress.getState()['c']!)).toEqual({ ratePerHour: 7200, etaSeconds: 45 });
  takeCheckProgress('c', 30, 100, 26_000);
  takeCheckProgress('c', 70, 100, 46_500);
  // The sample at 26 s is the oldest that still counts.
  const { ratePerHour, etaSeconds } = paceOf(checkProgress.getState()['c']!);
  expect(ratePerHour).toBeCloseTo((40 / 20.5) * 3600, 3);
  expect(etaSeconds).toBeCloseTo(30 / (40 / 20.5), 3);
  takeCheckProgress('c', 100, 100, 47_000);
  expect(checkProgress.getState()['c']).toBeUndefined();
});

test('a check that begins anew starts its rate over', () => {
  expect(withSample([{ at: 0, done: 50 }, { at: 10, done: 60 }], { at: 20, done: 0 })).toEqual([{ at: 20, done: 0 }]);
});

test('a transfer needs both sides, a time and a purpose', () => {
  const now = new Date('2026-11-21T10:00:00Z');
  const transfer = { ...emptyTransfer(now), from: 'Evidence room', to: 'Laboratory', purpose: 'Examination' };
  expect(transferProblem(transfer)).toBeNull();
  expect(transferProblem({ ...transfer, from: ' ' })).toMatch(/gave/);
  expect(transferProblem({ ...transfer, to: '' })).toMatch(/received/);
  expect(transferProblem({ ...transfer, at: '' })).toMatch(/when/);
  expect(transferProblem({ ...transfer, purpose: '' })).toMatch(/what for/);
  expect(transfer.items).toEqual([]);
});
