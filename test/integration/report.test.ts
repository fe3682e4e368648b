import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson, sha256Of } from '../../src/casework/canonicalJson.ts';
import { openCase } from '../../src/casework/index.ts';
import { inspectPdf } from '../../src/casework/report/sign/inspectPdf.ts';
import { insertReport } from '../../src/casework/store/reports.ts';
import { type CaseExtract, extractSchema, type Lint, type ReportRow } from '../../src/contract/index.ts';
import { runCli, temporaryFolder } from './caseworkFixtures.ts';
import { caseProblems, completeFields, ended, failure, fileOf, logged, openReportBench, PICTURES, type ReportBench, SLUG } from './reportCase.ts';
import { havePdfTools, makePkcs12, tool } from './reportTools.ts';

/** A report from scan to signature: the real engine, the real view process, the real renderer. Each test goes on from where the one before left the case. */

const everything = { filter: {} };
const openssl = havePdfTools(['openssl']);
const poppler = havePdfTools(['pdftotext', 'pdfsig', 'qpdf']);
let folder: string;
let bench: ReportBench;
let final: ReportRow | undefined;

beforeAll(async () => {
  folder = temporaryFolder();
  bench = await openReportBench(folder);
}, 120_000);
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

const casesFolder = (): string => bench.config.casesFolder;
const pdfPath = (row: ReportRow): string => bench.caseFile(row.files.find(({ kind }) => kind === 'pdf')!.path);
/** Names below reports/ that begin like a report, and what a report that is being made leaves. */
const reportNames = (): string[] => readdirSync(bench.caseFile('reports')).filter((name) => /^(2026-0417|\.making)/.test(name)).toSorted();

async function make(request: Partial<Parameters<ReportBench['client']['reports']['make']>[0]> = {}): Promise<ReportRow> {
  const begun = await bench.client.reports.make({ case: SLUG, items: everything, fields: completeFields(), final: false, signature: null, ...request });
  expect(begun.status).toBe('running');
  return ended(bench, begun.id);
}

