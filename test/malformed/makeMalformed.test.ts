import { lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isErrorCode } from '../../src/contract/index.ts';
import { MALFORMED_COUNT, type MalformedFile, makeMalformed } from './makeMalformed.ts';

/** The maker itself: a malformed file that turned out sound, or the other way round, would make every test over it worthless. */

let folder = '';
let manifest: readonly MalformedFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-malformed-'));
  manifest = await makeMalformed(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function at(one: MalformedFile): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), one.pathBytes]);
}

async function decodes(bytes: Buffer): Promise<boolean> {
  try {
    await sharp(bytes, { limitInputPixels: 1_000_000 }).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}

test('there are 60 entries, each once, each on disk, each with outcomes of the contract', async () => {
  expect(manifest.length).toBe(MALFORMED_COUNT);
  expect(new Set(manifest.map((one) => one.pathBytes.toString('latin1'))).size).toBe(MALFORMED_COUNT);
  for (const one of manifest) {
    expect((await lstat(at(one))).isDirectory()).toBe(false);
    expect(one.expected.length).toBeGreaterThan(0);
    expect(one.expected.every((outcome) => outcome === 'analysed' || isErrorCode(outcome))).toBe(true);
  }
});

test('what must be analysed is sound for another decoder too; what must be refused is not', async () => {
  const wrong: string[] = [];
  for (const one of manifest) {
    // The decoder here reads no bitmaps, and reads the two cut files in which most is there only when it is asked to be lenient.
    if (!(await lstat(at(one))).isFile() || one.path.endsWith('.bmp') || one.path.startsWith('cut/most') || one.path.startsWith('cut/no-end') || one.path.includes('locked')) continue;
    const opinion = await decodes(await readFile(at(one)));
    if (one.expected.every((outcome) => outcome === 'analysed') && !opinion) wrong.push(`${one.path}: said to be sound`);
    if (one.expected.every((outcome) => ['IMAGE_TRUNCATED', 'IMAGE_CORRUPT', 'IMAGE_TOO_MANY_PIXELS', 'TYPE_UNKNOWN', 'FILE_EMPTY'].includes(outcome)) && opinion) wrong.push(`${one.path}: said to be broken`);
  }
  expect(wrong).toEqual([]);
});

test('the rare kinds are what they claim', async () => {
  const facts = async (path: string): Promise<Metadata> => sharp(await readFile(join(folder, path)), { limitInputPixels: false }).metadata();
  expect((await facts('odd/sixteen-bit.png')).depth).toBe('ushort');
  expect((await facts('odd/sixteen-bit.tif')).depth).toBe('ushort');
  expect((await facts('odd/three-pages.tif')).pages).toBe(3);
  expect((await facts('odd/animated.gif')).pages).toBe(3);
  expect((await facts('odd/animated.webp')).pages).toBe(3);
  expect((await facts('odd/one-bit.png')).bitsPerSample).toBe(1);
  expect((await facts('odd/grey-and-alpha.png')).channels).toBe(2);
  expect((await facts('odd/cmyk.jpg')).space).toBe('cmyk');
  expect((await facts('odd/turned-by-exif.jpg')).orientation).toBe(6);
  expect((await facts('huge/unpacks-to-1600-megapixels.png')).width).toBe(40000);
  expect((await facts('huge/claims-65535.tif')).height).toBe(65535);
});
