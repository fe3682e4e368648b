import { expect, test } from 'vitest';
import { ERROR_CODES, REVIEW_STATUSES } from '../../contract/index.ts';
import { errorTitle } from '../api/errors.ts';
import { countOf, formatAgo, formatBytes, formatDuration, formatMegapixels, formatPercent, formatRate, formatScore, formatSize, JOB_STATUS_WORDS, REVIEW_HELP, REVIEW_WORDS, shortPath } from './words.ts';

test('bytes keep three digits and change the unit before they round up to 1000', () => {
  expect(formatBytes(0)).toBe('0 B');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(2310)).toBe('2.31 kB');
  expect(formatBytes(999_600)).toBe('1.00 MB');
  expect(formatBytes(12_340_000)).toBe('12.3 MB');
});

test('durations say what matters at their size', () => {
  expect(formatDuration(null)).toBe('–');
  expect(formatDuration(8.2)).toBe('8 s');
  expect(formatDuration(59.9)).toBe('1 min');
  expect(formatDuration(4800)).toBe('1 h 20 min');
  expect(formatDuration(7200)).toBe('2 h');
  expect(formatDuration(3600 * 76)).toBe('3 d 4 h');
});

test('small shares stay visible', () => {
  expect(formatPercent(0)).toBe('0 %');
  expect(formatPercent(0.000_01)).toBe('< 0.01 %');
  expect(formatPercent(0.0003)).toBe('0.03 %');
  expect(formatPercent(0.041)).toBe('4.1 %');
  expect(formatPercent(0.0996)).toBe('10 %');
  expect(formatPercent(0.62)).toBe('62 %');
  expect(formatPercent(null)).toBe('–');
});

test('numbers carry their units', () => {
  expect(formatRate(2310)).toBe('2,310/h');
  expect(formatScore(0.834)).toBe('0.83');
  expect(formatSize(4000, 3000)).toBe('4000×3000');
  expect(formatMegapixels(4000, 3000)).toBe('12.0 MP');
  expect(countOf(1, 'item')).toBe('1 item');
  expect(countOf(12_480, 'item')).toBe('12,480 items');
  expect(countOf(2, 'entry', 'entries')).toBe('2 entries');
});

test('how long ago', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect(formatAgo('2026-11-21T11:59:30Z', now)).toBe('just now');
  expect(formatAgo('2026-11-21T11:55:00Z', now)).toBe('5 min ago');
  expect(formatAgo('2026-11-20T10:00:00Z', now)).toBe('yesterday');
  expect(formatAgo(null, now)).toBe('never');
});

test('a long path is cut in front, at a folder', () => {
  expect(shortPath('/a/b.jpg', 20)).toBe('/a/b.jpg');
  const cut = shortPath('/evidence/holiday/2024/pictures/DSC_0001.JPG', 24);
  expect(cut).toBe('…/pictures/DSC_0001.JPG');
  expect(cut.length).toBeLessThanOrEqual(24);
});

test('every status, job state and error has words, and none of them claims authenticity', () => {
  const words = [...REVIEW_STATUSES.flatMap((status) => [REVIEW_WORDS[status], REVIEW_HELP[status]]), ...Object.values(JOB_STATUS_WORDS), ...ERROR_CODES.map(errorTitle)];
  expect(words.every((word) => word.length > 3)).toBe(true);
  expect(words.filter((word) => /\b(fake|real|authentic|genuine|AI says)\b/i.test(word))).toEqual([]);
});