describe('a draft', () => {
  test('is made in the background, from an extract that is attached and stated, and says that it is one', async () => {
    const { fields } = await bench.client.reports.draft({ case: SLUG });
    expect(fields).toMatchObject({ examiner: { name: 'Dr. Zoë Examiner' }, agency: { name: 'Laboratory North' } });
    const row = await make({ fields });
    expect(row).toMatchObject({ status: 'draft', reportId: '2026-0417-R1', version: 1, items: 3, signed: false, problem: null, progress: null });
    expect(row.files.map(({ path }) => path)).toEqual(['reports/2026-0417-R1-v1.pdf', 'reports/2026-0417-R1-v1.html', 'reports/2026-0417-R1-v1.json']);
    for (const file of row.files) expect([file.bytes, sha256Of(readFileSync(bench.caseFile(file.path)))]).toEqual([statSync(bench.caseFile(file.path)).size, file.sha256]);
    const text = fileOf(bench, row, 'extract').toString();
    const extract: CaseExtract = extractSchema.parse(JSON.parse(text));
    expect(canonicalJson(extract)).toBe(text);
    expect(row.extractSha256).toBe(sha256Of(text));
    const inspection = inspectPdf(pdfPath(row));
    expect(inspection).toMatchObject({ pages: row.pages, extractSha256Stated: row.extractSha256, extractSha256Attached: row.extractSha256, signatures: [] });
    expect(inspection.attachments.every(({ ok }) => ok)).toBe(true);
    expect(inspection.attachments.length).toBe(1 + extract.items.filter(({ finding }) => finding !== null).length);
    const html = fileOf(bench, row, 'html').toString();
    expect(html).toContain('DRAFT');
    for (const name of PICTURES) expect(html).toContain(name);
    expect(html).toContain(row.extractSha256!);
    // Original and overlay of every item at least.
    expect(html.match(/<img /g)?.length).toBeGreaterThanOrEqual(2 * PICTURES.length);
    expect(bench.events.filter((event) => event.type === 'report' && event.id === row.id).length).toBeGreaterThan(1);
    expect((await logged(bench, 'report.finished')).at(-1)).toMatchObject({ subject: `report ${row.id}`, details: { status: 'draft', extractSha256: row.extractSha256, files: row.files } });
    expect(await caseProblems(bench)).toEqual([]);
  }, 120_000);

  test('of the same case has the same extract, byte for byte, counts up and says what it takes the place of', async () => {
    const row = await make();
    const [first] = (await bench.client.reports.list({ case: SLUG })).filter(({ version }) => version === 1);
    expect(row).toMatchObject({ version: 2, reportId: '2026-0417-R1', status: 'draft' });
    expect(fileOf(bench, row, 'extract').equals(fileOf(bench, first!, 'extract'))).toBe(true);
    expect(fileOf(bench, row, 'html').toString()).toContain('Version 1 (draft)');
  }, 60_000);

  test('that is given up leaves no file, and says so', async () => {
    const before = reportNames();
    const begun = await bench.client.reports.make({ case: SLUG, items: everything, fields: completeFields(), final: false, signature: null });
    const stage = async (): Promise<string | undefined> => (await bench.client.reports.list({ case: SLUG })).find(({ id }) => id === begun.id)?.progress?.stage;
    await expect.poll(stage, { interval: 10, timeout: 30_000 }).toMatch(/figures|pages/);
    const row = await bench.client.reports.cancel({ case: SLUG, id: begun.id });
    expect(row).toMatchObject({ status: 'failed', problem: { code: 'CANCELLED' }, files: [] });
    expect(reportNames()).toEqual(before);
    expect(await logged(bench, 'report.cancelled')).toHaveLength(1);
  }, 60_000);

  test('keeps its form in the case, and is made in turn', async () => {
    const fields = completeFields({ title: 'Another title' });
    await bench.client.reports.saveDraft({ case: SLUG, fields });
    expect(await bench.client.reports.draft({ case: SLUG })).toEqual({ fields });
    const ask = (): Promise<ReportRow> => bench.client.reports.make({ case: SLUG, items: { ids: [1] }, fields, final: false, signature: null });
    const [one, two] = [await ask(), await ask()];
    const rows = [await ended(bench, one.id), await ended(bench, two.id)];
    expect(rows.map(({ status, items }) => [status, items])).toEqual([['draft', 1], ['draft', 1]]);
    expect(rows[1]!.version).toBe(rows[0]!.version + 1);
  }, 60_000);
});

