import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CaseSession, openCase, viewCase } from '../caseFolder.ts';
import { createFakeEngine, fakeRequest } from '../scan/fakeEngine.testing.ts';
import { scanFolder } from '../scan/scan.ts';
import { verifyCase } from '../verify/verifyCase.ts';
import { writeContactSheet } from './contactSheet.ts';

let folder: string;
let session: CaseSession;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-sheet-'));
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  for (let index = 0; index < 11; index += 1) writeFileSync(join(evidence, `good-${index}.png`), `${index}`);
  for (let index = 0; index < 5; index += 1) writeFileSync(join(evidence, `bad-${index}.png`), '!IMAGE_CORRUPT');
  session = await openCase(join(folder, 'cases'), 'sheet', { mode: 'create' });
  await scanFolder(session, createFakeEngine(), evidence, fakeRequest());
});

afterEach(async () => {
  await session.close();
  rmSync(folder, { recursive: true, force: true });
});

function pages(): readonly string[] {
  return readdirSync(session.paths.reports).filter((name) => name.endsWith('.html')).toSorted().map((name) => readFileSync(join(session.paths.reports, name), 'utf8'));
}

const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

test('pages are bounded: cards, then a plain list, then the files without a finding', async () => {
  const limits = { cards: 2, cardPages: 3, lines: 4 };
  const paths = await writeContactSheet(session, { limits, scoreCalibrated: false });
  const html = pages();
  // 11 findings: 6 on cards, 5 in lists of 4; 5 problems in lists of 4.
  expect(paths).toHaveLength(3 + 2 + 2);
  expect(html).toHaveLength(7);
  expect(html.map((page) => count(page, /<article/g))).toEqual([2, 2, 2, 0, 0, 0, 0]);
  expect(html.map((page) => count(page, /IMAGE_CORRUPT<\/td><td>/g))).toEqual([0, 0, 0, 0, 0, 4, 1]);
  for (let index = 0; index < 11; index += 1) expect(html.filter((page) => page.includes(`good-<wbr>${index}.`))).toHaveLength(1);
  expect(html[1]).toContain('href="sheet-003.html"');
  expect(html[0]).not.toContain('href="sheet-000.html"');
});

test('the highest scores come first', () => {
  const scores = [...(pages()[0] ?? '').matchAll(/<\/span>([\d.]+)<\/dd>/g)].map((match) => Number(match[1]));
  expect(scores).toHaveLength(11);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('a shorter sheet leaves no page of the longer one behind', async () => {
  await writeContactSheet(session, { limits: { cards: 2, cardPages: 3, lines: 4 }, scoreCalibrated: false });
  await writeContactSheet(session, { scoreCalibrated: false });
  expect(pages()).toHaveLength(1);
});

test('a page changed afterwards is found by verify', async () => {
  const check = async (): Promise<readonly string[]> => {
    const view = viewCase(join(folder, 'cases'), 'sheet');
    const report = await verifyCase(view, { evidence: false, heads: [] });
    view.close();
    return report.problems.map((problem) => `${problem.part} ${problem.subject}`);
  };
  expect(await check()).toEqual([]);
  writeFileSync(join(session.paths.reports, 'sheet-001.html'), 'nothing to see');
  expect(await check()).toEqual(['reports reports/sheet-001.html']);
});

test('verify names a finding, a region, a digest and an artifact that were edited', async () => {
  const { database } = session;
  database.exec(`UPDATE finding SET score = score / 2 WHERE id = 3`);
  database.exec(`UPDATE region SET area = area + 1 WHERE finding_id = 4`);
  database.exec(`UPDATE evidence SET sha256 = 'ff' || substr(sha256, 3), status = status WHERE id = (SELECT evidence_id FROM finding WHERE id = 5)`);
  const artifact = database.prepare<[], string>(`SELECT path FROM artifact JOIN finding_artifact USING (sha256) WHERE finding_id = 6 AND kind = 'mask'`).pluck().get() ?? '';
  writeFileSync(join(session.paths.folder, artifact), 'another mask');
  const view = viewCase(join(folder, 'cases'), 'sheet');
  const report = await verifyCase(view, { evidence: false, heads: [] });
  view.close();
  expect(report.problems.map((problem) => problem.part).toSorted()).toEqual(['artifacts', 'evidence', 'findings', 'findings']);
  expect(report.problems.map((problem) => problem.subject)).toEqual(expect.arrayContaining(['finding 3', 'finding 4', artifact]));
});
