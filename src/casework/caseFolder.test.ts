import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyAudit } from './audit/verifyChain.ts';
import { changeCaseDetails, changeCaseStatus, listCaseSlugs, openCase, viewCase } from './caseFolder.ts';
import { readCase } from './store/cases.ts';
import { openWritable } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { MIGRATIONS } from './store/migrations/all.ts';

let cases: string;

beforeEach(() => {
  cases = mkdtempSync(join(tmpdir(), 'palimpsest-case-'));
});

afterEach(() => rmSync(cases, { recursive: true, force: true }));

test('a case is made once, opened again with what was written, and listed', async () => {
  const details = { number: '2026-17', examiner: 'A. B.', agency: 'Lab', request: 'R', question: 'Altered?', authority: 'Order 5', receivedFrom: 'C. D.', receivedAt: '2026-11-20', notes: 'n' };
  const made = await openCase(cases, 'Claim 17', { mode: 'new', details });
  expect(made.slug).toBe('claim-17');
  await made.close();
  await expect(openCase(cases, 'claim-17', { mode: 'new' })).rejects.toMatchObject({ code: 'CASE_EXISTS' });
  await expect(openCase(cases, 'other', { mode: 'existing' })).rejects.toMatchObject({ code: 'CASE_NOT_FOUND' });
  expect(() => viewCase(cases, 'other')).toThrow(expect.objectContaining({ code: 'CASE_NOT_FOUND' }));
  expect(existsSync(join(cases, 'other'))).toBe(false);
  const view = viewCase(cases, 'Claim 17');
  expect(readCase(view.database)).toMatchObject({ slug: 'claim-17', title: 'Claim 17', status: 'open', ...details });
  view.close();
  expect(await listCaseSlugs(cases)).toEqual(['claim-17']);
  expect(await listCaseSlugs(join(cases, 'none'))).toEqual([]);
});

test('changes of the record and of the status are in the log with old and new value; what stays the same is not', async () => {
  const session = await openCase(cases, 'a', { mode: 'new' });
  changeCaseDetails(session, { examiner: 'A. B.', notes: '' });
  changeCaseDetails(session, { examiner: 'A. B.' });
  changeCaseStatus(session, 'closed');
  changeCaseStatus(session, 'closed');
  const log = session.database.prepare<[], { action: string; details: string }>('SELECT action, details FROM audit ORDER BY sequence').all();
  expect(log.map((row) => row.action)).toEqual(['case.created', 'case.changed', 'case.status']);
  expect(JSON.parse(log[1]?.details ?? '')).toEqual({ examiner: { from: '', to: 'A. B.' } });
  expect(JSON.parse(log[2]?.details ?? '')).toEqual({ from: 'open', to: 'closed' });
  expect(readCase(session.database)).toMatchObject({ examiner: 'A. B.', status: 'closed' });
  await session.close();
});

test('the end of the log is written beside the database when the case is closed', async () => {
  const session = await openCase(cases, 'a', { mode: 'new' });
  const { database, paths } = session;
  const head = (await verifyAudit(database)).head;
  await session.close();
  await session.close();
  expect(JSON.parse(readFileSync(paths.headFile, 'utf8'))).toMatchObject({ ...head });
});

test('a case of the release before opens after a backup, and the log says so', async () => {
  const session = await openCase(cases, 'old', { mode: 'new' });
  const { paths } = session;
  await session.close();
  rmSync(paths.database);
  const old = openWritable(paths.database);
  migrate(old, MIGRATIONS.slice(0, -1));
  old.exec(`INSERT INTO case_record (id, slug, title, created_at) VALUES (1, 'old', 'Old case', '2026-01-01T00:00:00.000Z')`);
  old.close();
  expect(() => viewCase(cases, 'old')).toThrow(/older release/);
  const opened = await openCase(cases, 'old', { mode: 'existing' });
  const details = opened.database.prepare<[], string>(`SELECT details FROM audit WHERE action = 'case.migrated'`).pluck().get();
  const { from, to, backup } = JSON.parse(details ?? '{}') as { from: number; to: number; backup: string };
  expect([from, to]).toEqual([MIGRATIONS.length - 1, MIGRATIONS.length]);
  expect(existsSync(backup)).toBe(true);
  expect(readCase(opened.database)?.title).toBe('Old case');
  await opened.close();
});

test('a database that is damaged is refused and the lock let go', async () => {
  const session = await openCase(cases, 'a', { mode: 'new' });
  const { paths } = session;
  await session.close();
  const { writeFileSync } = await import('node:fs');
  writeFileSync(paths.database, 'x'.repeat(8192));
  await expect(openCase(cases, 'a', { mode: 'existing' })).rejects.toMatchObject({ code: 'CASE_CORRUPT' });
  await expect(openCase(cases, 'a', { mode: 'existing' })).rejects.toMatchObject({ code: 'CASE_CORRUPT' });
});
