import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient, isDefinedError, type RouterClient, safe } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeEngine, fakeRequest } from '../../src/casework/scan/fakeEngine.testing.ts';
import { createWorkbench, openCase, scanFolder, verifyCase, viewCase, type ViewerPort, type Workbench, type WorkbenchConfig } from '../../src/casework/index.ts';
import { AppError, type CaseEvent, type ErrorRecord, filePath } from '../../src/contract/index.ts';
import { snapshot, temporaryFolder } from './caseworkFixtures.ts';

/** A view process that writes the text of what it was asked into the file, and counts. */
function recordingViewer(asked: string[]): ViewerPort {
  const write = async (what: string, path: string, target: string): Promise<void> => {
    asked.push(what);
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (readFileSync(path).includes('unreadable')) throw new AppError('IMAGE_CORRUPT', 'The picture is damaged.');
    writeFileSync(target, what);
  };
  return {
    pictureTile: (source, tile, target) => write(`picture ${source.key.slice(0, 4)} ${tile.level}`, source.path, target),
    mapTile: (source, tile, target) => write(`map ${source.key.slice(0, 4)} ${tile.level}`, source.path, target),
    thumbnail: (source, target) => write(`thumbnail ${source.key.slice(0, 4)}`, source.path, target),
    pixel: async (source, maps, x, y) => {
      asked.push(`pixel ${Object.keys(maps).join(',')} ${readFileSync(source.path).length}`);
      return { x, y, rgb: [1, 2, 3], probability: 0.5, coarseRgb: null, coarseFused: null, reliability: null, block: null };
    },
    histogram: async () => Array.from({ length: 256 }, () => 1),
    regions: async (_map, threshold) => ({ threshold, area: 0, share: 0, regions: [] }),
    maskTiles: async () => [],
    measure: () => Promise.reject(new AppError('INTERNAL', 'these tests measure nothing')),
    lookingCopy: () => Promise.reject(new AppError('INTERNAL', 'these tests send no package')),
    promptPictures: () => Promise.reject(new AppError('INTERNAL', 'these tests ask no model')),
    reportFigures: () => Promise.reject(new AppError('INTERNAL', 'these tests write no report')),
    signal: () => Promise.reject(new AppError('INTERNAL', 'these tests run no method')),
    agreement: () => Promise.reject(new AppError('INTERNAL', 'these tests run no method')),
    madeOf: () => Promise.reject(new AppError('INTERNAL', 'these tests run no method')),
    close: async () => void asked.push('closed'),
  };
}

let folder: string;
let evidence: string;
let config: WorkbenchConfig;
let workbench: Workbench;
let client: RouterClient<Workbench['router']>;
let asked: string[];

beforeEach(async () => {
  folder = temporaryFolder();
  evidence = join(folder, 'evidence');
  mkdirSync(join(evidence, 'sub'), { recursive: true });
  for (const name of ['one.png', 'two.png', 'sub/three.png']) writeFileSync(join(evidence, name), `picture ${name}`);
  writeFileSync(Buffer.concat([Buffer.from(`${evidence}/name-`), Buffer.from([0xff]), Buffer.from('.png')]), 'picture with a broken name');
  asked = [];
  config = {
    host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data'), modelsFolder: join(folder, 'models'),
    startEngine: () => createFakeEngine(),
    startViewer: () => recordingViewer(asked),
  };
  await start();
});

afterEach(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  workbench = await createWorkbench(config);
  client = createRouterClient(workbench.router);
}

/** A case with the evidence scanned; open in the workbench. */
async function scannedCase(slug = 'c-1'): Promise<void> {
  const session = await openCase(config.casesFolder, slug, { mode: 'new' });
  await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), {});
  await session.close();
  await client.cases.open({ case: slug });
}

async function failure(call: Promise<unknown>): Promise<ErrorRecord> {
  const { error } = await safe(call);
  if (error === null || !isDefinedError(error as Error)) throw new Error('this should have failed with the error of the contract', { cause: error });
  return (error as unknown as { data: ErrorRecord }).data;
}

const everything = { filter: {}, sort: { by: 'path', descending: false }, groupByFolder: false } as const;