describe('a final report', () => {
  test('is refused with the list of what is missing, and leaves nothing', async () => {
    const { fields } = await bench.client.reports.draft({ case: SLUG });
    const incomplete = { ...fields, conclusions: '', declaration: '', summary: 'The pictures are authentic.' };
    const rows = (await bench.client.reports.list({ case: SLUG })).length;
    const error = await failure(bench.client.reports.make({ case: SLUG, items: everything, fields: incomplete, final: true, signature: null }));
    expect(error.code).toBe('ARGUMENT_INVALID');
    const lints = error.details?.['lints'] as Lint[];
    expect(lints.map(({ field }) => field)).toEqual(expect.arrayContaining(['fields.conclusions', 'fields.declaration', 'fields.summary']) as string[]);
    expect((await bench.client.reports.list({ case: SLUG })).length).toBe(rows);
    const listed = await bench.client.reports.lint({ case: SLUG, items: everything, fields: completeFields() });
    // Only the check of the evidence stands against it, which making it does.
    expect(listed.filter(({ severity }) => severity === 'error').map(({ field }) => field)).toEqual(['items.1.check', 'items.2.check', 'items.3.check']);
  });

  test('does not begin with a signing file that cannot be used', async () => {
    const error = await failure(bench.client.reports.make({ case: SLUG, items: everything, fields: completeFields(), final: true, signature: { pkcs12: Buffer.from('no file').toString('base64'), passphrase: '' } }));
    expect(error).toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('signing file') as string });
  });

  test.skipIf(!openssl)('checks the evidence, is made and signed, and verifies', async () => {
    const pkcs12 = Buffer.from(makePkcs12(folder, 'examiner')).toString('base64');
    final = await make({ final: true, signature: { pkcs12, passphrase: 'correct horse' } });
    expect(final).toMatchObject({ status: 'final', signed: true, problem: null });
    expect(JSON.stringify(await bench.client.cases.audit({ case: SLUG, before: null, limit: 500 }))).not.toContain('correct horse');
    const extract = extractSchema.parse(JSON.parse(fileOf(bench, final, 'extract').toString()));
    expect(extract.items.map(({ checks }) => checks.at(-1)?.outcome)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    expect(extract.custody?.statement).toContain('all 3 files');
    expect(fileOf(bench, final, 'html').toString()).not.toContain('DRAFT');
    const verified = await runCli(['verify', pdfPath(final), '--cases', casesFolder(), '--json']);
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ known: { case: SLUG, version: final.version, status: 'final' }, vouchedBy: ['signature', 'case'], problems: [] });
    // Its own signature is enough where no case is at hand.
    expect((await runCli(['verify', pdfPath(final), '--cases', join(folder, 'nothing')])).code).toBe(0);
    expect(await caseProblems(bench)).toEqual([]);
  }, 120_000);

  test.skipIf(!openssl)('with one byte flipped is found, wherever it is', async () => {
    const bytes = readFileSync(pdfPath(final!));
    for (const share of [0.02, 0.35, 0.7, 0.98]) {
      const copy = Buffer.from(bytes);
      const at = Math.floor(copy.length * share);
      copy[at] = (copy[at] ?? 0) ^ 1;
      const path = join(folder, 'flipped.pdf');
      writeFileSync(path, copy);
      const { code, stdout } = await runCli(['verify', path, '--cases', join(folder, 'nothing')]);
      expect([share, code, stdout]).toEqual([share, 4, expect.stringContaining('PROBLEM')]);
      expect((await runCli(['verify', path, '--cases', casesFolder()])).code).toBe(4);
    }
  }, 120_000);

  test.skipIf(!openssl || !poppler)('is what independent programs take it for', () => {
    expect(tool('pdfsig', pdfPath(final!)).output).toContain('Signature is Valid');
    expect(tool('qpdf', '--check', pdfPath(final!)).status).toBe(0);
    const text = tool('pdftotext', '-layout', pdfPath(final!), '-').output;
    expect(text).toContain('I made this report impartially');
    expect(text).toMatch(new RegExp(`Page ${final!.pages} of ${final!.pages}`, 'i'));
  });

  test('is blocked by a flipped byte of evidence, and made with a typed reason that it states', async () => {
    const victim = bench.evidence(PICTURES[1]);
    const { atime, mtime } = statSync(victim);
    const bytes = readFileSync(victim);
    const changed = Buffer.from(bytes);
    changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
    writeFileSync(victim, changed);
    utimesSync(victim, atime, mtime);
    const before = reportNames();
    const blocked = await make({ final: true });
    expect(blocked).toMatchObject({ status: 'failed', files: [], problem: { code: 'FILE_CHANGED', message: expect.stringContaining(PICTURES[1]) as string } });
    expect(reportNames()).toEqual(before);
    const overrideReason = 'The medium was found damaged; a second copy was compared byte by byte.';
    const row = await make({ final: true, fields: completeFields({ overrideReason }) });
    expect(row).toMatchObject({ status: 'final', problem: null });
    const html = fileOf(bench, row, 'html').toString();
    expect(html).toContain(overrideReason);
    const extract = extractSchema.parse(JSON.parse(fileOf(bench, row, 'extract').toString()));
    const item = extract.items.find(({ name }) => name === PICTURES[1])!;
    expect(item.checks.at(-1)?.outcome).toBe('changed');
    expect((await logged(bench, 'report.overridden')).at(-1)).toMatchObject({ subject: `report ${row.id}`, details: { reason: overrideReason, items: [item.id] } });
    writeFileSync(victim, bytes);
    utimesSync(victim, atime, mtime);
    expect(await caseProblems(bench)).toEqual([]);
  }, 120_000);

  test('whose process ended is closed as failed when the case is opened again, and what it had written is taken away', async () => {
    await bench.client.cases.close({ case: SLUG });
    const session = await openCase(casesFolder(), SLUG, { mode: 'existing' });
    const row = insertReport(session, { reportId: '2026-0417-R9', fields: completeFields(), items: 3, selection: 'all', final: true, author: 'e' });
    await session.close();
    mkdirSync(bench.caseFile(`reports/.making-${row.id}`));
    writeFileSync(bench.caseFile(`reports/.making-${row.id}/pdf`), 'half');
    writeFileSync(bench.caseFile('reports/2026-0417-R9-v1.pdf'), 'placed, not recorded');
    await bench.client.cases.open({ case: SLUG });
    await expect.poll(() => existsSync(bench.caseFile('reports/2026-0417-R9-v1.pdf')), { timeout: 20_000 }).toBe(false);
    expect((await bench.client.reports.list({ case: SLUG })).find(({ id }) => id === row.id)).toMatchObject({ status: 'failed', problem: { code: 'CANCELLED' } });
    expect(reportNames().filter((name) => name.startsWith('.making'))).toEqual([]);
    expect(await caseProblems(bench)).toEqual([]);
  });
});

