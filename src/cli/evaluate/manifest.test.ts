import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failedResult, type PictureResult } from './evaluateSet.ts';
import { groupTables } from './groups.ts';
import { parseCsv, readManifest } from './manifest.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-manifest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (text: string): void => writeFileSync(join(folder, 'manifest.csv'), text);

test('CSV with quotes, line ends of both kinds, a byte order mark and no last line end', () => {
  expect(parseCsv('\uFEFFa,b\r\n"1,""x""\n2",\n3,4')).toEqual([['a', 'b'], ['1,"x"\n2', ''], ['3', '4']]);
  expect(parseCsv('a,b\n1,')).toEqual([['a', 'b'], ['1', '']]);
  expect(parseCsv('')).toEqual([]);
  expect(() => parseCsv('a,b\n1"x,2')).toThrow('Row 2');
});

test('a manifest by picture; an empty field states nothing; none at all is an empty one', async () => {
  expect((await readManifest(folder)).size).toBe(0);
  put('image,domain,operation\nimages/a.jpg,document,retype\nauthentic/b.png,document,\n');
  expect([...(await readManifest(folder))]).toEqual([['images/a.jpg', { domain: 'document', operation: 'retype' }], ['authentic/b.png', { domain: 'document' }]]);
});

test.each([
  ['no image column', 'name,domain\na,b\n', 'no column "image"'],
  ['a row too short', 'image,domain\na\nb,c\n', 'row 2 has 1'],
  ['a picture twice', 'image,domain\na,b\na,c\n', 'names a twice'],
])('%s is refused', async (_what, text, message) => {
  put(text);
  await expect(readManifest(folder)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining(message) });
});

describe('tables by property', () => {
  const base = failedResult({ name: '', tampered: null }, { code: 'IMAGE_CORRUPT', message: '' });
  const altered = (image: string, f1: number, score: number): PictureResult => ({ ...base, error: null, image, altered: true, score, maskShare: 0.2, scores: { f1, iou: f1 / 2, precision: 0, recall: 0 } });
  const untouched = (image: string, score: number, maskShare: number): PictureResult => ({ ...base, error: null, image, altered: false, score, maskShare });

  test('means within the group, AUC against its own untouched pictures or else all', () => {
    const results = [altered('a', 0.2, 0.9), altered('b', 0.6, 0.3), altered('c', 1, 0.6), untouched('u', 0.4, 0.1), untouched('v', 0.7, 0.3), { ...base, image: 'broken' }];
    const manifest = new Map([['a', { operation: 'splice', domain: 'face' }], ['b', { operation: 'splice', domain: 'face' }], ['c', { operation: 'copy', domain: 'page' }], ['u', { domain: 'face' }], ['broken', { domain: 'face' }]]);
    const tables = groupTables(results, manifest, 0.5);
    expect(tables['operation']?.map(({ value, altered, untouched }) => [value, altered, untouched])).toEqual([['copy', 1, 0], ['splice', 2, 0]]);
    const [copy, splice] = tables['operation'] ?? [];
    expect([copy?.f1.value, copy?.imageAuc.value, copy?.falsePositiveArea.value]).toEqual([1, 0.5, Number.NaN]);
    expect([splice?.f1.value, splice?.iou.value, splice?.found.value, splice?.imageAuc.value]).toEqual([0.4, 0.2, 0.5, 0.5]);
    const [face] = tables['domain'] ?? [];
    expect([face?.altered, face?.untouched, face?.imageAuc.value, face?.falsePositiveArea.value]).toEqual([2, 1, 0.5, 0.1]);
  });

  test('a column that tells every picture apart makes no table', () => {
    const results = Array.from({ length: 50 }, (_, at) => untouched(`u${at}`, 0, 0));
    expect(groupTables(results, new Map(results.map(({ image }) => [image, { source: image }])), 0.5)).toEqual({});
  });
});
