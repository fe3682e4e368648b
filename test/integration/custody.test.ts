import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordExport, recordView } from '../../src/casework/audit/actions.ts';
import { changeCaseStatus } from '../../src/casework/caseFolder.ts';
import { startCheck } from '../../src/casework/custody/checkEvidence.ts';
import { checkFile, timeInWords } from '../../src/casework/custody/checkFile.ts';
import { finishReport, insertReport, readDraft, readReports, saveDraft, setReportProgress } from '../../src/casework/store/reports.ts';
import { readItem } from '../../src/casework/store/itemRows.ts';
import { reportFieldsSchema } from '../../src/contract/index.ts';
import { runCli, snapshot, temporaryFolder } from './caseworkFixtures.ts';
import { type Bench, ON_CASE, openBench, SLUG } from './custodyFixtures.ts';

let folder: string;
let bench: Bench;

beforeEach(async () => {
  folder = temporaryFolder();
  bench = await openBench(folder);
});

afterEach(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function outcomes(): Promise<Record<string, string | null>> {
  const { items } = await bench.custody.read(ON_CASE, {});
  return Object.fromEntries(items.map(({ path, check }) => [path.slice(bench.evidence.length + 1), check === null ? null : `${check.outcome}${check.modifiedUnchanged === false ? ', other time' : ''}`]));
}

async function statement(): Promise<string> {
  return (await bench.custody.read(ON_CASE, {})).statement ?? '';
}

/** Changes the content and nothing a listing shows: the size and the times are as before. */
function flipByte(name: string): void {
  const path = join(bench.evidence, name);
  const before = statSync(path, { bigint: true });
  const content = readFileSync(path);
  content.writeUInt8(content.readUInt8(3) ^ 1, 3);
  writeFileSync(path, content);
  utimesSync(path, Number(before.atimeNs / 1_000_000_000n), Number(before.mtimeNs / 1_000_000_000n));
  const after = statSync(path, { bigint: true });
  expect([after.size, after.mtimeNs]).toEqual([before.size, before.mtimeNs]);
}

describe('a check of the evidence', () => {
  test('that is untouched finds it unchanged, touches nothing, and says so in words', async () => {
    expect(await outcomes()).toEqual({ 'one.png': null, 'two.png': null, 'sub/three.png': null, 'sub/same.png': null, 'broken.png': null });
    expect((await bench.custody.read(ON_CASE, {})).statement).toBeNull();
    const before = snapshot(bench.evidence);
    expect(await bench.custody.check({ ...ON_CASE, items: null }, {})).toEqual({ total: 4 });
    expect((await bench.custody.read(ON_CASE, {})).running).toEqual({ done: 0, total: 4 });
    await bench.ended();
    expect(snapshot(bench.evidence)).toEqual(before);
    expect(await outcomes()).toEqual({ 'one.png': 'unchanged', 'two.png': 'unchanged', 'sub/three.png': 'unchanged', 'sub/same.png': 'unchanged', 'broken.png': null });
    expect(await statement()).toMatch(
      /^On \S+Z \(UTC\) E\. Examiner had 4 files read again and compared with the digest taken at intake\. The bytes of all 4 files are unchanged \(SHA-256\)\. Their modification times are those of intake\. 1 entry has no digest, because it was not read at intake, and could not be compared\. The folder taken in holds the same entries as at intake, with all below it\.$/,
    );
    expect(bench.audit('custody.check-started')).toMatchObject([{ subject: 'check 1', details: { scope: 'all', items: 4, author: 'E. Examiner' } }]);
    expect(bench.audit('custody.check-ended')).toMatchObject([{ subject: 'check 1', details: { status: 'finished', unchanged: 4, changed: 0, missing: 0, unreadable: 0 } }]);
    expect(bench.audit('custody.difference')).toEqual([]);
    expect(bench.events.filter(({ type }) => type === 'custody').at(-1)).toEqual({ type: 'custody', done: 4, total: 4 });
    expect(await bench.verify(true)).toEqual([]);
  });

  test('finds one flipped byte behind the same size and time, and the item turns red until its content is back', async () => {
    await bench.check();
    const id = bench.idOf('two.png');
    expect(readItem(bench.session().database, id)?.check).toBe('unchanged');
    flipByte('two.png');
    bench.events.length = 0;
    await bench.check();
    expect((await outcomes())['two.png']).toBe('changed');
    expect(readItem(bench.session().database, id)?.check).toBe('changed');
    expect(bench.events).toContainEqual({ type: 'evidence', ids: [] });
    expect(bench.audit('custody.difference')).toMatchObject([{ subject: `evidence ${id}`, details: { check: 2, outcome: 'changed', bytes: 11, message: expect.stringMatching(/of the same 11 bytes: its SHA-256 is [0-9a-f]{64}, at intake it was [0-9a-f]{64}/) as unknown } }]);
    expect(await statement()).toContain('1 of them is not as at intake: 1 changed; the bytes of the other 3 are unchanged');
    expect(await bench.verify(true)).toEqual([expect.objectContaining({ part: 'evidence' })]);
    expect(await bench.verify()).toEqual([]);
    writeFileSync(join(bench.evidence, 'two.png'), 'picture two');
    await bench.check({ ids: [id] });
    expect(readItem(bench.session().database, id)?.check).toBe('unchanged');
    expect((await bench.custody.checks({ ...ON_CASE, evidenceId: id }, {})).map(({ outcome }) => outcome)).toEqual(['unchanged', 'changed', 'unchanged']);
  });

  test('tells a touched, a missing and a replaced file apart', async () => {
    utimesSync(join(bench.evidence, 'one.png'), 1, 2);
    rmSync(join(bench.evidence, 'two.png'));
    renameSync(join(bench.evidence, 'sub', 'three.png'), join(folder, 'moved.png'));
    symlinkSync(join(folder, 'moved.png'), join(bench.evidence, 'sub', 'three.png'));
    rmSync(join(bench.evidence, 'sub', 'same.png'));
    mkdirSync(join(bench.evidence, 'sub', 'same.png'));
    await bench.check();
    expect(await outcomes()).toEqual({ 'one.png': 'unchanged, other time', 'two.png': 'missing', 'sub/three.png': 'changed, other time', 'sub/same.png': 'changed, other time', 'broken.png': null });
    const [one] = await bench.custody.checks({ ...ON_CASE, evidenceId: bench.idOf('one.png') }, {});
    expect(one).toMatchObject({ modified: '2000000000', message: expect.stringMatching(/^the bytes are as at intake; its modification time was .* and is 1970-01-01T00:00:02\.000000000Z$/) as unknown });
    expect(bench.audit('custody.difference')).toHaveLength(4);
    const said = await statement();
    expect(said).toContain('3 of them are not as at intake: 2 changed, 1 missing; the bytes of the other 1 are unchanged (SHA-256). The modification time of 1 of the unchanged differs from intake.');
    expect(said).not.toContain('same entries');
  });

  test('tells what appeared beside the evidence and what is gone', async () => {
    mkdirSync(join(bench.evidence, 'new', 'deep'), { recursive: true });
    writeFileSync(join(bench.evidence, 'new', 'deep', 'planted.png'), 'planted');
    writeFileSync(join(bench.evidence, 'sub', 'Thumbs.db'), 'sidecar');
    rmSync(join(bench.evidence, 'broken.png'));
    await bench.check();
    const said = await statement();
    expect(said).toMatch(/2 entries were not there at intake: \S+(Thumbs\.db|planted\.png); \S+(Thumbs\.db|planted\.png)\./);
    expect(said).toMatch(/1 entry without a digest is gone: \S+broken\.png\./);
    expect(said).toContain('The bytes of all 4 files are unchanged');
    // Of chosen items only their own folder is looked through.
    await bench.check({ ids: [bench.idOf('sub/three.png')] });
    expect(bench.audit('custody.check-ended').at(-1)?.details).toMatchObject({ unchanged: 1, listing: { folders: 1, appeared: { count: 1, paths: [join(bench.evidence, 'sub', 'Thumbs.db')] }, vanished: { count: 0 } } });
    expect(await statement()).toBe(said);
    rmSync(bench.evidence, { recursive: true });
    await bench.check();
    expect(await statement()).toMatch(/4 of them are not as at intake: 4 missing; .*1 folder could not be listed/);
  });

  test('speaks only of what it read: files taken in later are named as not covered', async () => {
    await bench.check();
    writeFileSync(join(bench.evidence, 'later.png'), 'later');
    const { scanFolder } = await import('../../src/casework/scan/scan.ts');
    const { createFakeEngine, fakeRequest } = await import('../../src/casework/scan/fakeEngine.testing.ts');
    writeFileSync(join(bench.evidence, 'one.png'), 'picture one, saved again');
    await scanFolder(bench.session(), createFakeEngine(), bench.evidence, fakeRequest(), {});
    expect(await statement()).toMatch(/2 files taken in since then are not covered by this check\. 1 file had changed between two intakes and was taken in anew/);
    // A check against the former digest says nothing of the present one.
    expect((await outcomes())['one.png']).toBeNull();
    expect(readItem(bench.session().database, bench.idOf('one.png'))?.check).toBeNull();
    expect((await bench.custody.checks({ ...ON_CASE, evidenceId: bench.idOf('one.png') }, {}))[0]?.message).toBe('as at intake (against an earlier intake; the file was taken in anew since)');
  });

  test('runs once at a time, can be cancelled, and keeps what it had read', async () => {
    await bench.custody.check({ ...ON_CASE, items: null }, {});
    await expect(bench.custody.check({ ...ON_CASE, items: null }, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('under way') as unknown });
    await bench.custody.cancelCheck(ON_CASE, {});
    expect((await bench.custody.read(ON_CASE, {})).running).toBeNull();
    expect(bench.audit('custody.check-ended')).toMatchObject([{ details: { status: 'cancelled', listing: null } }]);
    expect((await bench.custody.read(ON_CASE, {})).statement).toBeNull();
    expect(await bench.verify()).toEqual([]);
    await bench.custody.cancelCheck(ON_CASE, {});
    await bench.check();
    expect(await statement()).toContain('all 4 files');
  });

  test('whose process ended is closed at the next opening, and one of a closing case ends with it', async () => {
    startCheck(bench.session(), null, 'E. Examiner');
    expect(await bench.verify()).toEqual([]);
    await bench.reopen();
    expect(bench.audit('custody.check-ended')).toMatchObject([{ subject: 'check 1', details: { status: 'interrupted' } }]);
    await bench.custody.check({ ...ON_CASE, items: null }, {});
    await bench.reopen();
    expect(bench.audit('custody.check-ended').map(({ details }) => details['status'])).toEqual(['interrupted', 'cancelled']);
    expect(await bench.verify()).toEqual([]);
  });

  test('is refused where nothing can be compared, and made of a case that is closed to changes', async () => {
    await expect(bench.custody.check({ ...ON_CASE, items: { ids: [bench.idOf('broken.png')] } }, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(bench.custody.check({ ...ON_CASE, items: { filter: { text: 'no such file' } } }, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(bench.custody.checks({ ...ON_CASE, evidenceId: 99 }, {})).rejects.toMatchObject({ code: 'ITEM_NOT_FOUND' });
    changeCaseStatus(bench.session(), 'closed');
    await bench.check({ filter: { text: 'sub/' } });
    expect(bench.audit('custody.check-started').at(-1)?.details).toMatchObject({ scope: 'chosen', items: 2 });
  });
});

test('a file that cannot be read is told apart from one that is gone', async () => {
  const item = { id: 1, pathBytes: Buffer.from(join(folder, 'x'.repeat(300))), path: 'x', size: 1, mtimeNs: '1', sha256: 'ab'.repeat(32) };
  expect(await checkFile(item)).toMatchObject({ outcome: 'unreadable', sha256: null, message: expect.stringContaining('ENAMETOOLONG') as unknown });
  expect(await checkFile({ ...item, pathBytes: Buffer.from(join(bench.evidence, 'one.png', 'below')) })).toMatchObject({ outcome: 'missing' });
  expect([timeInWords('1500000000'), timeInWords('-1'), timeInWords('9'.repeat(25))]).toEqual(['1970-01-01T00:00:01.500000000Z', '1969-12-31T23:59:59.999999999Z', `${'9'.repeat(25)} ns since 1970`]);
});

describe('transfers', () => {
  const transfer = { items: [], from: 'B. Sender', to: 'E. Examiner', at: '2026-03-01T09:00:00Z', purpose: 'examination', authority: 'Order 12/2026', medium: 'USB stick' };

  test('are recorded for good, in the log too', async () => {
    const first = await bench.custody.addTransfer({ ...ON_CASE, transfer }, {});
    const second = await bench.custody.addTransfer({ ...ON_CASE, transfer: { ...transfer, items: [2, 1, 2], from: 'E. Examiner', to: 'Store', purpose: 'storage' } }, {});
    expect([first, second]).toMatchObject([{ id: 1, items: [], recordedBy: 'E. Examiner' }, { id: 2, items: [1, 2], to: 'Store' }]);
    expect((await bench.custody.read(ON_CASE, {})).transfers).toEqual([first, second]);
    expect(bench.audit('custody.transferred')).toMatchObject([{ subject: 'transfer 1', details: { items: 'all' } }, { subject: 'transfer 2', details: { items: 2 } }]);
    expect(await bench.verify()).toEqual([]);
  });

  test.each([
    ['nobody who gave', { from: ' ' }, 'ARGUMENT_INVALID'],
    ['nobody who received', { to: '' }, 'ARGUMENT_INVALID'],
    ['no purpose', { purpose: '' }, 'ARGUMENT_INVALID'],
    ['a time that is none', { at: 'in spring' }, 'ARGUMENT_INVALID'],
    ['an item that is not there', { items: [1, 99] }, 'ITEM_NOT_FOUND'],
  ])('with %s are refused', async (_what, change, code) => {
    await expect(bench.custody.addTransfer({ ...ON_CASE, transfer: { ...transfer, ...change } }, {})).rejects.toMatchObject({ code });
    expect(bench.audit('custody.transferred')).toEqual([]);
  });

  test('of a closed case are refused', async () => {
    changeCaseStatus(bench.session(), 'closed');
    await expect(bench.custody.addTransfer({ ...ON_CASE, transfer }, {})).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });
});

describe('the log of who looked and what left the case', () => {
  test('opening an item for review is a line, once in ten minutes and examiner', async () => {
    const one = bench.idOf('one.png');
    for (let view = 0; view < 3; view += 1) await bench.review.open({ ...ON_CASE, evidenceId: one }, {});
    await bench.review.open({ ...ON_CASE, evidenceId: bench.idOf('two.png') }, {});
    expect(bench.audit('item.viewed').map(({ subject }) => subject)).toEqual([`evidence ${one}`, `evidence ${bench.idOf('two.png')}`]);
    const later = new Date(Date.now() + 10 * 60 * 1000 + 1);
    expect(recordView(bench.session(), one, 'p', 'E. Examiner', later)).toBe(true);
    expect(recordView(bench.session(), one, 'p', 'E. Examiner', later)).toBe(false);
    expect(recordView(bench.session(), one, 'p', 'Somebody else', later)).toBe(true);
  });

  test('a report has a row that is written to while it is made, and its form is kept', () => {
    const session = bench.session();
    const fields = reportFieldsSchema.parse({ title: 'Report', reportId: 'R-1' });
    saveDraft(session.database, fields, 'E');
    saveDraft(session.database, { ...fields, title: 'Report, twice' }, 'E');
    expect(readDraft(session.database)?.title).toBe('Report, twice');
    const report = { reportId: 'R-1', fields, items: 4, selection: 'All 4 items.', final: false, author: 'E' };
    const first = insertReport(session, report);
    setReportProgress(session.database, first.id, { stage: 'pages', done: 1, total: 2 });
    expect(readReports(session.database)).toMatchObject([{ version: 1, status: 'running', progress: { stage: 'pages' }, files: [] }]);
    finishReport(session, first.id, { status: 'failed', problem: { code: 'CANCELLED', message: 'Given up.' } });
    expect(() => finishReport(session, first.id, { status: 'failed', problem: { code: 'CANCELLED', message: 'Again.' } })).toThrow('never edited');
    expect(insertReport(session, report).version).toBe(2);
    expect(readReports(session.database).map(({ version, status }) => [version, status])).toEqual([[2, 'running'], [1, 'failed']]);
  });
});

describe('verify', () => {
  async function prepare(): Promise<void> {
    await bench.check();
    await bench.custody.addTransfer({ ...ON_CASE, transfer: { items: [], from: 'A', to: 'B', at: '2026-01-01', purpose: 'p', authority: '', medium: '' } }, {});
    const session = bench.session();
    writeFileSync(join(session.paths.reports, 'r.pdf'), 'a report');
    const { id } = insertReport(session, { reportId: 'R', fields: reportFieldsSchema.parse({}), items: 1, selection: 'w', final: true, author: 'E' });
    const { sha256Of } = await import('../../src/casework/canonicalJson.ts');
    finishReport(session, id, { status: 'final', extractSha256: 'ab'.repeat(32), files: [{ kind: 'pdf', path: 'reports/r.pdf', sha256: sha256Of('a report'), bytes: 8 }], signed: false, pages: 3 });
    recordExport(session, { formats: ['csv'], items: 1, folder: 'reports/exports/1', extractSha256: 'ab'.repeat(32), files: [] }, 'E');
    expect(await bench.verify()).toEqual([]);
  }

  test.each([
    ['an outcome turned round', 'item_check_is_never_edited', `UPDATE item_check SET message = 'fine' WHERE id = 2`, 'custody', 'check 1'],
    ['a check of an item taken out', 'item_check_is_never_deleted', 'DELETE FROM item_check WHERE id = 3', 'custody', 'check 1'],
    ['a summary turned round', 'evidence_check_is_never_edited', `UPDATE evidence_check SET summary = '{}'`, 'custody', 'check 1'],
    ['another receiver', 'transfer_is_never_edited', `UPDATE transfer SET to_whom = 'C'`, 'custody', 'transfer 1'],
    ['a transfer that cannot be read', 'transfer_is_never_edited', `UPDATE transfer SET items = '['`, 'custody', 'transfer 1'],
    ['a transfer taken out', 'transfer_is_never_deleted', 'DELETE FROM transfer', 'custody', 'transfer 1'],
    ['a report made final', 'report_is_never_edited', `UPDATE report SET pages = 4`, 'reports', 'report 1'],
    ['a report taken out', 'report_is_never_deleted', 'DELETE FROM report', 'reports', 'report 1'],
  ])('names %s', async (_what, trigger, sql, part, subject) => {
    await prepare();
    bench.session().database.exec(`DROP TRIGGER ${trigger}; ${sql}`);
    expect(await bench.verify()).toEqual([expect.objectContaining({ part, subject })]);
  });

  test('names a report file that is not the one that was made', async () => {
    await prepare();
    writeFileSync(join(bench.session().paths.reports, 'r.pdf'), 'A report');
    expect(await bench.verify()).toEqual([expect.objectContaining({ part: 'reports', subject: 'reports/r.pdf' })]);
  });
});

test('the command line shows custody, checks on demand and ends with 4 where evidence is not as it was', async () => {
  const cases = join(folder, 'cases');
  await bench.session().close();
  const before = await runCli(['custody', SLUG, '--cases', cases]);
  expect([before.code, before.stdout]).toEqual([0, expect.stringContaining('--check')]);
  const checked = await runCli(['custody', SLUG, '--cases', cases, '--check', '--json']);
  expect(checked.code).toBe(0);
  expect(JSON.parse(checked.stdout)).toMatchObject({ case: SLUG, check: { status: 'finished', unchanged: 4 }, transfers: [], statement: expect.stringContaining('all 4 files') as unknown });
  flipByte('two.png');
  const changed = await runCli(['custody', SLUG, '--cases', cases, '--check']);
  expect([changed.code, changed.stdout]).toEqual([4, expect.stringMatching(/two\.png: changed; other content than at intake/)]);
  expect((await runCli(['custody', SLUG, '--cases', cases])).code).toBe(4);
  expect((await runCli(['custody', 'no-such-case', '--cases', cases])).code).toBe(2);
  await bench.reopen();
}, 60_000);