describe('cases', () => {
  test('create, list, change, close, read, reopen', async () => {
    const made = await client.cases.create({ title: 'Claim of Äpfel & Co', number: '2026/17', examiner: 'Ann' });
    expect(made).toMatchObject({ slug: '2026-17', status: 'open', details: { title: 'Claim of Äpfel & Co', examiner: 'Ann', agency: '' }, counts: { items: 0 } });
    expect((await client.cases.create({ title: 'Another', number: '2026/17' })).slug).toBe('2026-17-2');
    expect((await client.cases.create({ title: 'Только кириллица' })).slug).toBe('case');
    await client.cases.change({ case: '2026-17', details: { question: 'Was it altered?' } });
    await client.cases.close({ case: '2026-17' });
    expect((await client.cases.read({ case: '2026-17' })).details.question).toBe('Was it altered?');
    await client.cases.open({ case: '2026-17' });
    const list = await client.cases.list();
    expect(list.map(({ slug, open }) => [slug, open])).toEqual([['2026-17', true], ['case', true], ['2026-17-2', true]]);
    const audit = await client.cases.audit({ case: '2026-17', before: null, limit: 10 });
    expect(audit.map(({ action }) => action)).toEqual(['case.changed', 'case.created']);
    expect(await client.cases.audit({ case: '2026-17', before: audit[0]!.sequence, limit: 10 })).toEqual(audit.slice(1));
  });

  test('a case that another process holds is refused with who and since when', async () => {
    const other = await openCase(config.casesFolder, 'held', { mode: 'new' });
    const error = await failure(client.cases.open({ case: 'held' }));
    expect(error.code).toBe('CASE_IN_USE');
    expect(error.details?.['holder']).toMatchObject({ pid: process.pid, since: expect.stringMatching(/^\d{4}-/) });
    await other.close();
    expect((await client.cases.open({ case: 'held' })).slug).toBe('held');
  });

  test('a case that cannot be read is listed with the reason', async () => {
    mkdirSync(join(config.casesFolder, 'broken'), { recursive: true });
    writeFileSync(join(config.casesFolder, 'broken', 'case.sqlite'), 'x'.repeat(5000));
    await client.cases.create({ title: 'Good' });
    expect((await client.cases.list()).map(({ slug, problem }) => [slug, problem?.code ?? null])).toEqual([['good', null], ['broken', 'CASE_CORRUPT']]);
  });

  test.each(['../good', 'GOOD', 'good/', '', 'nothing-here'])('%j is no case', async (slug) => {
    await client.cases.create({ title: 'Good' });
    expect(['CASE_NOT_FOUND', 'CASE_INVALID_NAME', 'ARGUMENT_INVALID']).toContain((await failure(client.cases.open({ case: slug }))).code);
    expect(readdirSync(config.casesFolder)).toEqual(['good']);
  });

  test('a closed case is read-only until it is reopened', async () => {
    await scannedCase();
    await client.cases.setStatus({ case: 'c-1', status: 'closed' });
    const refused = [
      client.evidence.setReview({ case: 'c-1', items: { ids: [1] }, review: 'verified' }),
      client.evidence.setNote({ case: 'c-1', evidenceId: 1, note: 'x' }),
      client.cases.change({ case: 'c-1', details: { notes: 'x' } }),
      client.evidence.saveSearch({ case: 'c-1', name: 'a', ...everything }),
    ];
    for (const call of refused) expect(await failure(call)).toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('Reopen') });
    expect((await client.evidence.query({ case: 'c-1', ...everything, offset: 0, limit: 10 })).total).toBe(4);
    await client.cases.setStatus({ case: 'c-1', status: 'open' });
    expect(await client.evidence.setReview({ case: 'c-1', items: { ids: [1] }, review: 'verified' })).toEqual({ changed: 1 });
  });

  test('the status of a case that is not open can be set from the list', async () => {
    await client.cases.create({ title: 'Old' });
    await client.cases.close({ case: 'old' });
    expect((await client.cases.setStatus({ case: 'old', status: 'archived' })).status).toBe('archived');
    expect((await client.cases.list()).map(({ status, open }) => [status, open])).toEqual([['archived', false]]);
  });

  test('a page hears of changes', async () => {
    await scannedCase();
    const controller = new AbortController();
    const events = await client.cases.events({ case: 'c-1' }, { signal: controller.signal });
    const heard: CaseEvent[] = [];
    for await (const event of events) {
      heard.push(event);
      if (event.type === 'alive') await client.evidence.setReview({ case: 'c-1', items: { ids: [2] }, review: 'in_review' });
      if (event.type === 'case') break;
    }
    expect(heard.slice(1)).toEqual([{ type: 'evidence', ids: [2] }, { type: 'case' }]);
    controller.abort();
  });
});

