import { expect, test } from 'vitest';
import { actionsIn, actionWords, briefValue, detailPairs, filterEntries, readableFirst } from '../audit/entries.ts';
import { placeOf, toReview } from './routes.ts';
import { matchesWords } from './search.ts';

test('addresses lead to their screens, anything else to none', () => {
  expect(placeOf('/').screen).toBe('cases');
  expect(placeOf('/settings').screen).toBe('settings');
  expect(placeOf('/case/fire-2026')).toEqual({ screen: 'case', slug: 'fire-2026', evidenceId: null });
  for (const screen of ['scan', 'custody', 'report', 'audit']) expect(placeOf(`/case/a/${screen}`).screen).toBe(screen);
  expect(placeOf(toReview('a', 12))).toEqual({ screen: 'review', slug: 'a', evidenceId: 12 });
  for (const path of ['/case/', '/case/../x', '/case/a/review', '/case/a/review/0', '/case/a/reports', '/case/A', '/nothing']) expect(placeOf(path).screen).toBeNull();
});

test('the palette finds by the beginnings of words', () => {
  expect(matchesWords('sta sc', 'Start a scan')).toBe(true);
  expect(matchesWords('', 'anything')).toBe(true);
  expect(matchesWords('can', 'Start a scan')).toBe(false);
});

test('the log is filtered by action and by words', () => {
  const entry = (sequence: number, action: string, details: string) => ({ sequence, at: '', actor: 'meyer', action, subject: 'case', details, hash: 'ab' });
  const entries = [entry(2, 'item.review', '{"to":"traces_found"}'), entry(1, 'case.create', '')];
  expect(actionsIn(entries)).toEqual(['case.create', 'item.review']);
  expect(filterEntries(entries, 'case.create', '').map((one) => one.sequence)).toEqual([1]);
  expect(filterEntries(entries, null, 'TRACES meyer').map((one) => one.sequence)).toEqual([2]);
  expect(actionWords('item.review_set')).toBe('item: review set');
  expect(detailPairs('{"to":"x","n":3}')).toEqual([['to', 'x'], ['n', '3']]);
  expect(detailPairs('{"model":{"id":"nano"},"list":[1,2]}')).toEqual([['model.id', 'nano'], ['list', '[1,2]']]);
  expect(briefValue('ab'.repeat(32))).toBe('abababab…');
  expect(readableFirst([['sha256', 'ab'.repeat(32)], ['score', '0.7']]).map(([key]) => key)).toEqual(['score', 'sha256']);
  expect(briefValue('a sentence')).toBe('a sentence');
  expect(detailPairs('plain words')).toBeNull();
  expect(detailPairs('[1]')).toBeNull();
});
