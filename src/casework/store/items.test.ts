import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EvidenceFilter, EvidenceSort } from '../../contract/index.ts';
import { verifyAudit } from '../audit/verifyChain.ts';
import { checkItems } from '../verify/checkItems.ts';
import { openWritable, type WritableDatabase } from './database.ts';
import { cameraText, splitPath } from './item.ts';
import { itemFacets } from './itemFacets.ts';
import { itemOrder } from './itemOrder.ts';
import { readItem, readItems } from './itemRows.ts';
import { addItems, type TestItem } from './items.testing.ts';
import { changeItems, readNote, writeNote } from './itemState.ts';
import { migrate } from './migrate.ts';
import { readSearches, removeSearch, saveSearch } from './searches.ts';

let folder: string;
let database: WritableDatabase;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-items-'));
  database = openWritable(join(folder, 'case.sqlite'));
  migrate(database);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const ITEMS: readonly TestItem[] = [
  { path: '/x/one/Beach.jpg', score: 0.2, camera: ['Canon', 'Canon EOS 5D'], bytes: 500 },
  { path: '/x/one/apple.png', score: 0.9, format: 'png', bytes: 900, content: 'same' },
  { path: '/x/two/ÄRGER 100%.jpg', score: 1, camera: ['Apple', 'iPhone 12'], bytes: 100, width: 300 },
  { path: '/x/two/copy.png', format: 'png', content: 'same', mismatch: true },
  { path: '/x/two/broken.jpg', status: 'failed' },
  { path: '/x/notes.txt', status: 'skipped' },
];

function found(filter: EvidenceFilter, sort: EvidenceSort = { by: 'addedAt', descending: false }): readonly number[] {
  return [...itemOrder(database, { filter, sort, groupByFolder: false }).ids];
}

describe('filter', () => {
  beforeEach(() => void addItems(database, ITEMS));

  test.each<[EvidenceFilter, readonly number[]]>([
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ text: 'beach' }, [1]],
    [{ text: 'ärger' }, [3]],
    [{ text: 'A\u0308RGER' }, [3]],
    [{ text: 'x canon' }, [1]],
    [{ text: 'canon iphone' }, []],
    [{ text: '100%' }, [3]],
    [{ text: '%' }, [3]],
    [{ text: '_' }, []],
    [{ text: `'; DROP TABLE evidence_item; --` }, []],
    [{ text: '   ' }, [1, 2, 3, 4, 5, 6]],
    [{ folder: '/x/one' }, [1, 2]],
    [{ folder: '/x' }, [6]],
    [{ folder: '/nowhere' }, []],
    [{ status: ['failed', 'skipped'] }, [5, 6]],
    [{ review: [] }, []],
    [{ format: ['png'] }, [2, 4]],
    [{ camera: ['Apple iPhone 12'] }, [3]],
    [{ score: { least: 0.2, most: 0.9 } }, [1, 2]],
    [{ regions: { most: 0 } }, [1, 2, 3]],
    [{ pixels: { least: 20_000 } }, [3]],
    [{ bytes: { most: 500 } }, [1, 3]],
    [{ extensionMismatch: true }, [4]],
    [{ extensionMismatch: false, format: ['png'] }, [2]],
    [{ duplicated: true }, [2, 4]],
    [{ duplicated: false }, [1, 3, 5, 6]],
    [{ annotated: true }, []],
    [{ annotated: false, text: 'apple' }, [2, 3]],
  ])('%j', (filter, ids) => {
    expect(found(filter)).toEqual(ids);
  });

  test('the SHA-256 and the note are searched too', () => {
    const sha256 = readItem(database, 1)?.sha256 ?? '';
    expect(found({ text: sha256.slice(5, 25).toUpperCase() })).toEqual([1]);
    writeNote(database, 'a', 'Ann', 5, 'Looks like a Scanned receipt');
    expect(found({ text: 'RECEIPT scanned' })).toEqual([5]);
  });
});

