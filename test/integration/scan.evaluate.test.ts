import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandResult, makePictures, runCli, SMALL_FLAGS, temporaryFolder } from './caseworkFixtures.ts';

/** The pasted block of the pictures that makePictures draws. */
async function writeMask(path: string, scale: number): Promise<void> {
  const [width, height] = [96 * scale, 80 * scale];
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const [column, row] = [Math.floor(x / scale), Math.floor(y / scale)];
    if (column > 30 && column < 60 && row > 20 && row < 50) data[y * width + x] = 255;
  }
  await sharp(data, { raw: { width, height, channels: 1 } }).png().toFile(path);
}

describe('palimpsest evaluate', () => {
  let folder: string;
  let result: CommandResult;
  const summary = (set: string): Record<string, { value: number | null; low: number | null; high: number | null }> & { altered: number; untouched: number; failed: number } => {
    const file = JSON.parse(readFileSync(join(folder, 'out', `${set}.json`), 'utf8')) as { summary: ReturnType<typeof summary> };
    return file.summary;
  };

  beforeAll(async () => {
    folder = temporaryFolder();
    const set = join(folder, 'sets', 'whole');
    await makePictures(join(set, 'images'), 3);
    mkdirSync(join(set, 'masks'));
    await writeMask(join(set, 'masks', 'picture-000.png'), 1);
    await writeMask(join(set, 'masks', 'picture-001_mask.png'), 1);
    await writeMask(join(set, 'masks', 'picture-002.png'), 2);
    await makePictures(join(set, 'authentic'), 2);
    await makePictures(join(folder, 'sets', 'bare', 'images'), 1);
    mkdirSync(join(folder, 'sets', 'bare', 'masks'));
    await writeMask(join(folder, 'sets', 'bare', 'masks', 'picture-000_gt.png'), 1);
    result = await runCli(['evaluate', join(folder, 'sets'), '--out', join(folder, 'out'), '--provider', 'cpu', ...SMALL_FLAGS]);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('measures every set below the folder', () => {
    expect(result.stderr).not.toContain('palimpsest:');
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(/^bare +1 +0 /m);
    expect(result.stdout).toMatch(/^whole +3 +2 /m);
    expect(summary('whole')).toMatchObject({ altered: 3, untouched: 2, failed: 0 });
  });

  test('says when a mask had to be resized', () => {
    expect(result.stderr).toContain('picture-002.jpg: mask is 192 x 160, picture 96 x 80');
  });

  test('the table agrees with the pictures: means, rates and area', () => {
    const lines = readFileSync(join(folder, 'out', 'whole.csv'), 'utf8').trim().split('\r\n').map((line) => line.split(','));
    const [head = [], ...rows] = lines;
    const column = (name: string, altered: '1' | '0'): number[] => rows.filter((row) => row[1] === altered).map((row) => Number(row[head.indexOf(name)]));
    const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(rows).toHaveLength(5);
    expect(summary('whole')['f1']?.value).toBeCloseTo(average(column('f1', '1')), 9);
    expect(summary('whole')['iou']?.value).toBeCloseTo(average(column('iou', '1')), 9);
    expect(summary('whole')['falsePositiveArea']?.value).toBeCloseTo(average(column('mask_share', '0')), 9);
    expect(summary('whole')['falsePositiveRate']?.value).toBe(average(column('score', '0').map((score) => (score >= 0.5 ? 1 : 0))));
    // The untouched pictures are byte for byte two of the altered ones: the scores of those pairs tie.
    const altered = column('score', '1');
    const untouched = column('score', '0');
    const wins = altered.flatMap((a) => untouched.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
    expect(summary('whole')['imageAuc']?.value).toBeCloseTo(average(wins), 9);
    for (const row of rows) expect(Number(row[head.indexOf('true_positive')]) + Number(row[head.indexOf('false_negative')])).toBe(row[1] === '1' ? 29 * 29 : 0);
  });

  test('a set without untouched pictures has no rate to show', () => {
    expect(summary('bare')['imageAuc']?.value).toBeNull();
    expect(summary('bare')['falsePositiveRate']?.value).toBeNull();
  });
});
