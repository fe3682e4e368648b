import { expect, test } from 'vitest';
import { createByteCache } from './lru.ts';

function cacheOf(limit: number): { cache: ReturnType<typeof createByteCache<string>>; released: string[] } {
  const released: string[] = [];
  return { cache: createByteCache<string>(limit, (value) => released.push(value)), released };
}

test('lets go of what was used longest ago, and releases it once', () => {
  const { cache, released } = cacheOf(30);
  cache.set('a', 'A', 10);
  cache.set('b', 'B', 10);
  cache.set('c', 'C', 10);
  cache.get('a');
  cache.set('d', 'D', 10);
  cache.trim(() => false);
  expect(released).toEqual(['B']);
  expect(cache.bytes()).toBe(30);
  cache.clear();
  expect([...released].sort()).toEqual(['A', 'B', 'C', 'D']);
  expect(cache.bytes()).toBe(0);
});

test('never drops what is on the screen', () => {
  const { cache, released } = cacheOf(10);
  cache.set('a', 'A', 10);
  cache.set('b', 'B', 10);
  cache.trim((key) => key === 'a');
  expect(released).toEqual(['B']);
  expect(cache.peek('a')).toBe('A');
});

test('a value put in again replaces the old one and its bytes', () => {
  const { cache, released } = cacheOf(100);
  cache.set('a', 'A', 10);
  cache.set('a', 'A2', 25);
  expect(released).toEqual(['A']);
  expect(cache.bytes()).toBe(25);
  cache.remove('nothing');
  expect(cache.bytes()).toBe(25);
});
