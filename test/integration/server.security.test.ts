import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { createMemoryWorkbench, type MemoryWorkbench } from '../contract/memoryWorkbench.ts';
import { cookieOf, openSocket } from '../contract/transports.ts';
import { temporaryFolder } from './caseworkFixtures.ts';

const SECRET = 'secret outside the root';
const PAGE = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script type="module" src="./assets/a-1.js"></script>';

let folder: string;
let workbench: MemoryWorkbench;
let server: RunningServer;
let port: number;
let cookie: string;
const problems: unknown[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  const page = join(folder, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), PAGE);
  writeFileSync(join(page, 'assets', 'a-1.js'), 'export const a = 1;\n');
  writeFileSync(join(page, 'unknown.bin'), 'x');
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  mkdirSync(join(folder, 'page-beside'));
  writeFileSync(join(folder, 'page-beside', 'secret.txt'), SECRET);
  symlinkSync(join(folder, 'secret.txt'), join(page, 'assets', 'link.txt'));
  symlinkSync(join(folder, 'page-beside'), join(page, 'beside'));
  writeFileSync(join(folder, 'tile.png'), Buffer.alloc(100_000, 7));
  writeFileSync(join(folder, 'sheet.html'), '<style>a{}</style><script>alert(1)</script>');
  workbench = createMemoryWorkbench();
  workbench.files.set('one/tile', { path: join(folder, 'tile.png'), mimeType: 'image/png', immutable: true });
  workbench.files.set('one/fresh', { path: join(folder, 'tile.png'), mimeType: 'image/png', immutable: false });
  workbench.files.set('one/sheet', { path: join(folder, 'sheet.html'), mimeType: 'text/html', immutable: true });
  workbench.files.set('one/gone', { path: join(folder, 'not there'), mimeType: 'image/png', immutable: true });
  workbench.files.set('one/folder', { path: folder, mimeType: 'image/png', immutable: true });
  workbench.files.set('one/bug', new Error(`a bug with ${SECRET}`));
  server = await startServer({ workbench, rendererFolder: page, onProblem: (error) => problems.push(error) });
  port = Number(new URL(server.origin).port);
  cookie = await cookieOf(server.url);
});
beforeEach(() => {
  problems.length = 0;
  workbench.log.length = 0;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends exactly these bytes, as no client library would, and reads until the server ends the connection. */
function raw(text: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write(text));
  socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // What is refused while it is still being sent may be cut off after the answer.
  socket.on('error', (error: NodeJS.ErrnoException) => (chunks.length > 0 || error.code === 'ECONNRESET' || error.code === 'EPIPE' ? undefined : reject(error)));
  socket.on('close', () => {
    const [head = '', ...body] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
    resolve({ status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') });
  });
  return promise;
}

function request(target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body = ''): Promise<Answer> {
  const all = { Host: `127.0.0.1:${port}`, Cookie: cookie, Connection: 'close', ...headers };
  return raw(`${method} ${target} HTTP/1.1\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
}

function header(answer: Answer, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(answer.head)?.[1]?.trim();
}

describe('who is let in', () => {
  test('the printed address is exchanged for a cookie and leaves the address bar', async () => {
    const { pathname, search } = new URL(server.url);
    const answer = await request(pathname + search, { Cookie: 'x=y', 'Sec-Fetch-Site': 'none' });
    expect([answer.status, header(answer, 'location'), answer.body]).toEqual([303, '/', '']);
    expect(header(answer, 'set-cookie')).toMatch(new RegExp(`^palimpsest-${port}=.{43}; HttpOnly; SameSite=Strict; Path=/$`));
    expect(header(answer, 'referrer-policy')).toBe('no-referrer');
  });

  test('an address for one use works once', async () => {
    const { search } = new URL(server.issueUrl());
    expect((await request(`/${search}`, { Cookie: '' })).status).toBe(303);
    expect((await request(`/${search}`, { Cookie: '' })).status).toBe(401);
  });

  test.each(['/?token=', '/?token=wrong', `/?token=${'A'.repeat(43)}`, '/?token=a&token=b'])('a wrong token gets nothing: %s', async (target) => {
    const answer = await request(target, { Cookie: '' });
    expect(answer.status).toBe(401);
    expect(header(answer, 'set-cookie')).toBeUndefined();
    expect(answer.body).toContain('address that it printed in its terminal');
  });

  test.each(['/', '/index.html', '/assets/a-1.js', '/files/one/tile', '/rpc', '/nothing', '/../x'])('without the cookie %s tells nothing but how to open the page', async (target) => {
    for (const wrong of ['', `palimpsest-${port}=wrong`, cookie.replace(String(port), '1'), cookie.slice(0, -1)]) expect((await request(target, { Cookie: wrong })).status).toBe(401);
    expect(workbench.log).toEqual([]);
  });

  test('the token does not open a way around the exchange', async () => {
    const { search } = new URL(server.url);
    expect((await request(`/files/one/tile${search}`, { Cookie: '' })).status).toBe(401);
    expect((await request(`/${search}`, { Cookie: '' }, 'HEAD')).status).toBe(401);
  });

  test.each([`evil.example:${0}`, 'evil.example', '127.0.0.1', '127.0.0.1:1', '0.0.0.0', ''])('a rebound name is refused, even with the cookie: %j', async (host) => {
    expect((await request('/', { Host: host })).status).toBe(421);
  });

  test('two Host lines are refused', async () => {
    const { status } = await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`);
    expect([400, 421]).toContain(status);
  });

  test('another site, and another port of this machine, are refused even with the cookie', async () => {
    for (const site of ['cross-site', 'same-site']) expect((await request('/files/one/tile', { 'Sec-Fetch-Site': site })).status).toBe(403);
    expect((await request('/', { Origin: 'http://evil.example' })).status).toBe(403);
    expect(workbench.log).toEqual([]);
  });

  test('it listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces()).flat().filter((one) => one !== undefined && !one.internal && one.family === 'IPv4');
    expect(new URL(server.origin).hostname).toBe('127.0.0.1');
    for (const { address } of others as { address: string }[]) {
      const refused = await new Promise((resolve) => {
        const socket = connect({ port, host: address, timeout: 2000 }, () => resolve('connected'));
        socket.on('error', () => resolve('refused')).on('timeout', () => resolve('refused'));
        socket.on('connect', () => socket.destroy());
      });
      expect(refused).toBe('refused');
    }
  });
});

