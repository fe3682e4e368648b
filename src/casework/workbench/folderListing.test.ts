import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listFolder } from './folderListing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-list-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('folders first, by name with numbers as numbers, hidden ones and dead links left out', async () => {
  mkdirSync(join(folder, 'zebra'));
  mkdirSync(join(folder, '.hidden'));
  for (const name of ['b10.jpg', 'b9.jpg', '.secret']) writeFileSync(join(folder, name), 'abc');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dead'));
  const listing = await listFolder(folder);
  expect(listing.entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([['zebra', 'folder', null], ['b9.jpg', 'file', 3], ['b10.jpg', 'file', 3]]);
  expect(listing.truncated).toBe(false);
  expect(listing.parent).toBe(tmpdir());
});

test('at most 2000 entries', async () => {
  for (let index = 0; index < 2005; index += 1) writeFileSync(join(folder, `${index}`), '');
  const listing = await listFolder(folder);
  expect(listing.entries).toHaveLength(2000);
  expect(listing.truncated).toBe(true);
});

test('null is the home of the account, the root has no parent', async () => {
  expect((await listFolder(null)).path).not.toBe('');
  expect((await listFolder('/')).parent).toBeNull();
});

test.each([
  ['relative/folder', 'ARGUMENT_INVALID'],
  ['/no/such/folder', 'FILE_NOT_FOUND'],
])('%s: %s', async (path, code) => {
  await expect(listFolder(path)).rejects.toMatchObject({ code });
});

test('a file is no folder', async () => {
  writeFileSync(join(folder, 'a.jpg'), '');
  await expect(listFolder(join(folder, 'a.jpg'))).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});