describe('order', () => {
  beforeEach(() => void addItems(database, ITEMS));

  test.each<[EvidenceSort['by'], readonly number[], readonly number[]]>([
    ['score', [1, 2, 3, 4, 5, 6], [3, 2, 1, 4, 5, 6]],
    ['name', [2, 1, 5, 4, 6, 3], [3, 6, 4, 5, 1, 2]],
    ['path', [6, 2, 1, 5, 4, 3], [3, 4, 5, 1, 2, 6]],
    ['bytes', [3, 1, 2, 4, 5, 6], [4, 5, 6, 2, 1, 3]],
    ['camera', [3, 1, 2, 4, 5, 6], [1, 3, 2, 4, 5, 6]],
    ['addedAt', [1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1]],
    ['pixels', [1, 2, 4, 3, 5, 6], [3, 1, 2, 4, 5, 6]],
  ])('by %s: unknown values last either way, ties by id', (by, ascending, descending) => {
    expect(found({}, { by, descending: false })).toEqual(ascending);
    expect(found({}, { by, descending: true })).toEqual(descending);
  });

  test.each<EvidenceSort['by']>(['path', 'name', 'score', 'regions', 'maskShare', 'pixels', 'bytes', 'format', 'camera', 'takenAt', 'review', 'domain', 'status', 'addedAt'])('by %s, grouped and not, gives every item once', (by) => {
    for (const descending of [false, true]) {
      for (const groupByFolder of [false, true]) {
        expect([...itemOrder(database, { filter: {}, sort: { by, descending }, groupByFolder }).ids].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
      }
    }
  });

  test('review sorts as the keys 0-5, not by the alphabet', () => {
    changeItems(database, 'a', { ids: [1] }, { field: 'review', value: 'verified' });
    changeItems(database, 'a', { ids: [2] }, { field: 'review', value: 'in_review' });
    expect(found({}, { by: 'review', descending: true }).slice(0, 2)).toEqual([1, 2]);
  });

  test('folders stand together, in the order of their best item', () => {
    const order = itemOrder(database, { filter: {}, sort: { by: 'score', descending: true }, groupByFolder: true });
    expect([...order.ids]).toEqual([3, 4, 5, 2, 1, 6]);
    expect(order.groups).toEqual([
      { folder: '/x/two', items: 3, start: 0, highestScore: 1 },
      { folder: '/x/one', items: 2, start: 3, highestScore: 0.9 },
      { folder: '/x', items: 1, start: 5, highestScore: null },
    ]);
  });

  test('a result is kept until something changes', () => {
    const query = { filter: {}, sort: { by: 'name', descending: false }, groupByFolder: false } as const;
    const first = itemOrder(database, query);
    expect(itemOrder(database, query)).toBe(first);
    addItems(database, [{ path: '/x/zzz.jpg' }]);
    expect(itemOrder(database, query).ids).toHaveLength(7);
  });
});

describe('facets', () => {
  beforeEach(() => {
    addItems(database, ITEMS);
    changeItems(database, 'a', { ids: [1, 2] }, { field: 'review', value: 'traces_found' });
  });

  test('of the whole case', () => {
    const facets = itemFacets(database, {});
    expect(facets).toMatchObject({
      total: 6, needReview: 3, problems: 1,
      review: { unreviewed: 4, in_review: 0, traces_found: 2, inconclusive: 0, no_traces_found: 0, verified: 0 },
      status: { pending: 1, analysed: 3, failed: 1, skipped: 1 },
      domain: { unset: 6, photo: 0, document: 0, face: 0, scene_text: 0 },
      format: [{ value: 'jpeg', items: 2 }, { value: 'png', items: 2 }],
      camera: [{ value: 'Apple iPhone 12', items: 1 }, { value: 'Canon EOS 5D', items: 1 }],
      folder: [{ value: '/x', items: 1 }, { value: '/x/one', items: 2 }, { value: '/x/two', items: 3 }],
    });
    expect(facets.score[4]).toBe(1);
    expect(facets.score[18]).toBe(1);
    expect(facets.score[19]).toBe(1);
  });

  test.each<EvidenceFilter>([
    {},
    { review: ['unreviewed'] },
    { status: ['analysed'], format: ['png'] },
    { score: { least: 0.5 }, camera: ['Apple iPhone 12'] },
    { folder: '/x/two', review: ['traces_found', 'unreviewed'], text: 'x' },
    { domain: ['photo'], duplicated: true },
  ])('each count is what the query finds without that facet, under %j', (filter) => {
    const facets = itemFacets(database, filter);
    const count = (change: EvidenceFilter): number => found({ ...filter, ...change }).length;
    expect(facets.total).toBe(count({}));
    for (const [value, items] of Object.entries(facets.review)) expect([value, items]).toEqual([value, count({ review: [value as 'verified'] })]);
    for (const [value, items] of Object.entries(facets.status)) expect([value, items]).toEqual([value, count({ status: [value as 'failed'] })]);
    for (const [value, items] of Object.entries(facets.domain)) expect([value, items]).toEqual([value, count({ domain: [value as 'photo'] })]);
    for (const { value, items } of facets.format) expect([value, items]).toEqual([value, count({ format: [value] })]);
    for (const { value, items } of facets.camera) expect([value, items]).toEqual([value, count({ camera: [value] })]);
    for (const { value, items } of facets.folder) expect([value, items]).toEqual([value, count({ folder: value })]);
    expect(facets.score.reduce((sum, items) => sum + items, 0)).toBe(count({ score: { least: 0, most: 1 } }));
  });
});

describe('state', () => {
  test('each change has its line; setting the same value again changes nothing', async () => {
    addItems(database, ITEMS);
    expect(changeItems(database, 'ann@here', { ids: [1, 2, 99] }, { field: 'review', value: 'inconclusive' })).toEqual([1, 2]);
    expect(changeItems(database, 'ann@here', { filter: { folder: '/x/one' } }, { field: 'review', value: 'inconclusive' })).toEqual([]);
    expect(changeItems(database, 'ann@here', { filter: { folder: '/x/one' } }, { field: 'domain', value: 'photo' })).toEqual([1, 2]);
    const lines = database.prepare('SELECT action, subject, details FROM audit ORDER BY sequence').all();
    expect(lines[0]).toEqual({ action: 'evidence.review', subject: 'evidence 1', details: '{"from":"unreviewed","to":"inconclusive"}' });
    expect(lines).toHaveLength(4);
    expect((await verifyAudit(database, [])).problems).toEqual([]);
    expect(checkItems(database)).toEqual([]);
  });

  test('more than a thousand have one line with their digest', () => {
    addItems(database, Array.from({ length: 1001 }, (_, index) => ({ path: `/many/${index}.jpg` })));
    expect(changeItems(database, 'a', { filter: { text: 'many' } }, { field: 'review', value: 'no_traces_found' })).toHaveLength(1001);
    const lines = database.prepare<[], { subject: string; details: string }>('SELECT subject, details FROM audit').all();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]?.details ?? '')).toMatchObject({ filter: { text: 'many' }, to: 'no_traces_found', count: 1001, first: 1, last: 1001, idsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(checkItems(database)).toEqual([]);
    database.exec(`UPDATE evidence_item SET review = 'verified' WHERE evidence_id = 7`);
    expect(checkItems(database)).toHaveLength(1);
  });

  test('a note keeps its wordings in the log; edits beside it are found', () => {
    addItems(database, ITEMS);
    expect(writeNote(database, 'a', 'Ann', 2, 'first')).toBe(true);
    expect(writeNote(database, 'a', 'Ann', 2, 'second')).toBe(true);
    expect(writeNote(database, 'a', 'Ann', 2, 'second')).toBe(false);
    expect(readNote(database, 2)).toBe('second');
    expect(() => writeNote(database, 'a', 'Ann', 77, 'x')).toThrow(expect.objectContaining({ code: 'ITEM_NOT_FOUND' }));
    expect(checkItems(database)).toEqual([]);
    database.exec(`UPDATE evidence_note SET note = 'other'; UPDATE evidence_item SET score = 0.99 WHERE evidence_id = 1; UPDATE evidence_item SET domain = 'face' WHERE evidence_id = 3`);
    expect(checkItems(database).map(({ subject }) => subject)).toEqual(['/x/one/Beach.jpg', '/x/two/ÄRGER 100%.jpg', '/x/one/apple.png']);
  });

  test('searches are saved by name, replaced and removed', () => {
    const search = { name: 'High', filter: { score: { least: 0.5 } }, sort: { by: 'score', descending: true }, groupByFolder: true } as const;
    const saved = saveSearch(database, 'a', search);
    expect(readSearches(database)).toEqual([{ id: saved.id, ...search }]);
    expect(saveSearch(database, 'a', { ...search, groupByFolder: false }).id).toBe(saved.id);
    removeSearch(database, 'a', saved.id);
    expect(readSearches(database)).toEqual([]);
    expect(() => removeSearch(database, 'a', saved.id)).toThrow(expect.objectContaining({ code: 'ITEM_NOT_FOUND' }));
    expect(database.prepare('SELECT action FROM audit ORDER BY sequence').pluck().all()).toEqual(['search.saved', 'search.saved', 'search.removed']);
  });
});

test('rows carry what the grid shows', () => {
  addItems(database, ITEMS);
  const [copy, broken] = readItems(database, [4, 5]);
  expect(copy).toMatchObject({ name: 'copy.png', folder: '/x/two', duplicates: 1, extensionMismatch: true, problem: null, score: null, annotations: 0 });
  expect(broken).toMatchObject({ status: 'failed', problem: { code: 'IMAGE_CORRUPT', message: 'It cannot be read.' }, duplicates: 0, sha256: null });
});

test('paths and cameras as text', () => {
  expect([splitPath('/a/b.jpg'), splitPath('/b.jpg'), splitPath('b.jpg')]).toEqual([{ folder: '/a', name: 'b.jpg' }, { folder: '/', name: 'b.jpg' }, { folder: '', name: 'b.jpg' }]);
  expect(cameraText({ make: 'NIKON', model: 'Nikon D850', software: null, takenAt: null })).toBe('Nikon D850');
  expect(cameraText({ make: 'Apple', model: null, software: null, takenAt: null })).toBe('Apple');
  expect(cameraText(null)).toBeNull();
});
