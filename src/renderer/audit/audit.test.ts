import { expect, test } from 'vitest';
import type { AuditEntry } from '../../contract/index.ts';
import { checkChain, entryHash } from './chain.ts';
import { actorsIn, itemOf, narrowEntries, readableDetails } from './entries.ts';

/** A log of some entries, newest first. */
async function log(count: number): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let previous = '0'.repeat(64);
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const entry = { sequence, at: `2026-11-21T10:00:${String(sequence).padStart(2, '0')}Z`, actor: sequence % 2 === 0 ? 'meyer' : 'ortiz', action: 'evidence.review', subject: `evidence ${sequence}`, details: '{"from":"ünset","to":"verified"}' };
    const hash = await entryHash(entry, previous);
    entries.unshift({ ...entry, hash });
    previous = hash;
  }
  return entries;
}

test('a log holds together, as a whole and in part', async () => {
  const entries = await log(12);
  expect(await checkChain(entries)).toEqual({ state: 'whole', entries: 12, fromStart: true });
  expect(await checkChain(entries.slice(0, 5))).toEqual({ state: 'whole', entries: 5, fromStart: false });
  expect(await checkChain([])).toMatchObject({ state: 'whole', entries: 0 });
});

test('an entry that was changed, removed or moved shows, with its number', async () => {
  const entries = await log(12);
  const changed = entries.map((entry) => (entry.sequence === 7 ? { ...entry, details: '{"to":"inconclusive"}' } : entry));
  expect(await checkChain(changed)).toMatchObject({ state: 'broken', sequence: 7 });
  expect(await checkChain(entries.filter(({ sequence }) => sequence !== 7))).toMatchObject({ state: 'broken', sequence: 8 });
  const moved = entries.map((entry) => (entry.sequence === 7 ? { ...entries[6]!, sequence: 7 } : entry));
  expect(await checkChain(moved)).toMatchObject({ state: 'broken' });
  expect(await checkChain(entries.map((entry) => (entry.sequence === 1 ? { ...entry, actor: 'someone' } : entry)))).toMatchObject({ state: 'broken', sequence: 1 });
});

test('entries are narrowed by who and by item, and their details can be read', async () => {
  const entries = await log(4);
  expect(actorsIn(entries)).toEqual(['meyer', 'ortiz']);
  expect(narrowEntries(entries, 'meyer', null).map(({ sequence }) => sequence)).toEqual([4, 2]);
  expect(narrowEntries(entries, null, 3).map(({ sequence }) => sequence)).toEqual([3]);
  expect(itemOf({ subject: 'annotation 1f', details: '{"evidence":9}' })).toBe(9);
  expect(itemOf({ subject: 'case fire', details: '{"evidence":"many"}' })).toBeNull();
  expect(itemOf({ subject: '12 items', details: 'plain' })).toBeNull();
  expect(readableDetails('{"a":{"b":1}}')).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
  expect(readableDetails('plain')).toBe('plain');
});
