import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/casework/canonicalJson.ts';
import { type PackageManifest, packageManifestSchema, reviewDigest, type ReviewFile } from '../../src/casework/export/package/formats.ts';
import type { Pack } from '../../src/casework/reproduce/packFormat.ts';
import { extractSchema } from '../../src/contract/index.ts';
import { runCli, temporaryFolder } from './caseworkFixtures.ts';
import { caseProblems, failure, logged, openReportBench, PICTURES, type ReportBench, SLUG } from './reportCase.ts';

/** What leaves the case, comes back, and is run again; real engine and view process. */

let folder: string;
let bench: ReportBench;

beforeAll(async () => {
  folder = temporaryFolder();
  bench = await openReportBench(folder);
}, 120_000);
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const ALL = ['masks', 'coco', 'geojson', 'labelme', 'csv', 'xlsx', 'case', 'dfxml', 'extract', 'package', 'rerun'] as const;

test('every format is written below the case, as stated, with a line in the log that is no change of the case', async () => {
  const made = await bench.client.reports.export({ case: SLUG, items: { filter: {} }, formats: [...ALL] });
  expect(made.folder).toBe('reports/exports/001');
  const names = made.files.map(({ path }) => path);
  for (const path of ['items.csv', 'items.xlsx', 'case.jsonld', 'files.dfxml', 'extract.json', 'review-package.zip', 'rerun.zip', 'masks/coco.json', 'masks/manifest.json']) expect(names).toContain(path);
  for (const { path, bytes, sha256 } of made.files) {
    const content = readFileSync(bench.caseFile(`${made.folder}/${path}`));
    expect([path, content.length, sha256Of(content)]).toEqual([path, bytes, sha256]);
  }
  expect((await logged(bench, 'export.written')).at(-1)).toMatchObject({ details: { items: 3, formats: [...ALL], files: made.files, extractSha256: made.files.find(({ path }) => path === 'extract.json')?.sha256 } });
  const again = await bench.client.reports.export({ case: SLUG, items: { filter: {} }, formats: ['extract', 'rerun', 'package'] });
  expect(again.folder).toBe('reports/exports/002');
  for (const file of again.files) expect(file).toEqual(made.files.find(({ path }) => path === file.path));
  expect(await failure(bench.client.reports.export({ case: SLUG, items: { ids: [99] }, formats: ['csv'] }))).toMatchObject({ code: 'ARGUMENT_INVALID' });
  expect(readdirSync(bench.caseFile('reports/exports')).toSorted()).toEqual(['001', '002']);
  expect(await caseProblems(bench)).toEqual([]);
}, 120_000);

