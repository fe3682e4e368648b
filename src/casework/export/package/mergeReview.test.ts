import { beforeAll, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CaseExtract } from '../../../contract/extract.ts';
import { drawCase } from '../../../../test/integration/exportFixtures.ts';
import { type PackageManifest, parseReview, reviewDigest, type ReviewFile } from './formats.ts';
import { mergeReview } from './mergeReview.ts';
import { packageItem } from './viewerData.ts';

let extract: CaseExtract;
let manifest: PackageManifest;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-merge-'));
  ({ extract } = await drawCase(folder));
  rmSync(folder, { recursive: true });
  manifest = { schema: 'palimpsest-package', version: 1, packageId: 'a'.repeat(64), extractSha256: 'b'.repeat(64), case: 'sample', software: 'Palimpsest 0.1.0', items: extract.items.map(packageItem), files: [] };
});

type Item = ReviewFile['items'][number];

/** A review of item 1 as the viewer writes it, with changes; its digest fits. */
function review(item: Partial<Item> = {}, whole: Partial<ReviewFile> = {}): ReviewFile {
  const { regions: _, ...base } = manifest.items[0]!;
  const content = {
    schema: 'palimpsest-review', version: 1, packageId: manifest.packageId, extractSha256: manifest.extractSha256, reviewer: 'R. Viewer', savedAt: '2026-03-05T00:00:00Z',
    items: [{ ...base, newReview: base.review, newNote: base.note, regions: [], ...item }], contentSha256: '', ...whole,
  } as ReviewFile;
  return { ...content, contentSha256: whole.contentSha256 ?? reviewDigest(content) };
}

/** The case with item 1 changed. */
function changed(changes: Partial<CaseExtract['items'][number]>): CaseExtract {
  return { ...extract, items: [{ ...extract.items[0]!, ...changes }, ...extract.items.slice(1)] };
}

test('changes of a case that stood still are applied', () => {
  const { apply, conflicts, reviewer } = mergeReview(extract, review({ newReview: 'verified', newNote: 'seen', regions: [{ id: 1, verdict: 'disagree', note: 'a shadow' }] }), [manifest]);
  expect(conflicts).toEqual([]);
  expect(reviewer).toBe('R. Viewer');
  const { box } = extract.items[0]!.finding!.regions[0]!;
  expect(apply).toEqual([
    { kind: 'status', item: 1, from: 'in_review', to: 'verified' },
    { kind: 'note', item: 1, from: extract.items[0]!.note, to: 'seen' },
    { kind: 'region', item: 1, region: 1, verdict: 'disagree', annotation: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, body: { shape: { type: 'rectangle', ...box }, note: 'Region 1: reviewer disagrees. a shadow', confidence: 'unstated', layers: ['mask', 'regions'] } },
  ]);
});

test('merged twice, nothing is left to do; merged after one more change of the reviewer, the same mark is meant', () => {
  const first = mergeReview(extract, review({ newNote: 'seen', regions: [{ id: 1, verdict: 'agree', note: '' }] }), [manifest]);
  const mark = first.apply.find((change) => change.kind === 'region')!;
  const merged = changed({ note: 'seen', annotations: [{ id: mark.annotation, revision: 1, evidenceId: 1, ...mark.body, deleted: false, author: 'R. Viewer', at: '2026-03-06T00:00:00Z' }] });
  expect(mergeReview(merged, review({ newNote: 'seen', regions: [{ id: 1, verdict: 'agree', note: '' }] }), [manifest])).toMatchObject({ apply: [], conflicts: [] });
  const again = mergeReview(merged, review({ newNote: 'seen', regions: [{ id: 1, verdict: 'agree', note: 'after all' }] }), [manifest]);
  expect(again).toMatchObject({ apply: [], conflicts: [{ kind: 'region', item: 1, region: 1, now: mark.body.note, theirs: 'Region 1: reviewer agrees. after all' }] });
  // Two reviewers may both speak of one region.
  expect(mergeReview(merged, review({ newNote: 'seen', regions: [{ id: 1, verdict: 'unsure', note: '' }] }, { reviewer: 'S. Second' }), [manifest])).toMatchObject({ apply: [{ kind: 'region' }], conflicts: [] });
});

