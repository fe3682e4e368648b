import { expect, test } from 'vitest';
import type { CaseSummary } from '../../contract/index.ts';
import { readDrop } from './drop.ts';
import { fromLocalInput, toLocalInput } from './fields.ts';
import { filterCases } from './filterCases.ts';
import { holderOf, refusalWords } from './holder.ts';
import { isAbsolutePath, pathsFromText, withPaths } from './paths.ts';

test('pasted text becomes paths: one a line, without quotation marks, file addresses read', () => {
  expect(pathsFromText(' /a/b \n\n"/c d/e"\n/a/b')).toEqual(['/a/b', '/c d/e']);
  expect(pathsFromText('# comment\r\nfile:///media/x%20y/1.jpg')).toEqual(['/media/x y/1.jpg']);
  expect(pathsFromText('file:///C:/Pictures/a%25.jpg')).toEqual(['C:/Pictures/a%.jpg']);
  expect(pathsFromText('file://server/share/a')).toEqual(['//server/share/a']);
  expect(pathsFromText('file:///bad%E0%A4%A')).toEqual(['file:///bad%E0%A4%A']);
});

test('only complete paths are taken', () => {
  expect(['/a', 'C:\\x', 'd:/x', '\\\\server\\share'].every(isAbsolutePath)).toBe(true);
  expect(['a/b', './a', '../a', 'C:', '', '~/a'].some(isAbsolutePath)).toBe(false);
  expect(withPaths(['/a'], ['/b', '/a', '/b'])).toEqual(['/a', '/b']);
});

test('the time of receipt goes to the local clock and back', () => {
  const iso = '2026-11-21T09:30:00.000Z';
  expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
  expect(toLocalInput('')).toBe('');
  expect(toLocalInput('some day')).toBe('');
  expect(fromLocalInput('')).toBe('');
});

test('who holds a case is told where the error says it', () => {
  const holder = { pid: 812, host: 'lab-3', user: 'meyer', since: '2026-11-21T08:00:00Z' };
  expect(holderOf({ lock: 'x', holder })).toEqual(holder);
  expect(holderOf(holder)).toEqual(holder);
  expect(holderOf({ lock: 'x' })).toBeNull();
  expect(holderOf(undefined)).toBeNull();
  const message = 'meyer on lab-3 (process 812) is writing this case. Wait until it has finished.';
  expect(refusalWords(holder, message, new Date('2026-11-21T10:30:00Z'))).toMatch(/^meyer on lab-3 has had it open since .*\(2 h ago, process 812\)\. Wait until it has finished\.$/);
  expect(refusalWords(null, message)).toBe(message);
});

function summary(slug: string, status: CaseSummary['status'], problem: CaseSummary['problem'] = null): CaseSummary {
  return { slug, number: `N-${slug}`, title: 'Insurance claim', examiner: 'Meyer', status, createdAt: '', openedAt: null, items: 0, needReview: 0, open: false, problem };
}

test('cases are found by words and status; an unreadable one is never hidden by its status', () => {
  const list = [summary('a', 'open'), summary('b', 'closed'), summary('c', 'open', { code: 'CASE_CORRUPT', message: 'x' })];
  expect(filterCases(list, '', 'closed').map((one) => one.slug)).toEqual(['b', 'c']);
  expect(filterCases(list, 'meyer n-a', 'all').map((one) => one.slug)).toEqual(['a']);
  expect(filterCases(list, 'nobody', 'all')).toEqual([]);
});

function dropped(files: readonly string[], data: Record<string, string> = {}): Parameters<typeof readDrop>[0] {
  return { files, getData: (type) => data[type] ?? '' };
}

test('a drop in a browser gives the paths it holds as text, and says why files give none', () => {
  expect(readDrop(dropped([], { 'text/uri-list': 'file:///media/x' }), undefined)).toEqual({ paths: ['/media/x'], refused: null });
  expect(readDrop(dropped(['a.jpg']), undefined).refused).toContain('never uploaded');
  expect(readDrop(dropped([], { 'text/plain': 'hello' }), undefined)).toEqual({ paths: [], refused: 'What was dropped holds no complete path.' });
});

test('a drop on the desktop gives the real paths of the files', () => {
  const bridge = { host: 'electron', connect: () => undefined, choosePaths: () => Promise.resolve([]), pathOfFile: (file: unknown) => (file === 'web.png' ? '' : `/real/${String(file)}`) } as const;
  expect(readDrop(dropped(['a.jpg', 'b.jpg']), bridge)).toEqual({ paths: ['/real/a.jpg', '/real/b.jpg'], refused: null });
  expect(readDrop(dropped(['a.jpg', 'web.png']), bridge)).toMatchObject({ paths: ['/real/a.jpg'], refused: expect.stringContaining('not a file on this machine') });
});
