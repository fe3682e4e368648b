import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Method, type MethodAnswer } from '../../src/cli/evaluate/methods.ts';
import { parseChanges } from '../../src/cli/evaluate/robustness/changes.ts';
import { runEvaluation, type SetEvaluation } from '../../src/cli/evaluate/run.ts';
import { findSets } from '../../src/cli/evaluate/sets.ts';
import { type CommandResult, makePictures, runCli, SMALL_FLAGS, SMALL_OPTIONS, snapshot, temporaryFolder } from './caseworkFixtures.ts';

/** A grey picture with a bright block, and the block as its mask. */
async function writeBlock(folder: string, name: string, block: { left: number; top: number } | null): Promise<void> {
  const [width, height] = [160, 112];
  const [picture, mask] = [Buffer.alloc(width * height, 60), Buffer.alloc(width * height)];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    if (block === null || x < block.left || x >= block.left + 50 || y < block.top || y >= block.top + 40) continue;
    picture[y * width + x] = 210;
    mask[y * width + x] = 255;
  }
  const raw = { width, height, channels: 1 as const };
  mkdirSync(join(folder, block === null ? 'authentic' : 'images'), { recursive: true });
  await sharp(picture, { raw }).toColourspace('srgb').png().toFile(join(folder, block === null ? 'authentic' : 'images', `${name}.png`));
  if (block === null) return;
  mkdirSync(join(folder, 'masks'), { recursive: true });
  await sharp(mask, { raw }).png().toFile(join(folder, 'masks', `${name}.png`));
}

const answer = { applies: true, reason: '', class: null, reliabilityMap: null, regions: null, gateVision: null, reliability: null, milliseconds: 1, sha256: 'f'.repeat(64), provider: null, record: null, parameters: null } as const;

/** Marks what is bright: right on every picture above, whatever its size, if the truth follows. */
const brightness: Method = {
  name: 'noise_level',
  threshold: 0.5,
  lanes: 1,
  run: async ({ path }, workFolder): Promise<MethodAnswer> => {
    const { data, info } = await sharp(path).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    const bytes = Buffer.from(data.map((value) => (value > 135 ? 255 : 0)));
    mkdirSync(workFolder, { recursive: true });
    const map = join(workFolder, 'map.png');
    await sharp(bytes, { raw: { width: info.width, height: info.height, channels: 1 } }).png().toFile(map);
    const share = bytes.filter((value) => value > 0).length / bytes.length;
    return { ...answer, map, width: info.width, height: info.height, score: Math.min(1, share * 10), maskShare: share };
  },
};

const silent: Method = { name: 'cfa', threshold: 0.5, lanes: 1, run: () => Promise.resolve({ ...answer, applies: false, reason: 'nothing', map: null, width: 160, height: 112, score: 0, maskShare: 0 }) };

