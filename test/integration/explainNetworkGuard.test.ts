import { execFile } from 'node:child_process';
import dns from 'node:dns';
import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createChatClient } from '../../src/casework/explain/client/client.ts';
import { createReach } from '../../src/casework/explain/client/reach.ts';
import { ask, GOOD, GOOD_TEXT, question } from '../servers/questions.ts';
import { type ScriptedServer, startScriptedServer } from '../servers/scriptedServer.ts';
import { redirect, whole } from '../servers/traps.ts';

/** No packet leaves: every way out of the process is watched below the client. */

let server: ScriptedServer;
let sly: ScriptedServer;
let proxied = 0;
const proxy = createServer((_request, response) => {
  proxied += 1;
  response.end();
});
proxy.on('connect', (_request, socket) => {
  proxied += 1;
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
let connections: string[] = [];
let lookups: string[] = [];

beforeAll(async () => {
  // All of them before the watch begins: to listen on an address asks for it, too.
  server = await startScriptedServer({ chat: [whole(GOOD_TEXT)] });
  sly = await startScriptedServer({ chat: [redirect('http://192.0.2.7/v1/chat/completions')], models: redirect('//192.0.2.7/v1/models') });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  await server.close();
  await sly.close();
  proxy.close();
});

beforeEach(() => {
  connections = [];
  lookups = [];
  const connect = net.Socket.prototype.connect;
  vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function watched(this: net.Socket, ...given: unknown[]) {
    const [first] = given.flat() as { host?: string; port?: number }[];
    connections.push(`${first?.host}:${first?.port}`);
    return Reflect.apply(connect, this, given) as net.Socket;
  });
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6'] as const) {
    vi.spyOn(dns, name).mockImplementation((...given: unknown[]) => {
      lookups.push(String(given[0]));
      const done = given.at(-1);
      if (typeof done === 'function') Reflect.apply(done, undefined, [new Error('no name is looked up in this test')]);
    });
  }
});

const base = { key: '', timeoutMilliseconds: 2000, allowRemote: false, backoffMilliseconds: 5 };

test('the watch itself sees a connection and a look-up', async () => {
  await fetch(server.address).catch(() => undefined);
  expect(connections).toEqual([`127.0.0.1:${server.port}`]);
  await fetch('http://name.invalid/').catch(() => undefined);
  expect(lookups).toEqual(['name.invalid']);
});

test('creating a client sends nothing', () => {
  createChatClient({ ...base, address: server.address });
  createChatClient({ ...base, address: 'https://models.example/v1', allowRemote: true });
  expect([connections, lookups]).toEqual([[], []]);
});

test.each(['http://192.0.2.7:8080/v1', 'https://models.example/v1', 'http://0.0.0.0:8080/v1', 'http://localhost.example:8080/v1', 'http://127.0.0.1.example/v1', 'http://[2001:db8::1]/v1', 'http://10.0.0.1/v1', 'http://localhost.:80/v1'])('%s gets nothing, not even a look-up, without consent', async (address) => {
  const client = createChatClient({ ...base, address });
  await expect(client.models()).rejects.toMatchObject({ code: 'SERVER_REMOTE' });
  await expect(client.probe('tiny')).rejects.toMatchObject({ code: 'SERVER_REMOTE' });
  const { error, exchanges } = await ask(client);
  expect([error?.code, exchanges]).toEqual(['SERVER_REMOTE', []]);
  expect([connections, lookups]).toEqual([[], []]);
});

test('a server on this machine is reached by number alone, proxies or not', async () => {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'HTTPS_PROXY']) vi.stubEnv(name, 'http://192.0.2.1:3128');
  for (const host of ['127.0.0.1', 'localhost']) {
    expect((await ask(createChatClient({ ...base, address: `http://${host}:${server.port}/v1` }))).value).toEqual(GOOD);
  }
  vi.unstubAllEnvs();
  expect(new Set(connections)).toEqual(new Set([`127.0.0.1:${server.port}`]));
  expect(lookups).toEqual([]);
});

test('a redirect to another host makes no second connection', async () => {
  const client = createChatClient({ ...base, address: sly.address });
  expect((await ask(client)).error?.code).toBe('SERVER_REFUSED');
  await expect(client.models()).rejects.toMatchObject({ code: 'SERVER_REFUSED' });
  expect(new Set(connections)).toEqual(new Set([`127.0.0.1:${sly.port}`]));
});

test('a model name or a picture cannot bend the way of a request', async () => {
  const count = server.asked.length;
  await ask(createChatClient({ ...base, address: server.address }), question({ model: '../../@192.0.2.7/x', schemaName: 'http://192.0.2.7/' }));
  expect(new Set(connections)).toEqual(new Set([`127.0.0.1:${server.port}`]));
  expect(server.asked.slice(count).map(({ path }) => path)).toEqual(['/v1/chat/completions']);
});

test.each(['//192.0.2.7/v1/models', 'http://192.0.2.7/', 'http://127.0.0.1:1/'])('inside the client, too, nothing goes to %s', async (path) => {
  const reach = createReach({ ...base, address: server.address });
  await expect(reach.send('GET', path, null, new AbortController().signal)).rejects.toMatchObject({ code: 'SERVER_REMOTE' });
  expect([connections, lookups]).toEqual([[], []]);
});

test('with consent the remote address is looked up and nothing else', async () => {
  await expect(createChatClient({ ...base, address: 'http://models.example/v1', allowRemote: true }).models()).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  expect(lookups).toEqual(['models.example']);
});

test.each(['ftp://127.0.0.1/v1', 'localhost:8080', 'http://user:word@127.0.0.1/v1', '', 'javascript:1'])('the address %j is refused as such', async (address) => {
  await expect(createChatClient({ ...base, address }).models()).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  expect([connections, lookups]).toEqual([[], []]);
});

test('a process told to use a proxy for everything still goes straight to this machine', async () => {
  const { port } = proxy.address() as AddressInfo;
  const file = join(import.meta.dirname, '..', '..', 'src', 'casework', 'explain', 'client', 'client.ts');
  const script = `const { createChatClient } = await import(${JSON.stringify(file)});
    console.log(JSON.stringify(await createChatClient({ address: ${JSON.stringify(server.address)}, key: '', timeoutMilliseconds: 2000, allowRemote: false }).models()));`;
  const proxyAddress = `http://127.0.0.1:${port}`;
  const env = { ...process.env, NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxyAddress, http_proxy: proxyAddress, NO_PROXY: '', no_proxy: '' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env });
  const plain = `await fetch(${JSON.stringify(server.address)}).catch(() => undefined); process.exit(0);`;
  expect([JSON.parse(stdout), proxied]).toEqual([['tiny'], 0]);
  // The same environment does lead the platform's own fetch to the proxy: the test could fail.
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', plain], { env });
  expect(proxied).toBeGreaterThan(0);
});