test('what was changed here and by the reviewer is a conflict with all three states; the rest is applied', () => {
  const now = changed({ note: 'written here', review: 'verified' });
  const { apply, conflicts } = mergeReview(now, review({ newNote: 'written there', newReview: 'verified', regions: [{ id: 2, verdict: 'agree', note: '' }] }), [manifest]);
  expect(apply.map(({ kind }) => kind)).toEqual(['region']);
  expect(conflicts).toMatchObject([{ kind: 'note', item: 1, region: null, base: extract.items[0]!.note, now: 'written here', theirs: 'written there' }]);
  expect(mergeReview(changed({ review: 'inconclusive' }), review({ newReview: 'verified' }), [manifest]).conflicts).toMatchObject([{ kind: 'status', base: 'in_review', now: 'inconclusive', theirs: 'verified' }]);
  // Only changed here: nothing is asked for.
  expect(mergeReview(now, review(), [manifest])).toMatchObject({ apply: [], conflicts: [] });
});

test('an item that is no longer what the reviewer saw, or gone, is a conflict for each wish', () => {
  const asked = review({ newNote: 'seen', regions: [{ id: 1, verdict: 'agree', note: '' }] });
  expect(mergeReview(changed({ sha256: 'f'.repeat(64) }), asked, [manifest])).toMatchObject({ apply: [], conflicts: [{ kind: 'item_changed', region: null, theirs: 'seen' }, { kind: 'item_changed', region: 1 }] });
  expect(mergeReview(changed({ finding: { ...extract.items[0]!.finding!, digest: 'e'.repeat(64), regions: [] } }), asked, [manifest]).conflicts.map(({ kind }) => kind)).toEqual(['item_changed', 'item_changed']);
  expect(mergeReview({ ...extract, items: extract.items.slice(1) }, asked, [manifest]).conflicts.map(({ kind }) => kind)).toEqual(['item_missing', 'item_missing']);
});

test.each<[string, () => ReviewFile, string]>([
  ['of an unknown package', () => review({ newNote: 'x' }, { packageId: 'c'.repeat(64) }), 'unknown_package'],
  ['edited after saving', () => review({ newNote: 'x' }, { contentSha256: 'd'.repeat(64) }), 'tampered'],
  ['that names another extract', () => review({ newNote: 'x' }, { extractSha256: 'c'.repeat(64) }), 'tampered'],
  ['that says the package held another note', () => review({ note: 'forged', newNote: 'x' }), 'tampered'],
  ['that says the package held another file', () => review({ sha256: 'c'.repeat(64), newNote: 'x' }), 'tampered'],
  ['on a region the package had not', () => review({ regions: [{ id: 999, verdict: 'agree', note: '' }] }), 'tampered'],
  ['that speaks of an item twice', () => review({}, { items: [review({ newNote: 'x' }).items[0]!, review({ newNote: 'y' }).items[0]!] }), 'tampered'],
  ['on an item the package had not', () => review({ id: 77, newNote: 'x' }), 'tampered'],
])('notes %s are refused as a whole', (_, make, kind) => {
  const { apply, conflicts } = mergeReview(extract, make(), [manifest]);
  expect(apply).toEqual([]);
  expect(conflicts.map((conflict) => conflict.kind)).toEqual([kind]);
});

test('a review file is read, anything else is refused with what to do', () => {
  const file = review({ newNote: 'x' });
  expect(parseReview(`\ufeff${JSON.stringify(file)}`)).toEqual(file);
  for (const text of ['', 'no json', '{}', JSON.stringify({ ...file, reviewer: '' })]) expect(() => parseReview(text)).toThrow(/Choose the file/);
});
