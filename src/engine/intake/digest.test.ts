import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readOnce } from './digest.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-digest-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Larger than two read chunks, and no multiple of one. */
const content = Uint8Array.from({ length: 9_000_001 }, (_, at) => (at * 31) & 255);

test('one pass gives the bytes and the three digests of just these bytes', async () => {
  const path = join(folder, 'a');
  await writeFile(path, content);
  const read = await readOnce(path, 10_000_000);
  expect(Buffer.compare(read.content!, content)).toBe(0);
  expect([...read.head]).toEqual([...content.subarray(0, 4096)]);
  for (const name of ['sha256', 'sha1', 'md5'] as const) expect(read.digest[name]).toBe(createHash(name).update(content).digest('hex'));
});

test('a file above the limit is hashed all the same, and not kept', async () => {
  const path = join(folder, 'a');
  await writeFile(path, content);
  const read = await readOnce(path, 1000);
  expect(read.content).toBeNull();
  expect(read.digest).toMatchObject({ bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
});

test('a file that something writes to is refused', async () => {
  const path = join(folder, 'a');
  await writeFile(path, content);
  const writer = setInterval(() => appendFileSync(path, 'x'), 1);
  try {
    await expect(readOnce(path, 100_000_000)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
  } finally {
    clearInterval(writer);
  }
});

test('a cancel stops the reading', async () => {
  const path = join(folder, 'a');
  await writeFile(path, content);
  await expect(readOnce(path, 100_000_000, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
});
