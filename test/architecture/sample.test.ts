import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { read, repositoryFiles, ROOT } from './sources.ts';

interface SamplePicture {
  readonly file: string;
  readonly sha256: string;
  readonly altered: boolean;
  readonly history: readonly string[];
  readonly operation?: string;
  readonly mask?: string;
  readonly share?: number;
}

const { pictures } = JSON.parse(read('cases/sample/truth.json')) as { pictures: SamplePicture[] };

test('the truth lists every sample picture and every mask, half of them altered', () => {
  const files = repositoryFiles().filter((path) => /^cases\/sample\/(images|masks)\//.test(path));
  const listed = pictures.flatMap(({ file, mask }) => [file, ...(mask === undefined ? [] : [mask])]).map((path) => `cases/sample/${path}`);
  expect(files).toEqual(listed.sort());
  expect(pictures.filter(({ altered }) => altered).length).toBe(pictures.length / 2);
});

test.each(pictures)('$file is the picture the truth describes', async (picture) => {
  const bytes = readFileSync(join(ROOT, 'cases/sample', picture.file));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(picture.sha256);
  expect(picture.altered).toBe(picture.mask !== undefined && picture.operation !== undefined);
  if (picture.mask === undefined) return;
  const { width, height } = await sharp(bytes).metadata();
  const mask = await sharp(join(ROOT, 'cases/sample', picture.mask)).greyscale().raw().toBuffer({ resolveWithObject: true });
  expect([mask.info.width, mask.info.height]).toEqual([width, height]);
  expect(mask.data.every((value) => value === 0 || value === 255)).toBe(true);
  expect(mask.data.filter((value) => value === 255).length / mask.data.length).toBeCloseTo(picture.share ?? 0, 3);
  expect(picture.share).toBeGreaterThan(0.001);
  expect(picture.share).toBeLessThan(0.2);
});
