import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCase } from '../../src/casework/index.ts';
import { filePath, type Job, type PixelReading } from '../../src/contract/index.ts';
import { makePictures, temporaryFolder } from './caseworkFixtures.ts';
import { buildDesktop, type Desktop, startDesktop, writeSmallPage } from './electronFixtures.ts';

/** The built main process and preload script, with the real workbench, engine and view process behind them; only `electron` is a stand-in and the page a small one. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface Utility {
  readonly entry: string;
  readonly name: string;
  readonly pid: number;
  readonly isRunning: boolean;
}

let folder: string;
let out: string;
let host: Desktop;
const started: Desktop[] = [];

function start(...parameters: Parameters<typeof startDesktop> extends [string, string, ...infer Rest] ? Rest : never): Desktop {
  const desktop = startDesktop(out, folder, ...parameters);
  started.push(desktop);
  return desktop;
}

beforeAll(async () => {
  folder = temporaryFolder();
  out = buildDesktop('shell');
  writeSmallPage(out);
  await makePictures(join(folder, 'evidence'), 3);
  host = start();
});
afterAll(async () => {
  for (const { child, ended } of started) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  }
  for (const path of [out, folder]) rmSync(path, { recursive: true, force: true });
});

async function finished(slug: string, id: number): Promise<Job> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const job = (await host.rpc<Job[]>('jobs.list', { case: slug })).find((one) => one.id === id);
    if (job !== undefined && ['finished', 'failed', 'cancelled'].includes(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Job ${id} did not end.`);
}

const fetchPage = (url: string, method?: string): Promise<Answer> => host.ask<Answer>('fetch', url, ...(method === undefined ? [] : [method]));
const text = (answer: Answer): string => Buffer.from(answer.body, 'base64').toString('utf8');

test('the window keeps the page apart from the machine', async () => {
  const { options, url, calls, count } = await host.ask<{ options: { webPreferences: Record<string, unknown> }; url: string; calls: string[]; count: number }>('window');
  expect(options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webSecurity: true, webviewTag: false, spellcheck: false, allowRunningInsecureContent: false });
  expect(options).toMatchObject({ title: 'Palimpsest', show: false, width: 1440, height: 900 });
  expect([url, calls, count]).toEqual(['app://palimpsest/index.html', ['show'], 1]);
  const told = await host.ask<Record<string, unknown>>('told');
  expect(told).toMatchObject({ sandboxBeforeReady: true, spellChecker: false, lockData: { openCase: null }, switches: [['host-resolver-rules', 'MAP * ~NOTFOUND']], errorBoxes: [] });
  expect(told['schemes']).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);
  expect(told['menu']).toHaveLength(1);
});

test('the scheme serves the page with a strict policy and a fresh nonce', async () => {
  const [page, again] = [await fetchPage('app://palimpsest/index.html'), await fetchPage('app://palimpsest/')];
  const nonce = /content="([A-Za-z0-9_-]{24})"/.exec(text(page))?.[1];
  expect([page.status, page.headers['content-type'], nonce]).toEqual([200, 'text/html; charset=utf-8', expect.any(String)]);
  const policy = page.headers['content-security-policy'] ?? '';
  expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*|http/);
  expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-store' });
  expect(text(again)).not.toContain(nonce);
  const script = await fetchPage('app://palimpsest/assets/index-1a2b.js');
  expect([script.status, text(script), script.headers['content-type'], script.headers['cache-control']]).toEqual([200, 'export {};', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable']);
  expect(script.headers['content-security-policy']).toContain("script-src 'self'");
  const head = await fetchPage('app://palimpsest/assets/index-1a2b.js', 'HEAD');
  expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '10']);
});

test('the scheme serves nothing else', async () => {
  writeFileSync(join(folder, 'secret.json'), '{}');
  symlinkSync(join(folder, 'secret.json'), join(out, 'renderer', 'link.json'));
  writeFileSync(join(out, 'renderer', 'notes.md'), '#');
  for (const [url, status] of [
    ['app://palimpsest/nothing.js', 404],
    ['app://palimpsest/assets/', 400],
    ['app://palimpsest/link.json', 404],
    ['app://palimpsest/notes.md', 404],
    ['app://palimpsest/../main/index.js', 400],
    ['app://palimpsest/..%2fmain%2findex.js', 400],
    ['app://palimpsest/%2e%2e/main/index.js', 400],
    ['app://palimpsest/%252e%252e/main/index.js', 400],
    ['app://palimpsest/assets\\..\\..\\main\\index.js', 400],
    ['app://palimpsest/C:/x.json', 400],
    ['app://palimpsest//etc/passwd', 400],
    ['app://palimpsest/files/', 400],
    ['app://palimpsest/files/sample', 404],
    ['app://palimpsest/files/sample/case.sqlite', 404],
    ['app://palimpsest/files/../../data/settings.json', 400],
    ['app://palimpsest.example/index.html', 404],
    ['app://palimpsest:80/index.html', 404],
    ['app://user@palimpsest/index.html', 404],
  ] as const) {
    const answer = await fetchPage(url);
    expect([url, answer.status]).toEqual([url, status]);
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  }
  for (const method of ['POST', 'PUT', 'DELETE']) expect((await fetchPage('app://palimpsest/index.html', method)).status).toBe(405);
});

test('the preload script puts one object on the page and hands the port over', async () => {
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron', reason: 'because of a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data') });
  expect(await host.ask('world')).toEqual({
    names: ['palimpsest'],
    bridge: { host: 'electron', connect: 'function', choosePaths: 'function', pathOfFile: 'function' },
    messages: [{ data: { type: 'palimpsest:port' }, targetOrigin: 'app://palimpsest' }],
  });
  expect([await host.ask('pathOf', { standInPath: '/a/b.jpg' }), await host.ask('pathOf', 'x'), await host.ask('pathOf', null)]).toEqual(['/a/b.jpg', '', '']);
});

test('a case is worked on through the built engine, view process and thread', async () => {
  const { slug } = await host.rpc<{ slug: string }>('cases.create', { title: 'Desktop' });
  await host.rpc('cases.open', { case: slug });
  const add = await host.rpc<Job>('jobs.add', { case: slug, paths: [join(folder, 'evidence')] });
  expect((await finished(slug, add.id)).status).toBe('finished');
  const scan = await host.rpc<Job>('jobs.scan', { case: slug, items: { ids: [1] }, settings: { model: 'omni-nano', provider: 'cpu', options: { tileSize: 128, tileOverlap: 32, globalPass: false } } });
  expect(await finished(slug, scan.id)).toMatchObject({ status: 'finished', failures: 0 });

  const thumbnail = await fetchPage(`app://palimpsest/files/${filePath({ kind: 'thumbnail', case: slug, evidenceId: 1 })}`);
  expect([thumbnail.status, thumbnail.headers['content-type'], Buffer.from(thumbnail.body, 'base64').subarray(0, 2).toString('hex')]).toEqual([200, 'image/jpeg', 'ffd8']);
  expect(thumbnail.headers['content-security-policy']).toContain('sandbox');
  const none = await fetchPage(`app://palimpsest/files/${filePath({ kind: 'thumbnail', case: slug, evidenceId: 99 })}`);
  expect([none.status, JSON.parse(text(none))]).toEqual([404, expect.objectContaining({ code: 'ITEM_NOT_FOUND' })]);

  // Coefficients are read on a thread of its own, whose built file must be found.
  const reading = await host.rpc<PixelReading>('review.pixel', { case: slug, evidenceId: 1, findingId: null, x: 20, y: 10 });
  expect(reading.block).toMatchObject({ column: 2, row: 1 });
  expect(reading.block?.coefficients).toHaveLength(64);

  const utilities = await host.ask<Utility[]>('utilities');
  expect(new Set(utilities.map(({ entry }) => entry))).toEqual(new Set([join(out, 'main', 'process.js'), join(out, 'main', 'viewProcess.js')]));
  const view = utilities.find(({ name, isRunning }) => name === 'Palimpsest view' && isRunning);
  process.kill(view?.pid ?? 0, 'SIGKILL');
  await expect.poll(async () => (await fetchPage(`app://palimpsest/files/${filePath({ kind: 'thumbnail', case: slug, evidenceId: 2 })}`)).status, { timeout: 15_000, interval: 200 }).toBe(200);
});

test('the native dialog is the page’s alone', async () => {
  expect(await host.ask('choose', 'files', ['/a', '/b'])).toEqual(['/a', '/b']);
  expect(await host.ask('choose', 'folders', null)).toEqual([]);
  const { dialogs } = await host.ask<{ dialogs: { properties: string[] }[] }>('told');
  expect(dialogs.map(({ properties }) => properties[0])).toEqual(['openFile', 'openDirectory']);
  for (const kind of ['drives', '', null, ['files'], { toString: 'files' }]) await expect(host.ask('choose', kind, ['/a'])).rejects.toThrow('refuses');
  await expect(host.ask('chooseAs', 'page', 'files', 'more')).rejects.toThrow('refuses');
  for (const sender of ['subframe', 'similar', 'web', 'opaque', 'gone']) await expect(host.ask('chooseAs', sender, 'files')).rejects.toThrow('refuses');
  expect(await host.ask('chooseAs', 'page', 'files')).toEqual(['secret']);
  expect((await host.ask<{ dialogs: unknown[] }>('told')).dialogs).toHaveLength(3);
});

test('a line to the workbench is the page’s alone', async () => {
  for (const sender of ['subframe', 'similar', 'web', 'opaque', 'gone']) expect([sender, await host.ask('connectAs', sender)]).toEqual([sender, 0]);
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron' });
});

test('the page stays where it is, loads nothing from a network and asks for nothing', async () => {
  for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'app://palimpsest.example/', 'javascript:1', 'data:text/html,x']) expect([event, url, await host.ask('navigate', event, url)]).toEqual([event, url, true]);
    expect(await host.ask('navigate', event, 'app://palimpsest/index.html#/settings')).toBe(false);
  }
  for (const url of ['https://example.com/', 'app://palimpsest/index.html', 'about:blank']) expect(await host.ask('openWindow', url)).toEqual({ action: 'deny' });
  expect(await host.ask('navigate', 'will-attach-webview', 'app://palimpsest/')).toBe(true);
  for (const url of ['http://127.0.0.1/', 'https://example.com/a.js', 'wss://example.com/', 'file:///etc/passwd', 'app://other/']) expect([url, await host.ask('request', url)]).toEqual([url, true]);
  expect(await host.ask('request', 'app://palimpsest/assets/a.js')).toBe(false);
  for (const name of ['media', 'geolocation', 'notifications', 'openExternal', 'fileSystem', 'clipboard-read', 'unknown']) expect([name, await host.ask('permission', name, 'app://palimpsest/index.html')]).toEqual([name, [false, false, false]]);
  expect(await host.ask('permission', 'clipboard-sanitized-write', 'https://example.com/')).toEqual([false, false, false]);
  expect(await host.ask('permission', 'clipboard-sanitized-write', 'app://palimpsest/index.html')).toEqual([true, true, false]);
  expect([await host.ask('download', 'https://example.com/a'), await host.ask('download', 'blob:app://palimpsest/1')]).toEqual([true, false]);
});

test('one line at a time: the one before it is ended', async () => {
  expect(await host.ask('reconnect')).toEqual({ before: 'open', after: 'closed' });
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron' });
});

test('a page that is loaded again gets a line of its own, and a crash offers that', async () => {
  expect(await host.ask('reload', 'host.info', undefined)).toMatchObject({ value: { host: 'electron' } });
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron' });
  expect([await host.ask('crash', 'crashed', 0), await host.ask('crash', 'clean-exit', 0)]).toEqual([true, false]);
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron' });
});

test('another start brings this window to the front, at the case it names', async () => {
  const second = start(['--case', 'desktop'], { STAND_IN_SECOND: '1' });
  expect(await second.ended).toBe(0);
  expect(second.output()).toBe('');
  await host.ask('second', { openCase: 'desktop' });
  const { url, calls, count } = await host.ask<{ url: string; calls: string[]; count: number }>('window');
  expect([url, calls.slice(-2), count]).toEqual(['app://palimpsest/index.html#/case/desktop', ['show', 'focus'], 1]);
  for (const hostile of [{ openCase: '../../x' }, { openCase: 'https://example.com' }, null, 'desktop2', { openCase: 7 }]) await host.ask('second', hostile);
  expect((await host.ask<{ url: string }>('window')).url).toBe(url);
  expect(await host.rpc('host.info')).toMatchObject({ host: 'electron' });
});

test('closing the window gives everything back', async () => {
  const pids = (await host.ask<Utility[]>('utilities')).filter(({ isRunning }) => isRunning).map(({ pid }) => pid);
  expect(pids.length).toBeGreaterThan(0);
  await host.ask('closeWindow');
  expect(await host.ended).toBe(0);
  expect(host.output()).toBe('');
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  const session = await openCase(join(folder, 'cases'), 'desktop', { mode: 'existing' });
  expect(session.database.prepare("SELECT count(*) AS n FROM audit WHERE action = 'case.lock-recovered'").get()).toEqual({ n: 0 });
  await session.close();
  expect(JSON.parse(readFileSync(join(folder, 'data', 'window.json'), 'utf8'))).toEqual({ x: 10, y: 20, width: 1200, height: 800, maximized: false });
});

test('opens where it was closed, at the case named, and a polite kill ends it the same way', async () => {
  host = start(['--case=desktop']);
  expect(await host.ask('window')).toMatchObject({ url: 'app://palimpsest/index.html#/case/desktop', options: { x: 10, y: 20, width: 1200, height: 800 } });
  await host.rpc('cases.open', { case: 'desktop' });
  host.child.kill('SIGTERM');
  expect(await host.ended).toBe(0);
  const session = await openCase(join(folder, 'cases'), 'desktop', { mode: 'existing' });
  expect(session.database.prepare("SELECT count(*) AS n FROM audit WHERE action = 'case.lock-recovered'").get()).toEqual({ n: 0 });
  await session.close();
});

test('an engine that dies is started again, and work in hand at the end goes on at the next start', async () => {
  await makePictures(join(folder, 'more'), 24);
  host = start();
  await host.rpc('cases.open', { case: 'desktop' });
  const add = await host.rpc<Job>('jobs.add', { case: 'desktop', paths: [join(folder, 'more')] });
  await finished('desktop', add.id);
  const scan = await host.rpc<Job>('jobs.scan', { case: 'desktop', items: null, settings: { model: 'omni-nano', provider: 'cpu', options: { tileSize: 128, tileOverlap: 32, globalPass: false } } });
  const analysed = async (): Promise<number> => (await host.rpc<{ counts: { analysed: number } }>('cases.read', { case: 'desktop' })).counts.analysed;
  await expect.poll(analysed, { timeout: 20_000, interval: 10 }).toBeGreaterThan(2);
  const engines = async (): Promise<readonly Utility[]> => (await host.ask<Utility[]>('utilities')).filter(({ name }) => name === 'Palimpsest engine');
  const [engine] = (await engines()).filter(({ isRunning }) => isRunning);
  process.kill(engine?.pid ?? 0, 'SIGKILL');
  await expect.poll(async () => (await engines()).some(({ pid, isRunning }) => isRunning && pid !== engine?.pid), { timeout: 10_000, interval: 20 }).toBe(true);
  const before = await analysed();
  expect(before).toBeLessThan(26);
  host.child.kill('SIGTERM');
  expect(await host.ended).toBe(0);

  host = start();
  const opened = await host.rpc<{ counts: { analysed: number } }>('cases.open', { case: 'desktop' });
  expect(opened.counts.analysed).toBeLessThan(27);
  expect(await finished('desktop', scan.id)).toMatchObject({ kind: 'scan', status: 'finished', failures: 0, error: null });
  expect(await analysed()).toBe(27);
  await host.ask('closeWindow');
  expect([await host.ended, host.output()]).toEqual([0, '']);
}, 60_000);

test('a page that was never built is told, with what to do', async () => {
  const bare = join(out, 'bare');
  mkdirSync(bare);
  for (const part of ['main', 'preload']) cpSync(join(out, part), join(bare, part), { recursive: true });
  const desktop = startDesktop(bare, folder);
  started.push(desktop);
  expect(await desktop.ended).toBe(1);
  expect(desktop.output()).toContain('npm run build');
});
