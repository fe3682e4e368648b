import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openGreyPng } from './png.ts';
import { heatTable } from './palette.ts';
import { removeStale, writeArtifact } from './store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-artifacts-'));
});
afterEach(async () => {
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

const label = { kind: 'mask', width: 37, height: 50 } as const;
const rows = Uint8Array.from({ length: 37 * 50 }, (_, at) => (at * at) % 256);

// The second is streamed, the first compressed at once.
test.each([{ kind: 'mask', width: 37, height: 50 }, { kind: 'mask', width: 2003, height: 1000 }] as const)('a map of $width x $height written in parts is a PNG that another decoder reads as the same pixels, named by its digest', async (size) => {
  const { width, height } = size;
  const rows = Uint8Array.from({ length: width * height }, (_, at) => (at * at) % 256);
  const writer = await openGreyPng(folder, size);
  await writer.writeRows(rows.subarray(0, width * 9));
  await writer.writeRows(rows.subarray(width * 9));
  const artifact = await writer.finish();
  const content = await readFile(join(folder, artifact.path));
  expect(createHash('sha256').update(content).digest('hex')).toBe(artifact.sha256);
  expect(artifact.path).toBe(`artifacts/${artifact.sha256.slice(0, 2)}/${artifact.sha256}.png`);
  expect(artifact.bytes).toBe(content.length);
  const { data, info } = await sharp(content).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([width, height, 1]);
  expect(Buffer.compare(data, rows)).toBe(0);
});

test('equal content twice is one file, however it was cut up, and nothing temporary stays', async () => {
  const whole = await openGreyPng(folder, label);
  await whole.writeRows(rows);
  const first = await whole.finish();
  const parts = await openGreyPng(folder, label);
  for (let y = 0; y < 50; y += 1) await parts.writeRows(rows.subarray(37 * y, 37 * (y + 1)));
  expect(await parts.finish()).toEqual(first);
  expect(await readdir(join(folder, 'artifacts'))).toEqual([first.sha256.slice(0, 2)]);
});

test('a discarded map leaves nothing', async () => {
  const writer = await openGreyPng(folder, label);
  await writer.writeRows(rows.subarray(0, 37));
  await writer.discard();
  expect(await readdir(join(folder, 'artifacts'))).toEqual([]);
});

test('half-written files of processes that are gone are removed, those of running ones stay', async () => {
  const { path } = await writeArtifact(folder, { ...label, mimeType: 'image/png' }, Uint8Array.of(1));
  const root = join(folder, 'artifacts');
  await writeFile(join(root, `.tmp-${process.pid}-running`), 'a');
  await writeFile(join(root, '.tmp-4194999-gone'), 'b');
  await removeStale(folder);
  expect(new Set(await readdir(root))).toEqual(new Set([`.tmp-${process.pid}-running`, path.split('/')[1]]));
});

test('a folder that cannot be written to is told as such', async () => {
  const nowhere = join(folder, 'file');
  await writeArtifact(folder, { ...label, mimeType: 'image/png' }, Uint8Array.of(1));
  await expect(writeArtifact(join(nowhere, '\0'), { ...label, mimeType: 'image/png' }, Uint8Array.of(1))).rejects.toMatchObject({ code: 'ARTIFACT_WRITE_FAILED' });
});

test('heat colours rise in lightness and are clear where nothing was found', () => {
  const { colours, opacity } = heatTable();
  const lightness = Array.from({ length: 256 }, (_, at) => 0.2126 * colours[at * 3]! + 0.7152 * colours[at * 3 + 1]! + 0.0722 * colours[at * 3 + 2]!);
  for (let at = 8; at < 256; at += 8) expect(lightness[at]!).toBeGreaterThan(lightness[at - 8]!);
  expect(opacity[0]).toBe(0);
  expect(opacity[255]!).toBeLessThan(0.8);
});