describe('the harness, with methods whose answers are known', () => {
  let folder: string;
  let temporary: string;
  let before: readonly string[];
  let found: SetEvaluation | undefined;
  const results = (): string => join(folder, 'out');

  beforeAll(async () => {
    folder = temporaryFolder();
    temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    const set = join(folder, 'blocks');
    await writeBlock(set, 'a', { left: 10, top: 8 });
    await writeBlock(set, 'b', { left: 100, top: 60 });
    await writeBlock(set, 'c', null);
    writeFileSync(join(set, 'manifest.csv'), 'image,operation\nimages/a.png,splice\nimages/b.png,copy\n');
    before = snapshot(set);
    const [scratch] = [process.env['TMPDIR']];
    process.env['TMPDIR'] = temporary;
    try {
      [found] = await runEvaluation(
        { sets: await findSets(set), methods: [brightness, silent], model: null, options: SMALL_OPTIONS, out: results(), keepMasks: false, protocol: null, robustness: { changes: parseChanges('all'), portion: { share: 1, most: 10 } } },
        { signal: new AbortController().signal, onSet: () => ({ onResult: () => undefined, stop: () => undefined }), onSetDone: () => undefined },
      );
    } finally {
      if (scratch === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = scratch;
    }
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('truth follows every change: what was right stays right', () => {
    const [bright] = found?.robustness?.methods ?? [];
    expect(bright?.unchanged).toMatchObject({ altered: 2, untouched: 1, f1: { value: 1 }, falsePositiveArea: { value: 0 }, imageAuc: { value: 1 } });
    expect(bright?.rows).toHaveLength(19);
    for (const { change, f1, difference, altered, untouched, failed } of bright?.rows ?? []) {
      expect([change, altered, untouched, failed]).toEqual([change, 2, 1, 0]);
      expect(f1.value, change).toBeGreaterThan(0.96);
      expect(difference.f1.value).toBeCloseTo(f1.value - 1, 9);
    }
    const sizes = new Map(found?.robustness?.pictures.filter(({ method }) => method === 'noise_level').map(({ change, pictures }) => [change, pictures[0]?.result.width]));
    expect([sizes.get('resize-0.5'), sizes.get('resize-1.25'), sizes.get('jpeg-60'), sizes.get('social-960')]).toEqual([80, 200, 160, 160]);
  });

  test('a method that does not apply marks nothing, and how often is said', () => {
    const [bright, cfa] = found?.summaries ?? [];
    expect(bright).toMatchObject({ method: 'noise_level', notApplicable: 0, altered: 2, untouched: 1, f1: { value: 1 }, pixelAp: { value: 1 }, imageAp: { value: 1 }, imageF1: { value: 1 } });
    expect(cfa).toMatchObject({ method: 'cfa', notApplicable: 3, f1: { value: 0 }, falsePositiveArea: { value: 0 }, imageAuc: { value: 0.5 }, failed: 0 });
    expect(bright?.groups['operation']?.map(({ value, f1 }) => [value, f1.value])).toEqual([['copy', 1], ['splice', 1]]);
  });

  test('copies and maps are gone, the set is as it was', () => {
    expect(readdirSync(temporary)).toEqual([]);
    expect(snapshot(join(folder, 'blocks'))).toEqual(before);
    expect(existsSync(join(results(), 'blocks-artifacts'))).toBe(false);
  });

  test('report, tables and charts are written, and every chart the report links is a picture', async () => {
    const report = readFileSync(join(results(), 'evaluation.md'), 'utf8');
    expect(report).toContain('| blocks | Noise level | 2 | 1 | 1.000 [1.000, 1.000]');
    expect(report).toMatch(/^\| splice \| 1 \| 0 \|/m);
    expect(report).toMatch(/^\| JPEG 60 \| 2 \| 1 \|/m);
    const links = [...report.matchAll(/!\[[^\]]*\]\((curves\/[^)]+)\)/g)].map((match) => match[1] ?? '');
    expect(links).toHaveLength(6);
    for (const link of links) expect((await sharp(join(results(), link)).metadata()).format).toBe('svg');
    const csv = readFileSync(join(results(), 'robustness', 'blocks.csv'), 'utf8').trim().split('\r\n');
    expect(csv).toHaveLength(1 + 2 * 19 * 3);
    expect(csv.filter((line) => /^noise_level,social-\d+,.*"160 x 112, sharpening 0\.\d\d, JPEG \d\d"/.test(line))).toHaveLength(12);
    expect(existsSync(join(results(), 'methods', 'cfa', 'blocks.json'))).toBe(true);
  });
});

describe('palimpsest evaluate, with the model beside a classical method', () => {
  let folder: string;
  let result: CommandResult;
  const out = (...parts: readonly string[]): string => join(folder, 'out', ...parts);

  beforeAll(async () => {
    folder = temporaryFolder();
    const set = join(folder, 'sets', 'one');
    await makePictures(join(set, 'images'), 2);
    mkdirSync(join(set, 'masks'));
    for (const name of ['picture-000', 'picture-001']) {
      const mask = Buffer.from(Array.from({ length: 96 * 80 }, (_, at) => (at % 96 > 30 && at % 96 < 60 && at > 96 * 21 && at < 96 * 50 ? 255 : 0)));
      await sharp(mask, { raw: { width: 96, height: 80, channels: 1 } }).png().toFile(join(set, 'masks', `${name}.png`));
    }
    await makePictures(join(set, 'authentic'), 1);
    result = await runCli(['evaluate', join(folder, 'sets'), '--out', out(), '--provider', 'cpu', ...SMALL_FLAGS, '--methods', 'network,ela', '--robustness', 'resize', '--robustness-pictures', '1']);
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('both stand in one table, each with its own results, and the changes below', () => {
    expect([result.code, result.stderr.includes('palimpsest:')]).toEqual([0, false]);
    expect(result.stdout).toMatch(/^one +network +2 +1 /m);
    expect(result.stdout).toMatch(/^one +Error level +2 +1 /m);
    expect(result.stdout).toContain('one, network: 1 altered and 1 untouched pictures, changed');
    expect(result.stdout).toMatch(/^resized to 1\.5 /m);
    const summary = (...parts: readonly string[]): Record<string, unknown> => (JSON.parse(readFileSync(out(...parts), 'utf8')) as { summary: Record<string, unknown> }).summary;
    expect(summary('one.json')).toMatchObject({ method: 'network', model: { id: 'omni-nano' }, signal: null, provider: 'cpu' });
    expect(summary('methods', 'ela', 'one.json')).toMatchObject({ method: 'ela', model: null, signal: { version: expect.any(Number) } });
    const robustness = JSON.parse(readFileSync(out('robustness', 'one.json'), 'utf8')) as { methods: { method: string; rows: { change: string }[] }[] };
    expect(robustness.methods.map(({ method, rows }) => [method, rows.map(({ change }) => change)])).toEqual(['network', 'ela'].map((method) => [method, ['resize-0.5', 'resize-0.75', 'resize-1.25', 'resize-1.5']]));
  });

  test('two folders of results are compared; whatever comes out, the exit code is 0', async () => {
    const { code, stdout } = await runCli(['evaluate', '--compare', out(), out('methods', 'ela'), '--json', '--out', join(folder, 'compared')]);
    expect(code).toBe(0);
    const comparison = JSON.parse(stdout) as { a: { subject: string }; b: { subject: string }; sets: { set: string; paired: { figure: string; pictures: number; test: { how: string } }[] }[] };
    expect([comparison.a.subject, comparison.b.subject]).toEqual(['omni-nano', 'ela']);
    expect(comparison.sets[0]?.paired.map(({ figure, pictures }) => [figure, pictures])).toEqual([['f1', 2], ['iou', 2], ['falsePositiveArea', 1]]);
    expect(readFileSync(join(folder, 'compared', 'comparison.md'), 'utf8')).toContain('| one | F1 | 2 |');
    const text = await runCli(['evaluate', '--compare', out(), out()]);
    expect([text.code, text.stdout]).toEqual([0, expect.stringMatching(/^one +F1 +2 .* 0\.000 \[0\.000, 0\.000\] +0 +0 +2 +1\.000 +1\.000$/m)]);
  }, 30_000);

  test('another threshold is refused unless it is forced', async () => {
    const other = join(folder, 'other');
    cpSync(out(), other, { recursive: true });
    const path = join(other, 'one.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"threshold": 0.5', '"threshold": 0.4'));
    const refused = await runCli(['evaluate', '--compare', out(), other]);
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([2, '', expect.stringContaining('threshold is 0.5 in A and 0.4 in B')]);
    const forced = await runCli(['evaluate', '--compare', out(), other, '--force']);
    expect([forced.code, forced.stderr]).toEqual([0, expect.stringContaining('Compared although threshold')]);
  }, 30_000);

  test('two models are run on the sets first', async () => {
    const { code, stdout } = await runCli(['evaluate', join(folder, 'sets'), '--compare', 'omni-nano', 'omni-nano', '--out', join(folder, 'models'), '--provider', 'cpu', ...SMALL_FLAGS]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^one +image AUC +3 /m)]);
    expect(existsSync(join(folder, 'models', 'a', 'one.json')) && existsSync(join(folder, 'models', 'b', 'evaluation.md')) && existsSync(join(folder, 'models', 'comparison.json'))).toBe(true);
  }, 60_000);

  test.each([
    ['neither a folder nor results', [], 'Name a set'],
    ['one folder to compare', ['--compare', 'x'], 'Name two folders'],
    ['a protocol beside classical methods', ['x', '--protocol', 'true_chain', '--methods', 'all'], 'network alone'],
  ])('%s is wrong usage', async (_what, arguments_, words) => {
    const { code, stderr } = await runCli(['evaluate', ...arguments_]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