test('a copy in a review package is the picture as stored', async () => {
  const files = unzipSync(readFileSync(bench.caseFile('reports/exports/001/review-package.zip')));
  const extract = extractSchema.parse(JSON.parse(Buffer.from(files['extract.json']!).toString()));
  for (const item of extract.items) {
    const copy = await sharp(files[`pictures/item-${item.id.toString().padStart(6, '0')}.jpg`]).metadata();
    const long = Math.max(item.facts!.width, item.facts!.height);
    expect([copy.width, copy.orientation]).toEqual([Math.round(item.facts!.width * Math.min(1, 1600 / long)), undefined]);
    const original = await sharp(readFileSync(item.path), { autoOrient: false }).resize(32, 32, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const shown = await sharp(files[`pictures/item-${item.id.toString().padStart(6, '0')}.jpg`]).resize(32, 32, { fit: 'fill' }).raw().toBuffer();
    const difference = original.reduce((sum, value, at) => sum + Math.abs(value - (shown[at] ?? 0)), 0) / original.length;
    expect(difference).toBeLessThan(6);
  }
  expect(extract.items.map(({ facts }) => facts?.orientation ?? 0).toSorted((a, b) => a - b)).toEqual([1, 1, 6]);
});

describe('the notes of a reviewer', () => {
  function review(manifest: PackageManifest, changes: readonly Partial<ReviewFile['items'][number]>[]): string {
    const items = changes.map((change) => {
      const { regions: _, ...base } = manifest.items.find(({ id }) => id === change.id)!;
      return { ...base, newReview: base.review, newNote: base.note, regions: [], ...change };
    });
    const content = { schema: 'palimpsest-review', version: 1, packageId: manifest.packageId, extractSha256: manifest.extractSha256, reviewer: 'R. Viewer', savedAt: '2026-03-05T10:00:00Z', items } as const;
    return JSON.stringify({ ...content, contentSha256: reviewDigest({ ...content, items: [...items], contentSha256: '' }) });
  }

  test('are compared, applied under the name of the reviewer, and kept apart where both have changed', async () => {
    const manifest = packageManifestSchema.parse(JSON.parse(Buffer.from(unzipSync(readFileSync(bench.caseFile('reports/exports/001/review-package.zip')))['manifest.json']!).toString()));
    const item = manifest.items.find(({ regions }) => regions.length > 0)!;
    const other = manifest.items.find(({ id }) => id !== item.id)!;
    await bench.client.evidence.setNote({ case: SLUG, evidenceId: other.id, note: 'Mine.' });
    const text = review(manifest, [{ id: item.id, newReview: 'traces_found', newNote: 'Seen.', regions: [{ id: item.regions[0]!, verdict: 'agree', note: 'Clear edge.' }] }, { id: other.id, newNote: 'Theirs.' }]);
    const compared = await bench.client.reports.mergeReview({ case: SLUG, review: text, apply: false });
    expect(compared.applied.map(({ evidenceId, what }) => [evidenceId, what])).toEqual([[item.id, 'status unreviewed to traces found'], [item.id, 'note: Seen.'], [item.id, expect.stringContaining('Clear edge.')]]);
    expect(compared.conflicts).toEqual([{ evidenceId: other.id, what: expect.stringContaining('differently') as string, mine: 'Mine.', theirs: 'Theirs.' }]);
    expect((await bench.client.review.open({ case: SLUG, evidenceId: item.id })).note).toBe('');

    expect(await bench.client.reports.mergeReview({ case: SLUG, review: text, apply: true })).toEqual(compared);
    const view = await bench.client.review.open({ case: SLUG, evidenceId: item.id });
    expect([view.note, view.item.review]).toEqual(['Seen.', 'traces_found']);
    expect(await bench.client.annotations.list({ case: SLUG, evidenceId: item.id })).toMatchObject([{ author: 'R. Viewer', note: expect.stringContaining('Clear edge.') as string, revision: 1 }]);
    expect((await bench.client.review.open({ case: SLUG, evidenceId: other.id })).note).toBe('Mine.');
    expect((await logged(bench, 'review.merged')).at(-1)).toMatchObject({ details: { reviewer: 'R. Viewer', packageId: manifest.packageId, applied: 3, conflicts: 1 } });
    expect((await logged(bench, 'evidence.note')).at(-1)).toMatchObject({ details: { author: 'R. Viewer', to: 'Seen.' } });
    // A second time there is nothing left to do.
    expect((await bench.client.reports.mergeReview({ case: SLUG, review: text, apply: true })).applied).toEqual([]);
    expect(await caseProblems(bench)).toEqual([]);
  }, 60_000);

  test('are refused where they are of no package of this case, and where they are none', async () => {
    const manifest = packageManifestSchema.parse(JSON.parse(readFileSync(bench.caseFile(`reports/packages/${readdirSync(bench.caseFile('reports/packages'))[0] ?? ''}`), 'utf8')));
    const foreign = review({ ...manifest, packageId: '0'.repeat(64) }, [{ id: manifest.items[0]!.id, newNote: 'x' }]);
    expect(await bench.client.reports.mergeReview({ case: SLUG, review: foreign, apply: true })).toMatchObject({ applied: [], conflicts: [{ evidenceId: null }] });
    expect(await failure(bench.client.reports.mergeReview({ case: SLUG, review: '{}', apply: true }))).toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('are taken back by the command line, too', async () => {
    const manifest = packageManifestSchema.parse(JSON.parse(readFileSync(bench.caseFile(`reports/packages/${readdirSync(bench.caseFile('reports/packages'))[0] ?? ''}`), 'utf8')));
    const third = manifest.items.at(-1)!;
    writeFileSync(join(folder, 'review.json'), review(manifest, [{ id: third.id, newReview: 'inconclusive' }]));
    await bench.client.cases.close({ case: SLUG });
    const run = (...flags: string[]): ReturnType<typeof runCli> => runCli(['export', SLUG, '--cases', bench.config.casesFolder, '--take-notes', join(folder, 'review.json'), ...flags]);
    expect(await run('--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 change would be made') as string });
    expect(await run('--json')).toMatchObject({ code: 0, stdout: expect.stringContaining('"written":true') as string });
    await bench.client.cases.open({ case: SLUG });
    expect((await bench.client.review.open({ case: SLUG, evidenceId: third.id })).item.review).toBe('inconclusive');
  }, 60_000);
});

describe('a re-run pack', () => {
  const unpack = (): string => {
    const target = join(folder, 'pack');
    for (const [path, content] of Object.entries(unzipSync(readFileSync(bench.caseFile('reports/exports/001/rerun.zip'))))) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), content);
    }
    return target;
  };
  const reproduce = (pack: string, ...evidence: string[]): ReturnType<typeof runCli> => runCli(['reproduce', pack, '--json', '--evidence', ...evidence]);
  const linesOf = (stdout: string): Record<string, unknown>[] => stdout.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);

  test('holds no picture, and gives the identical mask', async () => {
    const pack = unpack();
    const files = readdirSync(pack, { recursive: true, encoding: 'utf8' });
    const digests = new Set(PICTURES.map((name) => sha256Of(readFileSync(bench.evidence(name)))));
    expect(files.filter((name) => name.includes('.') && digests.has(sha256Of(readFileSync(join(pack, name)))))).toEqual([]);
    const { code, stdout } = await reproduce(bench.caseFile('reports/exports/001/rerun.zip'), dirname(bench.evidence('x')));
    const lines = linesOf(stdout);
    expect(lines.filter(({ type }) => type === 'item')).toHaveLength(3);
    expect(lines.every((line) => line['type'] !== 'item' || (line['identical'] === true && (line['versions'] as unknown[]).length === 0))).toBe(true);
    expect([code, lines.at(-1)]).toEqual([0, { type: 'finished', identical: 3, different: 0, missing: [] }]);
  }, 120_000);

  test('says what differs where another mask was expected, and which versions do', async () => {
    const pack = unpack();
    const parsed = JSON.parse(readFileSync(join(pack, 'pack.json'), 'utf8')) as Pack;
    const [item] = parsed.items;
    const { data, info } = await sharp(readFileSync(join(pack, item!.expected.mask))).raw().toBuffer({ resolveWithObject: true });
    const grey = Buffer.from(Array.from({ length: info.width * info.height }, (_, at) => data[at * info.channels] ?? 0));
    // Ten pixels, each by 40 levels: as another machine could have had it.
    for (let at = 0; at < 10; at += 1) grey[at] = (grey[at] ?? 0) >= 128 ? (grey[at] ?? 0) - 40 : (grey[at] ?? 0) + 40;
    const png = await sharp(grey, { raw: { width: info.width, height: info.height, channels: 1 } }).toColourspace('b-w').png({ palette: false }).toBuffer();
    writeFileSync(join(pack, item!.expected.mask), png);
    // Its digests do not fit any more: the pack itself is refused.
    expect(await reproduce(pack, bench.evidence(item!.name))).toMatchObject({ code: 2, stderr: expect.stringContaining('FILE_CHANGED') as string });
    const told: Pack = {
      ...parsed,
      items: parsed.items.map((one) => (one.item === item!.item ? { ...one, expected: { ...one.expected, maskSha256: sha256Of(png), pixelsSha256: sha256Of(grey) }, record: { ...one.record, versions: { ...one.record.versions, onnxruntime: '0.0.1' } } } : one)),
      files: parsed.files.map((file) => (file.path === item!.expected.mask ? { ...file, sha256: sha256Of(png), bytes: png.length } : file)),
    };
    writeFileSync(join(pack, 'pack.json'), JSON.stringify(told));
    const { code, stdout } = await reproduce(pack, bench.evidence(item!.name));
    expect(code).toBe(4);
    const pixels = info.width * info.height;
    expect(linesOf(stdout)[0]).toMatchObject({ identical: false, difference: { pixels, differing: 10, share: 10 / pixels, largest: 40, mean: 400 / pixels }, versions: [{ what: 'onnxruntime', before: '0.0.1' }] });
    const words = await runCli(['reproduce', pack, '--evidence', bench.evidence(item!.name)]);
    expect([words.code, words.stdout]).toEqual([4, expect.stringMatching(/DIFFERENT\n +10 of \d+ pixels differ/)]);
    expect(words.stdout).toContain('onnxruntime: 0.0.1 then');
  }, 120_000);

  test('is not run on another picture, and what is no pack is refused', async () => {
    const changed = join(folder, 'changed.jpg');
    const bytes = readFileSync(bench.evidence(PICTURES[0]));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(changed, bytes);
    const zip = bench.caseFile('reports/exports/001/rerun.zip');
    expect(await reproduce(zip, changed)).toMatchObject({ code: 4, stderr: expect.stringContaining('None of the files named') as string });
    expect((await reproduce(changed, changed)).code).toBe(2);
    expect((await reproduce(join(folder, 'none.zip'), changed)).code).toBe(2);
    expect((await reproduce(zip, join(folder, 'none.jpg'))).code).toBe(2);
  }, 60_000);
});

test('the command line exports into a folder of its own, which must not be there', async () => {
  await bench.client.cases.close({ case: SLUG });
  const run = (...flags: string[]): ReturnType<typeof runCli> => runCli(['export', SLUG, '--cases', bench.config.casesFolder, ...flags]);
  const out = join(folder, 'exported');
  const made = await run('--format', 'csv,rerun', '--items', '1-2', '--out', out);
  expect([made.code, readdirSync(out).toSorted()]).toEqual([0, ['items.csv', 'rerun.zip']]);
  expect(made.stdout).toContain(sha256Of(readFileSync(join(out, 'items.csv'))));
  expect((await run('--format', 'csv', '--out', out)).code).toBe(2);
  expect((await run('--format', 'pptx')).code).toBe(2);
  expect((await run()).code).toBe(2);
  expect(existsSync(`${out}.unfinished`)).toBe(false);
  await bench.client.cases.open({ case: SLUG });
}, 60_000);
