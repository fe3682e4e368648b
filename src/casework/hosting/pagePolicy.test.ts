import { expect, test } from 'vitest';
import { contentSecurityPolicy, FILE_POLICY, SECURITY_HEADERS, withNonce } from './pagePolicy.ts';

const NONCE = 'abcdefghijklmnopqrstuv';

test('the policy allows the page its own files, this nonce and this socket, and nothing inline', () => {
  const policy = contentSecurityPolicy({ nonce: NONCE, connect: ['ws://127.0.0.1:4321'] });
  const directives = new Map(policy.split('; ').map((directive) => [directive.split(' ', 1)[0], directive.split(' ').slice(1)]));
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'"]);
  expect(directives.get('style-src')).toEqual(["'self'", `'nonce-${NONCE}'`]);
  expect(directives.get('connect-src')).toEqual(["'self'", 'ws://127.0.0.1:4321']);
  for (const directive of ['base-uri', 'form-action', 'frame-ancestors']) expect(directives.get(directive)).toEqual(["'none'"]);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

test.each(['', 'short', "abcdefghijklmnop'; script-src *", 'abcdefghijklmnop\r\nX: y'])('a nonce that could break out of the header is refused: %j', (nonce) => {
  expect(() => contentSecurityPolicy({ nonce })).toThrow(RangeError);
});

test('what is only looked at can run nothing', () => {
  expect(FILE_POLICY).toContain('sandbox');
  expect(FILE_POLICY).not.toContain('script-src');
  expect(FILE_POLICY).not.toContain('allow-');
});

test('no header value could split a response', () => {
  for (const value of Object.values(SECURITY_HEADERS)) expect(value).toMatch(/^[\x20-\x7e]+$/);
});

test('the nonce replaces its mark everywhere', () => {
  expect(withNonce('<meta content="__NONCE__"><style nonce="__NONCE__">', 'n')).toBe('<meta content="n"><style nonce="n">');
});
