import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, sha256Of } from '../../src/casework/canonicalJson.ts';
import { exportCase, EXPORT_FORMATS, type ExportRequest } from '../../src/casework/export/exportCase.ts';
import { drawCase, type Drawn } from './exportFixtures.ts';

let folder = '';
let drawn: Drawn;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-export-'));
  drawn = await drawCase(join(folder, 'case'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(changes: Partial<ExportRequest> = {}): ExportRequest {
  return { extract: drawn.extract, formats: EXPORT_FORMATS, read: drawn.read, readPicture: async () => null, execution: { startedAt: '2026-03-04T05:06:07Z' }, ...changes };
}

function listing(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1).replaceAll('\\', '/')).toSorted();
}

/** Name, time and content of every file of a folder. */
function snapshot(path: string): readonly string[] {
  return listing(path).map((name) => `${name} ${statSync(join(path, name), { bigint: true }).mtimeNs} ${sha256Of(readFileSync(join(path, name)))}`);
}

test('every format lands in one folder, each file as stated, and the case is left as it was', async () => {
  const before = snapshot(join(folder, 'case'));
  const progress: string[] = [];
  const { files, package: manifest } = await exportCase(join(folder, 'all'), request({ progress: (part, done, total) => progress.push(`${part} ${done}/${total}`) }));
  expect(listing(join(folder, 'all'))).toEqual(files.map(({ path }) => path).toSorted());
  for (const { path, bytes, sha256 } of files) {
    const content = readFileSync(join(folder, 'all', path));
    expect([path, content.length, sha256Of(content)]).toEqual([path, bytes, sha256]);
  }
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(['masks/manifest.json', 'masks/coco.json', 'items.csv', 'items.xlsx', 'case.jsonld', 'files.dfxml', 'extract.json', 'review-package.zip']));
  expect(files.find(({ path }) => path === 'extract.json')?.sha256).toBe(digestOf(drawn.extract));
  expect(Object.keys(unzipSync(readFileSync(join(folder, 'all', 'review-package.zip')))).length).toBe((manifest?.files.length ?? 0) + 1);
  expect(progress).toEqual([...[1, 2, 3, 4].map((done) => `masks ${done}/4`), ...[1, 2, 3, 4].map((done) => `package ${done}/4`)]);
  expect(snapshot(join(folder, 'case'))).toEqual(before);
});

test('only what is asked for is written', async () => {
  const { files, package: manifest } = await exportCase(join(folder, 'some'), request({ formats: ['masks', 'csv'] }));
  expect(files.map(({ path }) => path).filter((path) => !path.startsWith('masks/png/'))).toEqual(['masks/manifest.json', 'items.csv']);
  expect(manifest).toBeNull();
});

test.each<[string, Partial<ExportRequest>]>([
  ['a map that changed', { formats: ['csv', 'masks'], read: async () => Uint8Array.of(1) }],
  ['a picture that cannot be read', { formats: ['package'], readPicture: async () => { throw new Error('gone'); } }],
  ['being stopped', { formats: ['csv', 'package'], signal: AbortSignal.abort(new Error('stopped')) }],
])('after %s nothing is left behind', async (_, changes) => {
  await expect(exportCase(join(folder, 'failed'), request(changes))).rejects.toThrow();
  expect(readdirSync(folder).filter((name) => name.startsWith('failed'))).toEqual([]);
});

test('a folder that is there is not written over, and no trace is left of the try', async () => {
  mkdirSync(join(folder, 'full', 'inside'), { recursive: true });
  await expect(exportCase(join(folder, 'full'), request({ formats: ['csv'] }))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  expect(readdirSync(join(folder, 'full'))).toEqual(['inside']);
  expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});
