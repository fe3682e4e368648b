import { expect, test } from 'vitest';
import { filePath, parseFilePath, reportAddress } from './urls.ts';

test.each(['pdf', 'html', 'json'] as const)('a report’s %s has one address', (extension) => {
  const address = { kind: 'report', case: 'fire-2026', name: '2026-014-v3', extension } as const;
  expect(filePath(address)).toBe(`fire-2026/reports/2026-014-v3.${extension}`);
  expect(parseFilePath(filePath(address))).toEqual(address);
  expect(reportAddress('fire-2026', `reports/2026-014-v3.${extension}`)).toEqual(address);
});

test.each([
  'c/reports/../case.sqlite',
  'c/reports/..%2fcase.pdf',
  'c/reports/a/b.pdf',
  'c/reports/.hidden.pdf',
  'c/reports/a.b.pdf',
  'c/reports/a.pdf/',
  'c/reports/a.pdf.exe',
  'c/reports/a.sqlite',
  'c/reports/a.PDF',
  'c/reports/.pdf',
  'c/reports/-a.pdf',
  'c/reports/a b.pdf',
  'c/reports/a\\b.pdf',
  'c/reports/a.pdf\n',
  'c/reports/exports/a.pdf',
  'C/reports/a.pdf',
  '../c/reports/a.pdf',
  `c/reports/${'a'.repeat(121)}.pdf`,
])('%j is no address', (path) => expect(parseFilePath(path)).toBeNull());

test('only a file of the folder reports/ is a report’s', () => {
  expect(reportAddress('c', 'evidence/1/thumbnail.jpg')).toBeNull();
  expect(reportAddress('c', 'reports/../x.pdf')).toBeNull();
  expect(reportAddress('../c', 'reports/x.pdf')).toBeNull();
});
