import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safe } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import { openCase } from '../../src/casework/index.ts';
import type { CaseEvent, Job } from '../../src/contract/index.ts';
import { filePath } from '../../src/contract/index.ts';
import { type ApiClient, client, cookieOf, openSocket } from '../contract/transports.ts';
import { makePictures, MODELS, ROOT, runCli, temporaryFolder } from './caseworkFixtures.ts';

/** The command itself, in a process of its own, with the real workbench, engine and view process behind it; only the page is a small one. */
interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly origin: string;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

let folder: string;
const running: Running[] = [];
const lines: WebSocket[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'page'));
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><meta name="csp-nonce" content="__NONCE__"><title>Palimpsest</title>');
  await makePictures(join(folder, 'evidence'), 3);
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.terminate();
  for (const { child, ended } of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function serve(...flags: string[]): Promise<Running> {
  const parameters = [join(ROOT, 'src', 'cli', 'main.ts'), 'serve', '--no-open', '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--models', MODELS, '--page', join(folder, 'page'), ...flags];
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const printed = /^http:\/\/127\.0\.0\.1:\d+\/\?token=[A-Za-z0-9_-]{43}$/m.exec(output);
      if (printed !== null) resolve(printed[0]);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    void ended.then((code) => reject(new Error(`serve ended with ${code}: ${output}`)));
  });
  const started: Running = { child, url, origin: new URL(url).origin, output: () => output, ended };
  running.push(started);
  return started;
}

async function connect(host: Running): Promise<ApiClient> {
  const line = await openSocket(host);
  lines.push(line);
  return client(new RPCLink({ websocket: line as unknown as globalThis.WebSocket }));
}

async function finished(api: ApiClient, slug: string, id: number): Promise<Job> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const job = (await api.jobs.list({ case: slug })).find((one) => one.id === id);
    if (job !== undefined && ['finished', 'failed', 'cancelled'].includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Job ${id} did not end.`);
}

/** How often a lock of this case was taken from a process that had not let go of it; opening it here shows the last one. */
async function recoveries(slug: string): Promise<number> {
  const session = await openCase(join(folder, 'cases'), slug, { mode: 'existing' });
  const row = session.database.prepare<[], { n: number }>("SELECT count(*) AS n FROM audit WHERE action = 'case.lock-recovered'").get();
  await session.close();
  return row?.n ?? -1;
}

test('prints the address, serves page, calls and pictures, and gives everything back on a polite kill', async () => {
  const host = await serve('--reason', 'because of a test');
  expect((await fetch(host.origin)).status).toBe(401);
  const cookie = await cookieOf(host.url);
  const page = await fetch(host.origin, { headers: { cookie } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringMatching(/content="[A-Za-z0-9_-]{24}"/)]);

  const api = await connect(host);
  expect(await api.host.info()).toMatchObject({ host: 'browser', reason: 'because of a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data') });
  expect((await api.host.models()).map((model) => model.id)).toContain('omni-nano');
  const { error, isDefined } = await safe(api.cases.open({ case: 'not-there' }));
  expect(isDefined && error.data.code).toBe('CASE_NOT_FOUND');

  const made = await api.cases.create({ title: 'Serve test' });
  await api.cases.open({ case: made.slug });
  const seen: CaseEvent[] = [];
  const leaving = new AbortController();
  const listening = (async () => {
    for await (const event of await api.cases.events({ case: made.slug }, { signal: leaving.signal })) seen.push(event);
  })().catch(() => undefined);
  const job = await api.jobs.add({ case: made.slug, paths: [join(folder, 'evidence')] });
  expect((await finished(api, made.slug, job.id)).status).toBe('finished');
  const items = await api.evidence.query({ case: made.slug, filter: {}, sort: { by: 'path', descending: false }, offset: 0, limit: 10 });
  expect(items.total).toBe(3);
  const [first] = items.items;
  const address = filePath({ kind: 'thumbnail', case: made.slug, evidenceId: first!.id });
  const thumbnail = await fetch(`${host.origin}/files/${address}`, { headers: { cookie } });
  expect([thumbnail.status, thumbnail.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect([...new Uint8Array(await thumbnail.arrayBuffer()).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  expect((await fetch(`${host.origin}/files/${made.slug}/case.sqlite`, { headers: { cookie } })).status).toBe(404);
  leaving.abort();
  await listening;
  expect(seen[0]?.type).toBe('alive');
  expect(seen.some((event) => event.type === 'job')).toBe(true);

  const second = await serve();
  const { error: refused, isDefined: isRefusal } = await safe((await connect(second)).cases.open({ case: made.slug }));
  expect(isRefusal && refused.data).toMatchObject({ code: 'CASE_IN_USE' });

  host.child.kill('SIGTERM');
  expect(await host.ended).toBe(0);
  // Refusals are answers: nothing but our own three lines is told.
  expect(host.output().trim().split('\n').map((line) => line.replace(host.url, 'URL'))).toEqual(['Palimpsest is open in a browser of this machine at this address, which holds the key to it:', 'URL', 'Ctrl-C closes it.', 'Closing: running work stops where it can go on.']);
  await expect(fetch(host.origin)).rejects.toThrow();
  expect(await recoveries(made.slug)).toBe(0);
  // A key of an earlier launch opens nothing.
  expect((await fetch(`${second.origin}/${new URL(host.url).search}`, { redirect: 'manual' })).status).toBe(401);
}, 60_000);

test('Ctrl-C, which reaches the engine as well, leaves work that goes on at the next start', async () => {
  await makePictures(join(folder, 'more'), 30);
  const host = await serve();
  const api = await connect(host);
  const made = await api.cases.create({ title: 'Interrupted' });
  await api.cases.open({ case: made.slug });
  const add = await api.jobs.add({ case: made.slug, paths: [join(folder, 'more')] });
  await finished(api, made.slug, add.id);
  const scan = await api.jobs.scan({ case: made.slug, items: null, settings: { model: 'omni-nano', provider: 'cpu', options: { tileSize: 128, tileOverlap: 32, globalPass: false } } });
  for (let analysed = 0; analysed < 2; ) {
    analysed = (await api.cases.read({ case: made.slug })).counts.analysed;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // As a terminal does it: the signal goes to every process of the group.
  process.kill(-(host.child.pid ?? 0), 'SIGINT');
  expect(await host.ended).toBe(0);
  expect(await recoveries(made.slug)).toBe(0);

  const again = await connect(await serve());
  const before = await again.cases.open({ case: made.slug });
  expect(before.counts.analysed).toBeGreaterThanOrEqual(2);
  expect(before.counts.analysed).toBeLessThan(30);
  const job = await finished(again, made.slug, scan.id);
  expect(job).toMatchObject({ kind: 'scan', status: 'finished', error: null });
  expect((await again.cases.read({ case: made.slug })).counts).toMatchObject({ items: 30, analysed: 30, pending: 0 });
}, 120_000);

test('says what to do when the page is not built or the port is taken', async () => {
  const missing = await runCli(['serve', '--no-open', '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--page', join(folder, 'nothing')]);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('"npm start" builds it')]);
  const host = await serve();
  const taken = await runCli(['serve', '--no-open', '--port', new URL(host.origin).port, '--cases', join(folder, 'cases'), '--data', join(folder, 'data'), '--page', join(folder, 'page')]);
  expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining('--port')]);
  const low = await runCli(['serve', '--port', '80']);
  expect([low.code, low.stderr]).toEqual([2, expect.stringContaining('1024')]);
});
