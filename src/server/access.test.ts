import { expect, test } from 'vitest';
import { allowedHosts, refusal, type RequestFacts } from './access.ts';

const HOSTS = allowedHosts(4321);
const GOOD: RequestFacts = { method: 'GET', target: '/', hosts: ['127.0.0.1:4321'], origins: [], fetchSites: [], contentLength: undefined, transferEncoding: undefined };
const SOCKET: RequestFacts = { ...GOOD, target: '/rpc', origins: ['http://127.0.0.1:4321'] };

test.each<[string, Partial<RequestFacts>]>([
  ['a browser that opens the address', { fetchSites: ['none'] }],
  ['the page itself', { fetchSites: ['same-origin'], origins: ['http://127.0.0.1:4321'] }],
  ['localhost', { hosts: ['localhost:4321'], origins: ['http://localhost:4321'] }],
  ['HEAD', { method: 'HEAD' }],
  ['a body of no length', { contentLength: '0' }],
])('lets in %s', (_name, change) => expect(refusal({ ...GOOD, ...change }, HOSTS, false)).toBeNull());

test.each<[string, Partial<RequestFacts>, number]>([
  ['a name that is made to point here', { hosts: ['evil.example:4321'] }, 421],
  ['a name that only begins like ours', { hosts: ['127.0.0.1:4321.evil.example'] }, 421],
  ['a name that only ends like ours', { hosts: ['evil.localhost:4321'] }, 421],
  ['another port', { hosts: ['127.0.0.1:80'] }, 421],
  ['no port', { hosts: ['127.0.0.1'] }, 421],
  ['another loopback address', { hosts: ['127.0.0.2:4321'] }, 421],
  ['a trailing dot', { hosts: ['localhost.:4321'] }, 421],
  ['no host', { hosts: [] }, 421],
  ['two hosts', { hosts: ['127.0.0.1:4321', 'evil.example'] }, 421],
  ['a long address', { target: `/${'a'.repeat(2048)}` }, 414],
  ['another site', { fetchSites: ['cross-site'] }, 403],
  ['another port of this machine', { fetchSites: ['same-site'] }, 403],
  ['an unknown kind of site', { fetchSites: ['same-origin', 'cross-site'] }, 403],
  ['a foreign origin', { origins: ['http://evil.example'] }, 403],
  ['the origin null', { origins: ['null'] }, 403],
  ['the other name of this machine', { origins: ['http://localhost:4321'] }, 403],
  ['another scheme', { origins: ['https://127.0.0.1:4321'] }, 403],
  ['an origin that only begins like ours', { origins: ['http://127.0.0.1:43210'] }, 403],
  ['two origins', { origins: ['http://127.0.0.1:4321', 'http://127.0.0.1:4321'] }, 403],
  ['POST without an origin', { method: 'POST' }, 403],
  ['POST', { method: 'POST', origins: ['http://127.0.0.1:4321'] }, 405],
  ['OPTIONS', { method: 'OPTIONS', origins: ['http://127.0.0.1:4321'] }, 405],
  ['a body', { contentLength: '1' }, 413],
  ['a body of unknown length', { transferEncoding: 'chunked' }, 413],
])('refuses %s', (_name, change, status) => expect(refusal({ ...GOOD, ...change }, HOSTS, false)?.status).toBe(status));

test('a WebSocket has to say that it comes from the page', () => {
  expect(refusal(SOCKET, HOSTS, true)).toBeNull();
  expect(refusal({ ...SOCKET, origins: [] }, HOSTS, true)?.status).toBe(403);
  expect(refusal({ ...SOCKET, origins: ['http://evil.example'] }, HOSTS, true)?.status).toBe(403);
  expect(refusal({ ...SOCKET, method: 'HEAD' }, HOSTS, true)?.status).toBe(405);
});
