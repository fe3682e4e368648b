import { expect, test } from 'vitest';
import { cookieValues, createSession, randomToken, sameSecret, tokenOf } from './session.ts';

test('tokens are 32 random bytes that can stand in an address', () => {
  const tokens = new Set(Array.from({ length: 100 }, randomToken));
  expect(tokens.size).toBe(100);
  for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('secrets are compared whole, whatever their length', () => {
  expect(sameSecret('abc', 'abc')).toBe(true);
  for (const wrong of ['', 'ab', 'abd', 'abcd', 'ABC']) expect(sameSecret(wrong, 'abc')).toBe(false);
});

test('the token of a launch stays good, one for one use does not', () => {
  const session = createSession(4321);
  const once = session.issueOnce();
  expect([session.redeem(session.token), session.redeem(session.token)]).toEqual([true, true]);
  expect([session.redeem(once), session.redeem(once)]).toEqual([true, false]);
  expect([session.redeem(''), session.redeem(createSession(4321).token)]).toEqual([false, false]);
});

test('the cookie is neither the token nor readable for a script, and carries the port', () => {
  const session = createSession(4321);
  expect(session.setCookie).toMatch(/^palimpsest-4321=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  expect(session.setCookie).not.toContain(session.token);
  const cookie = session.setCookie.split(';')[0]!;
  expect(session.isKnown(cookie)).toBe(true);
  expect(session.isKnown(`a=b; palimpsest-4321=planted; ${cookie}; c=d`)).toBe(true);
  for (const wrong of [undefined, '', `x${cookie}`, cookie.slice(0, -1), `palimpsest-4321=${session.token}`, cookie.replace('4321', '4322')]) expect(session.isKnown(wrong)).toBe(false);
});

test('a cookie line is read by whole names', () => {
  expect(cookieValues('a=1; ab=2;a=3=4', 'a')).toEqual(['1', '3=4']);
});

test.each([
  ['/?token=abc', 'abc'],
  ['/?token=', ''],
  ['/?token=a&token=b', ''],
  ['/?x=1', null],
  ['/', null],
  ['/index.html?token=abc', null],
  ['/files/?token=abc', null],
])('the token of %s is %j', (target, token) => expect(tokenOf(target)).toBe(token));
