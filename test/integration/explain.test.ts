import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient, isDefinedError, type RouterClient, safe } from '@orpc/server';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createWorkbench, openCase, scanFolder, verifyCase, viewCase, type Workbench, type WorkbenchConfig } from '../../src/casework/index.ts';
import { type CaseEvent, type Explanation, type ErrorRecord, explanationSchema, exchangeSchema, filePath, METHODS, serverStatusSchema } from '../../src/contract/index.ts';
import { startEngine, startViewer } from '../../src/engine/index.ts';
import { hasRealServer, startRealServer } from '../servers/realServer.ts';
import { onlyWhenAsked, startTalkingServer, type TalkingServer } from '../servers/talkingServer.ts';
import { makePictures, MODEL, MODELS, runCli, SMALL_OPTIONS, smallRequest, temporaryFolder } from './caseworkFixtures.ts';

/** The whole way: a real finding, the real view process for measurement and pictures, the real client and a server that speaks the API. */
let folder: string;
let config: WorkbenchConfig;
let workbench: Workbench;
let client: RouterClient<Workbench['router']>;
let server: TalkingServer;
let findingId: number;
let viewers = 0;
const slug = 'c-1';

beforeAll(async () => {
  folder = temporaryFolder();
  await makePictures(join(folder, 'evidence'), 2);
  config = {
    host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data'), modelsFolder: MODELS,
    startEngine: () => startEngine({ modelFolder: MODEL, provider: 'cpu', timeoutMilliseconds: 60_000 }),
    startViewer: () => {
      viewers += 1;
      return startViewer();
    },
  };
  const session = await openCase(config.casesFolder, slug, { mode: 'new' });
  const engine = startEngine({ modelFolder: MODEL, provider: 'cpu', timeoutMilliseconds: 60_000 });
  // So low that the synthetic pictures have regions: what the network thinks of them is not the subject here.
  await scanFolder(session, engine, join(folder, 'evidence'), await smallRequest({ options: { ...SMALL_OPTIONS, threshold: 0.02, minimumRegionArea: 300 } }), {});
  await engine.close();
  await session.close();
  server = await startTalkingServer();
  workbench = await createWorkbench(config);
  client = createRouterClient(workbench.router);
  await client.cases.open({ case: slug });
  const view = await client.review.open({ case: slug, evidenceId: 1 });
  findingId = view.findings[0]!.id;
  expect(view.findings[0]!.regions.length).toBeGreaterThan(0);
});

