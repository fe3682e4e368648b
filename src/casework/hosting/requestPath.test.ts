import { expect, test } from 'vitest';
import { requestPath } from './requestPath.ts';

test.each([
  ['/', ''],
  ['/?token=abc', ''],
  ['/index.html', 'index.html'],
  ['/assets/index-a1B2.js?x=/../..', 'assets/index-a1B2.js'],
  ['/files/case-1/evidence/3/picture/0/0_0.png#x', 'files/case-1/evidence/3/picture/0/0_0.png'],
  ['/a%20b.png', 'a b.png'],
  ['/%C3%A4.png', 'ä.png'],
])('%s is %s', (target, path) => expect(requestPath(target)).toBe(path));

test.each([
  '',
  'index.html',
  'http://example.org/',
  '//example.org/a',
  '/a//b',
  '/a/',
  '/..',
  '/../secret',
  '/assets/../../secret',
  '/%2e%2e/secret',
  '/.%2E/secret',
  '/%252e%252e/secret',
  '/a%252fb',
  '/a%2fb',
  '/a%5cb',
  '/..\\secret',
  '/a%00.js',
  '/a%0a.js',
  '/a\u007f.js',
  '/%',
  '/%ff',
  '/%c0%ae%c0%ae/secret',
  '/.env',
  '/assets/.hidden',
  '/C:/secret',
  '/index.html::$DATA',
  '/index.html.',
  '/index.html%20',
])('%s is refused', (target) => expect(requestPath(target)).toBeNull());
