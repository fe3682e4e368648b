import { expect, test } from 'vitest';
import { isOwnAddress, isPage, mayLoad, maySave, mayUse } from './trust.ts';

const page = { origin: 'app://palimpsest', parent: null };

test.each([
  [page, true],
  [null, false],
  [{ ...page, parent: {} }, false],
  [{ ...page, origin: 'app://palimpsest.example' }, false],
  [{ ...page, origin: 'app://palimpsest/' }, false],
  [{ ...page, origin: 'http://palimpsest' }, false],
  [{ ...page, origin: 'null' }, false],
  [{ ...page, origin: '' }, false],
])('sender %j', (sender, trusted) => expect(isPage(sender)).toBe(trusted));

test.each([
  ['app://palimpsest/', true],
  ['app://palimpsest/index.html#/case/a', true],
  ['app://palimpsest.example/', false],
  ['app://palimpsest@example/', false],
  ['app://palimpsest:80/', false],
  ['APP://palimpsest/', false],
  ['https://example.com/app://palimpsest/', false],
  ['file:///etc/passwd', false],
])('address %s', (url, own) => expect(isOwnAddress(url)).toBe(own));

test('nothing on a network is loaded; the inspector only in a build that is not packaged', () => {
  for (const url of ['http://127.0.0.1:80/', 'https://example.com/', 'ws://example.com/', 'ftp://example.com', 'file:///etc/passwd', 'blob:https://example.com/1', 'blob:app://palimpsest.example/1']) expect([url, mayLoad(url, true)]).toEqual([url, false]);
  for (const url of ['app://palimpsest/assets/a.js', 'blob:app://palimpsest/1', 'data:image/png;base64,AA']) expect([url, mayLoad(url, false)]).toEqual([url, true]);
  expect([mayLoad('devtools://devtools/bundled/a.js', false), mayLoad('devtools://devtools/bundled/a.js', true)]).toEqual([false, true]);
});

test('only what is ours may be saved, and only text may be copied', () => {
  expect(['app://palimpsest/files/a', 'blob:app://palimpsest/1', 'app://palimpsest/index.html', 'https://example.com/files/', 'data:,x'].map(maySave)).toEqual([true, true, false, false, false]);
  expect([mayUse('clipboard-sanitized-write', 'app://palimpsest/'), mayUse('clipboard-sanitized-write', 'app://other/'), mayUse('media', 'app://palimpsest/'), mayUse('openExternal', 'app://palimpsest')]).toEqual([true, false, false, false]);
});