afterAll(async () => {
  await workbench.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

afterEach(() => server.reset());

async function turnServer(changes: object): Promise<void> {
  const settings = await client.settings.read();
  await client.settings.write({ ...settings, server: { ...settings.server, ...changes } });
}

async function ended(id: number): Promise<Explanation> {
  await expect.poll(async () => (await client.explain.list({ case: slug, evidenceId: 1 })).find((one) => one.id === id)?.status, { timeout: 20_000 }).not.toBe('running');
  return explanationSchema.parse((await client.explain.list({ case: slug, evidenceId: 1 })).find((one) => one.id === id));
}

async function failure(call: Promise<unknown>): Promise<ErrorRecord> {
  const { error } = await safe(call);
  if (error === null || !isDefinedError(error as Error)) throw new Error('this should have failed with the error of the contract', { cause: error });
  return (error as unknown as { data: ErrorRecord }).data;
}

async function problems(): Promise<readonly unknown[]> {
  const view = viewCase(config.casesFolder, slug);
  try {
    return (await verifyCase(view, { evidence: true, heads: [] })).problems;
  } finally {
    view.close();
  }
}

describe('measured', () => {
  test('a finding is put into words without any server, by a view process of its own', async () => {
    const before = viewers;
    const explanation = explanationSchema.parse(await client.explain.measure({ case: slug, findingId }));
    expect(explanation).toMatchObject({ kind: 'measured', status: 'done', server: null, measurement: { width: 96, height: 80, threshold: 0.02 } });
    expect(explanation.measurement!.regions[0]!.comparisons.length).toBe(12);
    expect(explanation.statements.every(({ grounds, source }) => source === 'measured' && grounds.length > 0)).toBe(true);
    const words = explanation.statements.map(({ plain, technical }) => `${plain} ${technical}`).join(' ');
    expect(words).not.toMatch(/\b(fake|genuine|authentic|real)\b/i);
    expect(viewers).toBe(before + 1);
    expect(await client.explain.measure({ case: slug, findingId })).toEqual(explanation);
    expect(server.asked).toEqual([]);
    expect(await problems()).toEqual([]);
  });

  test('with no model turned on nothing is sent, whatever is asked', async () => {
    await turnServer({ enabled: false, address: server.address });
    expect((await client.explain.server({ case: slug })).state).toBe('off');
    expect((await client.explain.probe({ case: slug })).state).toBe('off');
    expect((await failure(client.explain.ask({ case: slug, findingId, variants: ['mask'] }))).code).toBe('SERVER_OFF');
    const pictures = await client.explain.preview({ case: slug, findingId, variant: 'mask' });
    expect(pictures[0]).toMatchObject({ kind: 'joined' });
    const file = await workbench.file(filePath({ kind: 'artifact', case: slug, sha256: pictures[0]!.sha256, extension: 'jpg' }));
    expect(file).toMatchObject({ mimeType: 'image/jpeg', immutable: true });
    expect((await sharp(file.path).metadata()).format).toBe('jpeg');
    expect(server.asked).toEqual([]);
  });
});

describe('asked', () => {
  test('probe, then the three steps; every word is kept and the words are held against the measurement', async () => {
    await turnServer({ enabled: true, address: server.address, key: 'sk-test-key' });
    expect((await client.explain.server({ case: null })).state).toBe('not_asked');
    expect(server.asked).toEqual([]);
    expect(serverStatusSchema.parse(await client.explain.probe({ case: null }))).toMatchObject({ state: 'ready', models: ['tiny-vl'], capabilities: { pictures: true } });
    const heard: CaseEvent[] = [];
    const controller = new AbortController();
    const events = await client.cases.events({ case: slug }, { signal: controller.signal });
    const listening = (async () => {
      for await (const event of events) heard.push(event);
    })();
    const [asked] = await client.explain.ask({ case: slug, findingId, variants: ['mask'] });
    const explanation = await ended(asked!.id);
    expect(explanation).toMatchObject({ status: 'done', error: null, server: { remote: false, model: 'tiny-vl' }, kind: 'model' });
    controller.abort();
    await listening.catch(() => undefined);
    expect(heard.filter((event) => event.type === 'explanation' && event.explanationId === asked!.id).length).toBeGreaterThan(1);
    // What is measurable is the measurement's, whatever the model claimed.
    for (const region of explanation.content!.regions) {
      expect(region.absolute_position).toBe(explanation.measurement!.regions.find((one) => one.region === region.id)?.position);
      expect(METHODS).toContain(region.method_guess);
    }
    // The server says of every region that it lies at the bottom right; where it does not, that is struck or not repeated.
    expect(explanation.statements.some(({ struck }) => struck !== null && struck.reason === 'authenticity')).toBe(true);
    const exchanges = exchangeSchema.array().parse(await client.explain.exchanges({ case: slug, explanationId: explanation.id }));
    expect(exchanges.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1])).toEqual(['instances', 'description', 'check']);
    for (const { request, pictures } of exchanges) {
      expect(request).not.toContain('base64');
      expect(request).not.toContain('sk-test-key');
      expect(pictures.length).toBe(1);
      expect(request).toContain(`sha256:${pictures[0]!.sha256}`);
    }
    // The bytes that went over the wire are those of the artifact.
    const sent = server.pictures();
    const joined = readFileSync(join(config.casesFolder, slug, explanation.pictures[0]!.path));
    expect(sent.some((picture) => picture.equals(joined))).toBe(true);
    expect(sent.every((picture) => picture[0] === 0xff && picture[1] === 0xd8)).toBe(true);
    expect(server.asked.every(({ headers }) => headers.authorization === 'Bearer sk-test-key')).toBe(true);
    // Nothing of the file's name or place is in any prompt.
    expect(server.asked.map(({ text }) => text).join()).not.toMatch(/picture-00|evidence|Canon/);
    expect(await problems()).toEqual([]);
  });

  test('an ablation over the wire: a server that says the same whatever it sees is told as such', async () => {
    await turnServer({ enabled: true, address: server.address });
    const asked = await client.explain.ask({ case: slug, findingId, variants: ['mask', 'shuffled', 'none'] });
    for (const { id } of asked) expect((await ended(id)).status).toBe('done');
    const ablation = await client.explain.ablation({ case: slug, batch: asked[0]!.batch! });
    expect(ablation?.rows.map(({ variant }) => variant)).toEqual(['mask', 'shuffled', 'none']);
    expect(ablation?.reading).toContain('did not change when the mask was shuffled');
    const runs = await Promise.all(asked.map(({ id }) => ended(id)));
    expect(new Set(runs.slice(0, 2).map(({ pictures }) => pictures[0]!.sha256)).size).toBe(2);
    expect(runs[2]!.pictures[0]!.kind).toBe('original');
    expect(await problems()).toEqual([]);
  });

  test('cancel hangs up on the server', async () => {
    await turnServer({ enabled: true, address: server.address });
    await client.explain.probe({ case: null });
    const hold = onlyWhenAsked(server);
    const [asked] = await client.explain.ask({ case: slug, findingId, variants: ['mask'] });
    const waiting = await hold.waiting;
    const cancelled = await client.explain.cancel({ case: slug, explanationId: asked!.id });
    expect(cancelled).toMatchObject({ status: 'cancelled', error: { code: 'CANCELLED' } });
    await waiting.closed;
    const exchanges = await client.explain.exchanges({ case: slug, explanationId: asked!.id });
    expect(exchanges.at(-1)).toMatchObject({ outcome: 'cancelled' });
    expect(await problems()).toEqual([]);
  });

  test('a server that is not there is told, and the case closes and opens as before', async () => {
    await turnServer({ enabled: true, address: 'http://127.0.0.1:9/v1' });
    const [asked] = await client.explain.ask({ case: slug, findingId, variants: ['mask'] });
    expect(await ended(asked!.id)).toMatchObject({ status: 'failed', error: { code: 'SERVER_UNREACHABLE' } });
    expect((await client.explain.server({ case: slug })).state).toBe('unreachable');
    await client.cases.close({ case: slug });
    await client.cases.open({ case: slug });
    expect((await client.explain.list({ case: slug, evidenceId: 1 })).length).toBeGreaterThan(3);
    expect(await problems()).toEqual([]);
  });
});