describe('evidence and review', () => {
  test('page, position, groups and facets speak of the same result', async () => {
    await scannedCase();
    const { items, total } = await client.evidence.query({ case: 'c-1', ...everything, offset: 0, limit: 100 });
    expect(total).toBe(4);
    expect(items.map(({ name }) => name)).toEqual(['name-\\xff.png', 'one.png', 'two.png', 'three.png']);
    expect(items.every(({ status, score, regions }) => status === 'analysed' && score !== null && regions === 1)).toBe(true);
    for (const [index, { id }] of items.entries()) expect(await client.evidence.position({ case: 'c-1', ...everything, evidenceId: id })).toEqual({ index });
    expect(await client.evidence.position({ case: 'c-1', ...everything, filter: { text: 'three' }, evidenceId: items[0]!.id })).toEqual({ index: null });
    expect((await client.evidence.query({ case: 'c-1', ...everything, offset: 2, limit: 1 })).items.map(({ name }) => name)).toEqual(['two.png']);
    expect((await client.evidence.groups({ case: 'c-1', ...everything })).map(({ items: count, start: first }) => [count, first])).toEqual([[3, 0], [1, 3]]);
    expect(await client.evidence.facets({ case: 'c-1', filter: {} })).toMatchObject({ total: 4, needReview: 4, status: { analysed: 4 } });
  });

  test('review tells the finding, the gate in words and the examiner’s note', async () => {
    await scannedCase();
    await client.evidence.setNote({ case: 'c-1', evidenceId: 1, note: 'Sky looks smooth' });
    const view = await client.review.open({ case: 'c-1', evidenceId: 1 });
    expect(view).toMatchObject({ note: 'Sky looks smooth', md5: expect.stringMatching(/^[0-9a-f]{32}$/), facts: { width: 64 } });
    expect(view.findings).toHaveLength(1);
    expect(view.findings[0]).toMatchObject({ threshold: 0.5, scoreCalibrated: false, regions: [{ id: 1 }], gateWords: expect.stringContaining('probability of 0.25') });
    expect((await failure(client.review.open({ case: 'c-1', evidenceId: 99 }))).code).toBe('ITEM_NOT_FOUND');
  });

  test('pixel, histogram and regions come from the view process, by the file’s own bytes', async () => {
    await scannedCase();
    const { items } = await client.evidence.query({ case: 'c-1', ...everything, offset: 0, limit: 10 });
    const odd = items.find(({ name }) => name.includes('\\xff'))!;
    expect(await client.review.pixel({ case: 'c-1', evidenceId: odd.id, findingId: odd.findingId, x: 3, y: 4 })).toMatchObject({ x: 3, probability: 0.5 });
    expect(asked).toEqual([`pixel mask ${'picture with a broken name'.length}`]);
    expect(await client.review.histogram({ case: 'c-1', findingId: odd.findingId!, map: 'mask' })).toHaveLength(256);
    expect(await client.review.regionsAt({ case: 'c-1', findingId: odd.findingId!, threshold: 0.3 })).toMatchObject({ threshold: 0.3 });
    expect((await failure(client.review.histogram({ case: 'c-1', findingId: odd.findingId!, map: 'reliability' }))).code).toBe('ITEM_NOT_FOUND');
    const other = items.find(({ id }) => id !== odd.id)!;
    expect((await failure(client.review.pixel({ case: 'c-1', evidenceId: other.id, findingId: odd.findingId, x: 0, y: 0 }))).code).toBe('ARGUMENT_INVALID');
    expect(existsSync(join(config.casesFolder, 'c-1', 'scratch', 'view')) ? readdirSync(join(config.casesFolder, 'c-1', 'scratch', 'view')) : []).toEqual([]);
  });

  test('a file that is not as it was taken in is not shown', async () => {
    await scannedCase();
    const { items } = await client.evidence.query({ case: 'c-1', ...everything, filter: { text: 'one.png' }, offset: 0, limit: 10 });
    utimesSync(join(evidence, 'one.png'), 1, 1);
    expect((await failure(client.review.pixel({ case: 'c-1', evidenceId: items[0]!.id, findingId: null, x: 0, y: 0 }))).code).toBe('FILE_CHANGED');
  });

  test('the list follows the evidence: a changed file, a repeated one, one that became unreadable', async () => {
    await scannedCase();
    await client.evidence.setReview({ case: 'c-1', items: { filter: { text: 'one.png' } }, review: 'traces_found' });
    await client.cases.close({ case: 'c-1' });
    writeFileSync(join(evidence, 'one.png'), 'picture two.png');
    writeFileSync(join(evidence, 'sub/three.png'), '!IMAGE_CORRUPT');
    const session = await openCase(config.casesFolder, 'c-1', { mode: 'existing' });
    await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), {});
    await session.close();
    await client.cases.open({ case: 'c-1' });
    const { items } = await client.evidence.query({ case: 'c-1', ...everything, offset: 0, limit: 100 });
    const [one, two, three] = ['one.png', 'two.png', 'three.png'].map((name) => items.find((item) => item.name === name)!);
    expect(one).toMatchObject({ review: 'traces_found', duplicates: 1, score: two!.score, sha256: two!.sha256, status: 'analysed' });
    expect(two).toMatchObject({ duplicates: 1 });
    expect(three).toMatchObject({ status: 'failed', problem: { code: 'IMAGE_CORRUPT' }, score: null, findingId: null, duplicates: 0, sha256: null });
    const view = viewCase(config.casesFolder, 'c-1');
    expect((await verifyCase(view, { evidence: false, heads: [] })).problems).toEqual([]);
    view.close();
  });

  test('nothing is written to the evidence or beside it', async () => {
    const before = snapshot(evidence);
    await scannedCase();
    await client.evidence.setReview({ case: 'c-1', items: { filter: {} }, review: 'no_traces_found' });
    const { items } = await client.evidence.query({ case: 'c-1', ...everything, offset: 0, limit: 10 });
    for (const { id } of items) await workbench.file(filePath({ kind: 'thumbnail', case: 'c-1', evidenceId: id }));
    await client.cases.close({ case: 'c-1' });
    expect(snapshot(evidence)).toEqual(before);
  });
});