describe('the command line', () => {
  test('refuses, makes, copies and signs as the workbench does', async () => {
    await bench.client.cases.close({ case: SLUG });
    const fields = join(folder, 'fields.json');
    const given = (value: unknown): string => {
      writeFileSync(fields, JSON.stringify(value));
      return fields;
    };
    const run = (...flags: string[]): ReturnType<typeof runCli> => runCli(['report', SLUG, '--cases', casesFolder(), ...flags]);
    const refused = await run('--final', '--fields', given({ conclusions: '' }));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('fields.conclusions')]);
    expect((await run('--fields', given({ conclusion: 'x' }))).code).toBe(2);
    expect((await run('--items', '1', '--all')).code).toBe(2);
    expect((await run('--items', '99')).code).toBe(2);
    expect((await run('--lint', '--fields', given({ conclusions: '' }))).code).toBe(2);
    const out = join(folder, 'out');
    const made = await run('--items', '1,3', '--template', 'newsroom', '--fields', given({ claim: 'Shown on a page', case: { title: 'Three cards, renamed' } }), '--out', out, '--json');
    expect(made.code).toBe(0);
    const lines = made.stdout.trim().split('\n').map((line) => JSON.parse(line) as { type: string; report?: ReportRow; copies?: string[] });
    const last = lines.at(-1)!;
    expect(lines.filter(({ type }) => type === 'progress').length).toBeGreaterThan(3);
    expect(last).toMatchObject({ type: 'report', report: { status: 'draft', items: 2, template: 'newsroom', files: expect.any(Array) as unknown } });
    expect(last.copies?.map((path) => sha256Of(readFileSync(path)))).toEqual(last.report?.files.map(({ sha256 }) => sha256));
    expect(readFileSync(last.copies![1]!, 'utf8')).toContain('Three cards, renamed');
    // Not signed: only its case can vouch for it.
    expect((await runCli(['verify', last.copies![0]!, '--cases', casesFolder()])).code).toBe(0);
    expect((await runCli(['verify', last.copies![0]!, '--cases', join(folder, 'nothing')])).code).toBe(4);
    const flipped = readFileSync(last.copies![0]!);
    flipped[flipped.length >> 1] = (flipped[flipped.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(out, 'flipped.pdf'), flipped);
    expect((await runCli(['verify', join(out, 'flipped.pdf'), '--cases', casesFolder()])).code).toBe(4);
    expect((await runCli(['verify', join(out, 'none.pdf'), '--cases', casesFolder()])).code).toBe(2);
    await bench.client.cases.open({ case: SLUG });
  }, 120_000);
});
