import { expect, test } from 'vitest';
import { caseSlug } from './caseNames.ts';

test.each([
  ['demo', 'demo'],
  ['Claim 2026/017', 'claim-2026-017'],
  ['Müller & Söhne', 'muller-sohne'],
  ['../../escape', 'escape'],
  ['a_b', 'a_b'],
  ['x'.repeat(200), 'x'.repeat(64)],
])('%s becomes the folder %s', (name, slug) => {
  expect(caseSlug(name)).toBe(slug);
  expect(caseSlug(slug)).toBe(slug);
});

test.each(['', '...', '案件', 'CON', 'lpt1'])('refuses "%s"', (name) => {
  expect(() => caseSlug(name)).toThrow(expect.objectContaining({ code: 'CASE_INVALID_NAME' }));
});