describe('files', () => {
  const thumbnail = (slug = 'c-1'): string => filePath({ kind: 'thumbnail', case: slug, evidenceId: 1 });

  test('views are made once, however many ask, and kept by content', async () => {
    await scannedCase();
    const served = await Promise.all([workbench.file(thumbnail()), workbench.file(thumbnail()), workbench.file(thumbnail())]);
    expect(new Set(served.map(({ path }) => path)).size).toBe(1);
    expect(served[0]).toMatchObject({ mimeType: 'image/jpeg', immutable: false });
    await workbench.file(thumbnail());
    expect(asked).toHaveLength(1);
    const tile = await workbench.file(filePath({ kind: 'picture_tile', case: 'c-1', evidenceId: 1, tile: { level: 0, column: 0, row: 0 } }));
    const map = await workbench.file(filePath({ kind: 'map_tile', case: 'c-1', findingId: 1, map: 'mask', tile: { level: 0, column: 0, row: 0 } }));
    expect(readFileSync(tile.path, 'utf8')).toMatch(/^picture /);
    expect(readFileSync(map.path, 'utf8')).toMatch(/^map /);
    expect([tile.immutable, map.immutable]).toEqual([false, true]);
  });

  test('an artifact of a finding is served, one that no finding names is not', async () => {
    await scannedCase();
    const { findings } = await client.review.open({ case: 'c-1', evidenceId: 1 });
    const artifact = findings[0]!.artifacts[0]!;
    const address = { kind: 'artifact', case: 'c-1', sha256: artifact.sha256, extension: 'png' } as const;
    expect((await workbench.file(filePath(address))).path.endsWith(artifact.path)).toBe(true);
    const stray = join(config.casesFolder, 'c-1', 'artifacts', 'aa');
    mkdirSync(stray, { recursive: true });
    writeFileSync(join(stray, `${'a'.repeat(64)}.png`), 'x');
    await expect(workbench.file(filePath({ ...address, sha256: 'a'.repeat(64) }))).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(workbench.file(filePath({ ...address, extension: 'html' }))).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
  });

  test('a damaged picture is not tried again and again', async () => {
    writeFileSync(join(evidence, 'one.png'), 'unreadable');
    await scannedCase();
    const { items } = await client.evidence.query({ case: 'c-1', ...everything, filter: { text: 'one.png' }, offset: 0, limit: 1 });
    const path = filePath({ kind: 'thumbnail', case: 'c-1', evidenceId: items[0]!.id });
    await expect(workbench.file(path)).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
    await expect(workbench.file(path)).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
    expect(asked).toHaveLength(1);
  });

  test.each([
    'c-1/../c-2/evidence/1/thumbnail.jpg', 'c-1/evidence/../../../../etc/passwd', 'c-1/%2e%2e/c-1/evidence/1/thumbnail.jpg', '..%2fc-1/evidence/1/thumbnail.jpg', 'c-1\\evidence\\1\\thumbnail.jpg',
    'c-1/evidence/1/thumbnail.jpg\0.png', 'c-1/evidence/1/thumbnail.jpg\n', '/c-1/evidence/1/thumbnail.jpg', 'c-1/evidence/1/thumbnail.exe', 'c-1/evidence/0/thumbnail.jpg', 'c-1/evidence/99/thumbnail.jpg',
    'c-1/case.sqlite', 'c-1/evidence/1/picture/0/1_0.png', 'c-1/evidence/1/picture/7/0_0.png', 'c-1/finding/1/reliability/0/0_0.png', 'c-1/finding/99/mask/0/0_0.png', `c-1/artifacts/ab/${'cd'.repeat(32)}.png`, '',
  ])('%j is no file', async (path) => {
    await scannedCase();
    await expect(workbench.file(path)).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    expect(asked).toEqual([]);
  });

  test('a case that is not open gives nothing', async () => {
    await scannedCase();
    await expect(workbench.file(thumbnail('c-2'))).rejects.toMatchObject({ code: 'CASE_NOT_OPEN' });
    await client.cases.close({ case: 'c-1' });
    await expect(workbench.file(thumbnail())).rejects.toMatchObject({ code: 'CASE_NOT_OPEN' });
  });

  test('links in the case folder lead nowhere: not to read through, not to write through', async () => {
    await scannedCase();
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret'), 'secret');
    const root = join(config.casesFolder, 'c-1');
    const artifact = (await client.review.open({ case: 'c-1', evidenceId: 1 })).findings[0]!.artifacts[0]!;
    rmSync(join(root, artifact.path));
    symlinkSync(join(outside, 'secret'), join(root, artifact.path));
    await expect(workbench.file(filePath({ kind: 'artifact', case: 'c-1', sha256: artifact.sha256, extension: 'png' }))).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    expect((await failure(client.review.regionsAt({ case: 'c-1', findingId: 1, threshold: 0.5 }))).code).toMatch(/ITEM_NOT_FOUND|INTERNAL/);
    rmSync(join(root, 'cache'), { recursive: true, force: true });
    symlinkSync(outside, join(root, 'cache'));
    await expect(workbench.file(thumbnail())).rejects.toMatchObject({ code: 'ARTIFACT_WRITE_FAILED' });
    expect(readdirSync(outside)).toEqual(['secret']);
  });
});