describe('what can be sent', () => {
  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s is refused', async (method) => {
    expect((await request('/', { Origin: server.origin }, method)).status).toBe(405);
    expect((await request('/', {}, method)).status).toBe(403);
    expect((await request('/', { Origin: 'http://evil.example' }, method)).status).toBe(403);
  });

  test('a body is refused before it is read', async () => {
    expect((await request('/', { 'Content-Length': '5' }, 'GET', 'abcde')).status).toBe(413);
    expect((await request('/', { 'Content-Length': String(10 ** 12) })).status).toBe(413);
    expect((await request('/', { 'Transfer-Encoding': 'chunked' }, 'GET', '5\r\nabcde\r\n0\r\n\r\n')).status).toBe(413);
    const asked = await request('/', { 'Content-Length': '5', Expect: '100-continue' });
    expect(asked.status).toBe(413);
  });

  test('long addresses and heads are refused', async () => {
    expect((await request(`/${'a'.repeat(3000)}`)).status).toBe(414);
    expect((await request('/', { 'X-Long': 'a'.repeat(20_000) })).status).toBe(431);
  });

  test('what is no HTTP, or smuggles a second request, is refused', async () => {
    expect((await raw('\u0000\u0001\u0002\r\n\r\n')).status).toBe(400);
    expect((await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /files/one/tile HTTP/1.1\r\n\r\n`)).status).toBe(400);
    expect(workbench.log).toEqual([]);
  });
});

describe('the page', () => {
  test('comes with a fresh nonce and strict headers', async () => {
    const [first, second] = [await request('/'), await request('/index.html')];
    const nonces = [first, second].map((answer) => /content="([^"]+)"/.exec(answer.body)?.[1]);
    expect(nonces[0]).toMatch(/^[A-Za-z0-9_-]{24}$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    const policy = header(first, 'content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonces[0]}'`);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port};`);
    expect(policy).not.toContain('unsafe');
    expect(header(first, 'cache-control')).toBe('no-store');
    for (const [name, value] of [['x-content-type-options', 'nosniff'], ['cross-origin-opener-policy', 'same-origin'], ['cross-origin-embedder-policy', 'require-corp'], ['cross-origin-resource-policy', 'same-origin'], ['x-frame-options', 'DENY'], ['referrer-policy', 'no-referrer']] as const) expect(header(first, name)).toBe(value);
    expect(header(first, 'permissions-policy')).toContain('camera=()');
  });

  test('brings its scripts with type and the same policy', async () => {
    const answer = await request('/assets/a-1.js', { 'Sec-Fetch-Site': 'same-origin' });
    expect([answer.status, answer.body, header(answer, 'content-type'), header(answer, 'cache-control')]).toEqual([200, 'export const a = 1;\n', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable']);
    expect(header(answer, 'content-security-policy')).toContain("script-src 'self'");
    const head = await request('/assets/a-1.js', {}, 'HEAD');
    expect([head.status, head.body, header(head, 'content-length')]).toEqual([200, '', '20']);
  });

  test.each(['/../secret.txt', '/assets/../../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%252e%252e/secret.txt', '/..\\secret.txt', '/%2e%2e%5csecret.txt', '/assets/..%00/secret.txt', '/secret.txt%00.js', '//secret.txt', '/C:/secret.txt', 'http://127.0.0.1/../secret.txt', '/files/../../secret.txt'])('%s does not climb out', async (target) => {
    const answer = await request(target);
    expect([400, 401, 404]).toContain(answer.status);
    expect(answer.body).not.toContain(SECRET);
    expect(workbench.log).toEqual([]);
  });

  test.each(['/assets/link.txt', '/beside/secret.txt', '/page-beside/secret.txt'])('a link out of the root leads nowhere: %s', async (target) => {
    const answer = await request(target);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain(SECRET);
  });

  test.each(['/unknown.bin', '/assets', '/nothing.js', '/constructor'])('%s is nothing', async (target) => expect((await request(target)).status).toBe(404));
});

describe('files of a case', () => {
  test('come whole, with length, type and tag, and run nothing', async () => {
    const answer = await fetch(`${server.origin}/files/one/tile`, { headers: { cookie } });
    expect((await answer.arrayBuffer()).byteLength).toBe(100_000);
    expect(answer.headers.get('content-length')).toBe('100000');
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox$/);
    const sheet = await request('/files/one/sheet');
    expect(header(sheet, 'content-security-policy')).not.toContain('script-src');
    expect(header(sheet, 'content-security-policy')).toMatch(/; sandbox$/);
  });

  test('are not sent again when they are known', async () => {
    const tag = header(await request('/files/one/fresh', {}, 'HEAD'), 'etag') ?? '';
    const again = await request('/files/one/fresh', { 'If-None-Match': `"x", W/${tag}` });
    expect([again.status, again.body, header(again, 'cache-control')]).toEqual([304, '', 'private, no-cache']);
    expect((await request('/files/one/fresh', { 'If-None-Match': '"other"' })).status).toBe(200);
  });

  test('that are not there are told with a record', async () => {
    for (const name of ['nothing', 'one/gone', 'one/folder']) {
      const answer = await request(`/files/${name}`);
      expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([404, 'ITEM_NOT_FOUND']);
    }
    expect(problems).toEqual([]);
  });

  test('that hit a bug tell the terminal, not the page', async () => {
    const answer = await request('/files/one/bug');
    expect([answer.status, (JSON.parse(answer.body) as { code: string }).code]).toEqual([500, 'INTERNAL']);
    expect(answer.body).not.toContain(SECRET);
    expect(problems).toHaveLength(1);
  });

  test('nobody waits for any longer are given up', async () => {
    const controller = new AbortController();
    const waiting = expect(fetch(`${server.origin}/files/slow`, { headers: { cookie }, signal: controller.signal })).rejects.toThrow();
    await workbench.logged('file began');
    controller.abort();
    await waiting;
    await workbench.logged('file aborted');
  });
});

describe('the line for calls', () => {
  const KEY = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
  const upgrade = (target: string, headers: string): Promise<Answer> => raw(`GET ${target} HTTP/1.1\r\n${KEY}${headers}\r\n`);
  const host = (): string => `Host: 127.0.0.1:${port}\r\n`;
  const from = (origin: string): string => `Origin: ${origin}\r\n`;
  const known = (): string => `Cookie: ${cookie}\r\n`;

  test('is refused to everybody but the page', async () => {
    expect((await upgrade('/rpc', host() + from(server.origin))).status).toBe(401);
    expect((await upgrade('/rpc', host() + from(server.origin) + 'Cookie: palimpsest=1\r\n')).status).toBe(401);
    expect((await upgrade('/rpc', host() + from('http://evil.example') + known())).status).toBe(403);
    expect((await upgrade('/rpc', host() + from('null') + known())).status).toBe(403);
    expect((await upgrade('/rpc', host() + from(`${server.origin}.evil.example`) + known())).status).toBe(403);
    expect((await upgrade('/rpc', host() + known())).status).toBe(403);
    expect((await upgrade('/rpc', `Host: evil.example:${port}\r\n` + from(`http://evil.example:${port}`) + known())).status).toBe(421);
    expect((await upgrade('/rpc', host() + from(server.origin) + known() + 'Sec-Fetch-Site: cross-site\r\n')).status).toBe(403);
    expect((await upgrade('/other', host() + from(server.origin) + known())).status).toBe(404);
    expect((await upgrade(`/rpc${new URL(server.url).search}`, host() + from(server.origin))).status).toBe(401);
    expect((await request('/rpc')).status).toBe(426);
  });

  test('closes on too large a message and on what is no call, and the others live on', async () => {
    const [victim, other] = [await openSocket(server), await openSocket(server)];
    const closed = new Promise((resolve) => victim.once('close', resolve));
    victim.on('error', () => undefined);
    victim.send(Buffer.alloc(16 * 1024 * 1024 + 1));
    expect(await closed).toBe(1009);
    other.send('no call at all');
    other.send(Buffer.from([255, 0, 1]));
    await new Promise((resolve) => other.once('pong', resolve).ping());
    expect(other.readyState).toBe(WebSocket.OPEN);
    const gone = new Promise((resolve) => other.once('close', resolve));
    other.close();
    await gone;
  });

  test('is had at most 16 times', async () => {
    const lines: WebSocket[] = [];
    for (let index = 0; index < 16; index += 1) lines.push(await openSocket(server));
    await expect(openSocket(server)).rejects.toThrow('503');
    await Promise.all(lines.map((line) => new Promise((resolve) => line.once('close', resolve).close())));
    (await openSocket(server)).terminate();
  });

  test('is ended when nobody answers', async () => {
    const short = await startServer({ workbench, rendererFolder: folder, pingTime: 50 });
    const line = await openSocket(short);
    const alive = await openSocket(short);
    // A browser that froze: its kernel still takes what comes, nobody reads it.
    line.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    line.resume();
    await new Promise((resolve) => line.once('close', resolve));
    expect(alive.readyState).toBe(WebSocket.OPEN);
    await short.close();
  });
});

test('a port in use is refused in words, and a closed server is gone', async () => {
  await expect(startServer({ workbench, rendererFolder: folder, port })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('--port') as string });
  const second = await startServer({ workbench, rendererFolder: folder });
  const line = await openSocket(second);
  const code = new Promise((resolve) => line.once('close', resolve));
  await second.close();
  expect(await code).toBe(1001);
  await expect(fetch(second.origin)).rejects.toThrow();
});
