import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient, isDefinedError, type RouterClient, safe } from '@orpc/server';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkbench, openCase, scanFolder, verifyCase, viewCase, type Workbench, type WorkbenchConfig } from '../../src/casework/index.ts';
import { type CaseEvent, type ErrorRecord, extractSchema, SIGNAL_NAMES, type SignalRun, signalRunSchema } from '../../src/contract/index.ts';
import { startEngine, startViewer } from '../../src/engine/index.ts';
import { completeFields } from './reportCase.ts';
import { MODEL, MODELS, ROOT, runCli, smallRequest, temporaryFolder } from './caseworkFixtures.ts';

const SLUG = 'c-9';
const folder = temporaryFolder();
const evidence = join(folder, 'evidence');
const config: WorkbenchConfig = { host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data'), modelsFolder: MODELS, startEngine: start, startViewer: () => startViewer() };
let workbench: Workbench;
let client: RouterClient<Workbench['router']>;
let following: Promise<void>;
const events: CaseEvent[] = [];
const ids = new Map<string, number>();

function start(): ReturnType<typeof startEngine> {
  return startEngine({ modelFolder: MODEL, provider: 'cpu', timeoutMilliseconds: 60_000 });
}

async function open(): Promise<void> {
  workbench = await createWorkbench(config);
  client = createRouterClient(workbench.router);
  await client.cases.open({ case: SLUG });
  following = (async () => {
    for await (const event of await client.cases.events({ case: SLUG })) events.push(event);
  })().catch(() => undefined);
}

beforeAll(async () => {
  mkdirSync(evidence, { recursive: true });
  copyFileSync(join(ROOT, 'cases', 'sample', 'images', 'card-02.jpg'), join(evidence, 'card.jpg'));
  // Noise, so that the file is long and its end can be missing.
  const noise = Buffer.from(Uint8Array.from({ length: 300 * 200 * 3 }, (_, at) => (at * 2_654_435_761) >>> 13 & 255));
  const whole = await sharp(noise, { raw: { width: 300, height: 200, channels: 3 } }).png().toBuffer();
  writeFileSync(join(evidence, 'grain.png'), whole);
  // A whole second, which can be set again exactly.
  utimesSync(join(evidence, 'grain.png'), 1_700_000_000, 1_700_000_000);
  writeFileSync(join(evidence, 'torn.png'), whole.subarray(0, Math.floor(whole.length * 0.6)));
  const session = await openCase(config.casesFolder, SLUG, { mode: 'new' });
  const engine = start();
  await scanFolder(session, engine, evidence, await smallRequest(), {});
  await engine.close();
  for (const { id, path } of session.database.prepare<[], { id: number; path: string }>('SELECT id, path FROM evidence').all()) ids.set(path.split('/').at(-1) ?? '', id);
  await session.close();
  await open();
}, 300_000);
afterAll(async () => {
  await workbench.close();
  await following;
  rmSync(folder, { recursive: true, force: true });
});

const itemOf = (name: string): { case: string; evidenceId: number } => ({ case: SLUG, evidenceId: ids.get(name)! });

async function ended(name: string, id: number): Promise<SignalRun> {
  const find = async (): Promise<SignalRun | undefined> => (await client.signals.list(itemOf(name))).find((run) => run.id === id);
  await expect.poll(async () => (await find())?.status, { timeout: 280_000, interval: 100 }).not.toBe('running');
  return (await find())!;
}

async function problems(): Promise<readonly string[]> {
  const view = viewCase(config.casesFolder, SLUG);
  try {
    return (await verifyCase(view, { evidence: false, heads: [] })).problems.map(({ part, message }) => `${part}: ${message}`);
  } finally {
    view.close();
  }
}

async function failure(call: Promise<unknown>): Promise<ErrorRecord> {
  const { error } = await safe(call);
  if (error === null || !isDefinedError(error as Error)) throw new Error('this should have failed with the error of the contract', { cause: error });
  return (error as unknown as { data: ErrorRecord }).data;
}

describe('second opinions over a sample picture', () => {
  let run: SignalRun;

  test('all methods answer, each with its map or why it does not apply, and agree with the network', { timeout: 300_000 }, async () => {
    run = await ended('card.jpg', (await client.signals.start({ ...itemOf('card.jpg'), names: null })).id);
    expect(signalRunSchema.parse(run)).toEqual(run);
    expect(run).toMatchObject({ status: 'done', error: null });
    expect(run.results.map(({ name }) => name)).toEqual([...SIGNAL_NAMES]);
    expect(run.record.versions.engine).toMatch(/^\d/);
    expect(run.record.versions.libvips).toMatch(/^\d+\./);
    const { width, height } = await sharp(join(evidence, 'card.jpg')).metadata();
    const applying = run.results.filter(({ applies }) => applies);
    expect(applying.length).toBeGreaterThanOrEqual(2);
    for (const { map } of applying) {
      const picture = await sharp(join(config.casesFolder, SLUG, map!.path)).metadata();
      expect([picture.width, picture.height, picture.channels]).toEqual([width, height, 1]);
    }
    for (const { reason } of run.results.filter(({ applies }) => !applies)) expect(reason).toMatch(/\.$/);
    expect(run.agreement?.methods).toEqual(['network', ...applying.map(({ name }) => name)]);
    expect(run.agreement!.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(events.filter((event) => event.type === 'signals' && event.runId === run.id).length).toBeGreaterThan(0);
    expect(await problems()).toEqual([]);
  });

  test('its maps are tiles of the workbench, what is no map is not', async () => {
    const tile = async (layer: string): Promise<{ readonly width: number; readonly immutable: boolean }> => {
      const { path, immutable } = await workbench.file(`${SLUG}/signals/${run.id}/${layer}/0/0_0.png`);
      return { width: (await sharp(path).metadata()).width, immutable };
    };
    const first = run.results.find(({ applies }) => applies)!;
    for (const layer of [first.name, 'agreement']) expect(await tile(layer)).toMatchObject({ immutable: true });
    const without = run.results.find(({ applies }) => !applies);
    if (without !== undefined) await expect(tile(without.name)).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    await expect(workbench.file(`${SLUG}/signals/99/ela/0/0_0.png`)).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
  });

  test('the extract holds the run, and a report says what it found, with the agreement as a figure', { timeout: 300_000 }, async () => {
    const row = await client.reports.make({ case: SLUG, items: { ids: [ids.get('card.jpg')!, ids.get('torn.png')!] }, fields: completeFields(), final: false, signature: null });
    const find = async () => (await client.reports.list({ case: SLUG })).find(({ id }) => id === row.id);
    await expect.poll(async () => (await find())?.status, { timeout: 280_000 }).not.toBe('running');
    const made = (await find())!;
    expect(made).toMatchObject({ status: 'draft' });
    const read = (kind: string): string => readFileSync(join(config.casesFolder, SLUG, made.files.find((file) => file.kind === kind)!.path), 'utf8');
    const extract = extractSchema.parse(JSON.parse(read('extract')));
    expect(extract.version).toBe(2);
    expect(extract.items.find(({ id }) => id === run.evidenceId)?.secondOpinions).toEqual(run);
    expect(extract.items.find(({ id }) => id === ids.get('torn.png'))?.secondOpinions).toBeNull();
    const html = read('html');
    expect(html).toContain('Second opinions on item');
    expect(html).toContain('Compared: Network');
    if (run.agreement!.shares[0]! < 1) expect(html).toContain('compared methods that mark a place');
    expect(html).toContain('No second opinions: the classical methods of section 5.5 were not run on this item.');
    expect(await problems()).toEqual([]);
  });
});

test('a damaged picture fails its run with the error of the picture, kept as a row', { timeout: 180_000 }, async () => {
  const torn = await ended('torn.png', (await client.signals.start({ ...itemOf('torn.png'), names: ['ela', 'noise_level'] })).id);
  expect(torn).toMatchObject({ status: 'failed', results: [], agreement: null });
  expect(torn.error?.code).toMatch(/^IMAGE_(TRUNCATED|CORRUPT)$/);
  expect(await problems()).toEqual([]);
});

test('a run is given up on request and with its case; what had ended stays', { timeout: 300_000 }, async () => {
  const begun = await client.signals.start({ ...itemOf('card.jpg'), names: null });
  expect(begun.status).toBe('running');
  expect((await client.signals.start({ ...itemOf('card.jpg'), names: ['ela'] })).id).toBe(begun.id);
  expect(await client.signals.cancel({ case: SLUG, runId: begun.id })).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
  const second = await client.signals.start({ ...itemOf('card.jpg'), names: null });
  await client.cases.close({ case: SLUG });
  await following;
  await client.cases.open({ case: SLUG });
  expect((await client.signals.list(itemOf('card.jpg'))).find(({ id }) => id === second.id)?.status).toBe('cancelled');
  expect((await failure(client.signals.cancel({ case: SLUG, runId: 999 }))).code).toBe('ITEM_NOT_FOUND');
  expect(await problems()).toEqual([]);
});

test('bytes that are not those taken in are refused, though size and time are the same', { timeout: 180_000 }, async () => {
  // No test before has shown it: what the view process holds of a file are the bytes that were taken in.
  const path = join(evidence, 'grain.png');
  const before = readFileSync(path);
  const changed = Buffer.from(before);
  changed[changed.length - 20]! ^= 1;
  const restore = (content: Buffer): void => {
    writeFileSync(path, content);
    utimesSync(path, 1_700_000_000, 1_700_000_000);
  };
  restore(changed);
  const run = await ended('grain.png', (await client.signals.start({ ...itemOf('grain.png'), names: ['ela'] })).id);
  expect(run).toMatchObject({ status: 'failed', results: [], error: { code: 'FILE_CHANGED', message: expect.not.stringContaining('size or time') as unknown } });
  restore(before);
});

describe('the command line', () => {
  const cli = (...rest: string[]): ReturnType<typeof runCli> => runCli(['signals', SLUG, '--cases', config.casesFolder, ...rest]);
  beforeAll(async () => {
    await client.cases.close({ case: SLUG });
  });

  test('says what each method found as a table, with 3 for the item that failed; asked again it prints the same without running', { timeout: 300_000 }, async () => {
    const first = await cli('--items', 'all', '--methods', 'noise_level,ela');
    expect(first.code).toBe(3);
    expect(first.stdout).toMatch(/card\.jpg\n {2}method +marked +score +version +time/);
    expect(first.stdout).toMatch(/Error level( does not apply: .+\.| +\d+\.\d %)/);
    expect(first.stderr).toContain(`item ${ids.get('torn.png') ?? 0}:`);
    const lines = async (...rest: string[]): Promise<readonly { type: string; path: string; run: SignalRun }[]> => {
      const { stdout, code } = await cli('--items', String(ids.get('card.jpg')), '--methods', 'ela,noise_level', '--json', ...rest);
      expect(code).toBe(0);
      return stdout.trim().split('\n').map((line) => JSON.parse(line) as { type: string; path: string; run: SignalRun });
    };
    const [known] = await lines();
    expect(known).toMatchObject({ type: 'signals', path: join(evidence, 'card.jpg'), run: { status: 'done', names: ['ela', 'noise_level'] } });
    const [again] = await lines('--again');
    expect(again!.run.id).toBeGreaterThan(known!.run.id);
    expect(again!.run.results.map(({ map, score }) => [map, score])).toEqual(known!.run.results.map(({ map, score }) => [map, score]));
  });

  test('refuses what is no method, no item and no case with 2', { timeout: 180_000 }, async () => {
    expect((await cli('--methods', 'ela,magic')).code).toBe(2);
    expect((await cli('--items', '999')).code).toBe(2);
    expect((await runCli(['signals', 'none', '--cases', config.casesFolder])).code).toBe(2);
  });

  test('verify counts the runs and names one that was edited', { timeout: 180_000 }, async () => {
    const verify = (): ReturnType<typeof runCli> => runCli(['verify', SLUG, '--cases', config.casesFolder]);
    const before = await verify();
    expect([before.code, before.stdout]).toEqual([0, expect.stringMatching(/ [1-9]\d* runs of second opinions, /)]);
    const session = await openCase(config.casesFolder, SLUG, { mode: 'existing' });
    session.database.exec(`DROP TRIGGER signal_result_is_never_edited; UPDATE signal_result SET reason = 'another' WHERE run_id = 1 AND number = 1`);
    await session.close();
    const after = await verify();
    expect(after.code).toBe(4);
    expect(after.stdout).toContain('run 1 of second opinions is not as it was recorded');
  });
});