describe('host', () => {
  test('information, settings and author', async () => {
    expect(await client.host.info()).toMatchObject({ host: 'memory', casesFolder: config.casesFolder, reason: 'a test' });
    const settings = await client.settings.read();
    await client.settings.write({ ...settings, examiner: 'Dr Ann Example', palette: 'cividis' });
    await workbench.close();
    await start();
    expect(await client.settings.read()).toMatchObject({ examiner: 'Dr Ann Example', palette: 'cividis' });
    expect(await client.host.models()).toEqual([]);
    expect((await failure(client.host.doctor({ model: '../x', provider: 'cpu' }))).code).toBe('MODEL_MISSING');
    expect((await failure(client.host.listFolder({ path: join(folder, 'none') }))).code).toBe('FILE_NOT_FOUND');
  });

  test('what is not valid, not open or a bug all arrive as the one error of the contract', async () => {
    expect(await failure(client.evidence.facets({ case: 'nope', filter: {} }))).toMatchObject({ code: 'CASE_NOT_OPEN' });
    expect(await failure(client.evidence.query({ case: 'x', ...everything, offset: -1, limit: 5 }))).toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('offset') });
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await scannedCase('bug');
    vi.spyOn(JSON, 'parse').mockImplementationOnce(() => {
      throw new TypeError('a planted bug');
    });
    expect(await failure(client.review.open({ case: 'bug', evidenceId: 1 }))).toEqual({ code: 'INTERNAL', message: 'a planted bug' });
    expect(told).toHaveBeenCalledOnce();
    vi.restoreAllMocks();
  });

  test('closing lets go of every lock and ends the view process', async () => {
    await scannedCase();
    await workbench.file(filePath({ kind: 'thumbnail', case: 'c-1', evidenceId: 1 }));
    await workbench.close();
    expect(asked.at(-1)).toBe('closed');
    const session = await openCase(config.casesFolder, 'c-1', { mode: 'existing' });
    await session.close();
    await start();
  });
});
