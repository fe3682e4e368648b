import { expect, test } from 'vitest';
import './all.ts';
import { allActions, conflicts, keyWords } from './registry.ts';
import { normaliseKeys } from './keys.ts';

test('no two actions that can be live together have the same default keys', () => {
  expect(conflicts({ shortcuts: {} }).map((clash) => `${keyWords(clash.keys)}: ${clash.actions.map((action) => action.id).join(', ')}`)).toEqual([]);
});

test('every default key text is in its normal spelling, so that it is what a pressed key gives', () => {
  const odd = allActions().filter((action) => action.keys !== null && normaliseKeys(action.keys) !== action.keys);
  expect(odd.map((action) => `${action.id}: ${action.keys}`)).toEqual([]);
});

test('titles are short, in sentence case and never claim authenticity', () => {
  expect(allActions().filter((action) => !/^[A-Z0-9]/.test(action.title) || action.title.length > 100 || /\b(fake|real|authentic)\b/i.test(action.title)).map((action) => action.id)).toEqual([]);
});