describe.runIf(hasRealServer())('asked of a real server (llama.cpp, random weights)', () => {
  test('probe, the three steps and the ablation end in explanations that verify', async () => {
    const real = await startRealServer();
    try {
      await turnServer({ enabled: true, address: real.address, model: '', maximumTokens: 700 });
      expect(await client.explain.probe({ case: slug })).toMatchObject({ state: 'ready', capabilities: { pictures: true, schema: true, streaming: true } });
      const runs = await client.explain.ask({ case: slug, findingId, variants: ['mask', 'shuffled', 'none'] });
      for (const run of runs) {
        const explanation = await ended(run.id);
        expect([explanation.variant, explanation.status, explanation.error]).toEqual([run.variant, 'done', null]);
        expect(explanation.content?.regions.length).toBeGreaterThan(0);
        const exchanges = await client.explain.exchanges({ case: slug, explanationId: run.id });
        expect(exchanges.length).toBeGreaterThanOrEqual(2);
        expect(exchanges.filter(({ outcome }) => outcome === 'accepted').map(({ step }) => step)).toContain('check');
        expect(exchanges.every(({ request }) => request.includes('sha256:') && !request.includes('base64'))).toBe(true);
      }
      expect((await client.explain.ablation({ case: slug, batch: runs[0]!.batch! }))?.rows).toHaveLength(3);
      expect(await problems()).toEqual([]);
    } finally {
      await real.close();
      await turnServer({ enabled: false });
    }
  }, 120_000);
});

describe('palimpsest explain', () => {
  type OnLine = Parameters<typeof runCli>[1];
  const cli = (...options: readonly (string | OnLine)[]): ReturnType<typeof runCli> =>
    runCli(['explain', slug, '--cases', config.casesFolder, ...options.filter((option) => typeof option === 'string')], options.find((option) => typeof option === 'function'));

  test('sentences with their grounds; the same again makes nothing new; a server is asked once', async () => {
    await client.cases.close({ case: slug });
    const first = await cli();
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('Measured by Palimpsest');
    expect(first.stdout).toMatch(/\[.*: .*\]/);
    const again = await cli();
    expect(again.stdout).toBe(first.stdout);
    const options = ['--item', '1', '--server', server.address, '--model', 'tiny-vl', '--ablation', '--json'];
    const asked = await cli(...options);
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    const lines = asked.stdout.trim().split('\n').map((line) => JSON.parse(line) as { type: string; explanation?: Explanation });
    expect(lines.map(({ type, explanation }) => explanation?.variant ?? type)).toEqual(['mask', 'mask', 'shuffled', 'none', 'ablation']);
    const chats = server.asked.length;
    expect((await cli(...options)).stdout).toBe(asked.stdout);
    expect(server.asked.length).toBe(chats);
    expect(await problems()).toEqual([]);
    await client.cases.open({ case: slug });
  }, 120_000);

  test('Ctrl-C gives up the question in work and keeps what is done; the same command goes on', async () => {
    await client.cases.close({ case: slug });
    const options = ['--item', '1', '--server', server.address, '--model', 'another', '--json'];
    const hold = onlyWhenAsked(server);
    const stopped = await cli(...options, (_line, child) => void hold.waiting.then(() => child.kill('SIGINT')));
    expect([stopped.code, stopped.stdout.trim().split('\n').length]).toEqual([130, 1]);
    expect(stopped.stderr).toContain('goes on where it stopped');
    server.reset();
    const resumed = await cli(...options);
    expect([resumed.code, resumed.stdout.trim().split('\n').length]).toEqual([0, 2]);
    expect(await problems()).toEqual([]);
    await client.cases.open({ case: slug });
  }, 120_000);

  test('exit codes: wrong usage 2, a remote server without consent 2, a server that is not there 5', async () => {
    await client.cases.close({ case: slug });
    expect((await cli('--ablation')).code).toBe(2);
    expect((await cli('--item', '1', '--all')).code).toBe(2);
    expect((await cli('--item', '77')).code).toBe(2);
    const remote = await cli('--server', 'https://models.example/v1');
    expect([remote.code, remote.stderr]).toEqual([2, expect.stringContaining('SERVER_REMOTE')]);
    expect((await cli('--server', 'https://models.example/v1', '--allow-remote')).code).toBe(2);
    const gone = await cli('--server', 'http://127.0.0.1:9/v1');
    expect([gone.code, gone.stderr]).toEqual([5, expect.stringContaining('SERVER_UNREACHABLE')]);
    await client.cases.open({ case: slug });
  }, 120_000);
});
