import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ReportRow } from '../../src/contract/index.ts';
import { copySample, type Host, makePlace, type Place, ROOT, scannedCase, until } from './app.ts';
import { axeSource, launch, obstacle, openPage, requireBrowser, suffix, type Watched } from './browser.ts';

/** Custody and report of one case in one browser. Each test goes on where the one before ended. */

requireBrowser('the report in a browser');

let place: Place;
let host: Host;
let browser: Browser;
let watched: Watched;
let page: Page;
let slug = '';

const reports = (): Promise<ReportRow[]> => host.api.reports.list({ case: slug });
const draft = async () => (await host.api.reports.draft({ case: slug })).fields;
const missing = () => page.getByRole('region', { name: 'What is missing' });
const made = () => page.getByRole('region', { name: 'Made reports' });
const final = () => page.getByRole('button', { name: 'Issue final' });
const field = (path: string) => page.locator(`[id="report-${path.replaceAll('.', '-')}"]`);
const nothingWrong = (): void => expect(watched.problems).toEqual([]);

async function open(screen: 'Report' | 'Custody'): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: screen }).click();
  await page.getByRole('heading', { level: 1, name: screen }).waitFor();
}

/** Rules of axe that the page breaks, but the ones about landmarks, which are those of the frame. */
async function brokenRules(): Promise<readonly string[]> {
  await page.evaluate(axeSource(ROOT));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (root: Document, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  });
}

/** Status, headers and beginning of a file as the page gets it. */
async function fetched(path: string): Promise<{ readonly status: number; readonly type: string | null; readonly policy: string | null; readonly start: string }> {
  return page.evaluate(async (target) => {
    const answer = await fetch(target);
    return { status: answer.status, type: answer.headers.get('content-type'), policy: answer.headers.get('content-security-policy'), start: (await answer.text()).slice(0, 15) };
  }, path);
}

async function newestEnded(): Promise<ReportRow> {
  return until('the end of the newest report', async () => {
    const row = (await reports()).toSorted((left, right) => right.id - left.id)[0];
    return row !== undefined && row.status !== 'running' ? row : null;
  });
}

describe.skipIf(obstacle !== null)(`Custody and report, in a browser${suffix}`, () => {
  beforeAll(async () => {
    place = makePlace(inject('page'));
    copySample(place.evidence, ['card-02.jpg', 'receipt-02.jpg']);
    host = await place.start();
    browser = await launch();
    watched = await openPage(browser);
    page = watched.page;
    const settings = await host.api.settings.read();
    await host.api.settings.write({ ...settings, examiner: 'M. Ortiz' });
    slug = await scannedCase(host.api, 'Parking receipt', place.evidence, { number: '2026-014', agency: 'State laboratory' });
    await page.goto(host.url);
    await page.goto(`${host.origin}/#/case/${slug}`);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    place?.remove();
  });

  test('what is missing is listed by section and leads to its field, which saves itself', async () => {
    await open('Report');
    await missing().getByText('The question asked, word for word, is not recorded.').waitFor();
    expect(await final().getAttribute('aria-disabled')).toBe('true');
    await final().click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect(host.api.reports.make({ case: slug, items: { filter: {} }, fields: await draft(), final: true, signature: null })).rejects.toThrow();
    await missing().getByRole('button', { name: /There are no conclusions/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'report-fields-conclusions');
    await page.keyboard.type('The amount was altered; this is what proposition 1 says.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Proposition 2 does not explain the findings.');
    await until('the saved conclusions', async () => (await draft()).conclusions === 'The amount was altered; this is what proposition 1 says.\nProposition 2 does not explain the findings.');
    await missing().getByRole('button', { name: /There are no conclusions/ }).waitFor({ state: 'detached' });
    await missing().getByRole('button', { name: /question asked/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'report-case-question');
    await page.keyboard.type('Was the amount altered?');
    await page.keyboard.press('Tab');
    await until('the question on the cover', async () => (await host.api.cases.read({ case: slug })).details.question === 'Was the amount altered?');
    await missing().getByRole('button', { name: /question asked/ }).waitFor({ state: 'detached' });
    expect(await brokenRules()).toEqual([]);
    nothingWrong();
  });

  test('a word that claims too much is told at its field', async () => {
    await field('fields.summary').fill('The picture is authentic.');
    await page.locator('[data-width]').filter({ has: field('fields.summary') }).getByText(/“.*authentic/).first().waitFor();
    await field('fields.summary').fill('Traces of alteration were found in the amount.');
    nothingWrong();
  });

  test('a template shows what it needs', async () => {
    await page.getByText('Newsroom', { exact: true }).click();
    await field('fields.claim').waitFor();
    await page.getByText('Court', { exact: true }).click();
    await field('fields.claim').waitFor({ state: 'detached' });
    await until('the template', async () => (await draft()).template === 'court');
    nothingWrong();
  });

  test('a draft can be made at any time and read, and can run nothing', async () => {
    await page.getByRole('button', { name: 'Make draft' }).click();
    await made().getByText('Draft', { exact: true }).waitFor();
    const row = await newestEnded();
    expect(row).toMatchObject({ status: 'draft', items: 2, signed: false, problem: null });
    for (const name of [`Copy SHA-256 of the extract of version ${row.version}`, `Copy SHA-256 of the PDF of version ${row.version}`]) await made().getByRole('button', { name }).waitFor();
    const pdf = await made().getByRole('link', { name: /^PDF/ }).getAttribute('href');
    expect(await fetched(pdf!)).toMatchObject({ status: 200, type: 'application/pdf', start: expect.stringMatching(/^%PDF-/), policy: expect.stringContaining("script-src 'none'") });
    const html = await made().getByRole('link', { name: /^Read/ }).getAttribute('href');
    expect(await fetched(html!)).toMatchObject({ status: 200, type: 'text/html; charset=utf-8', policy: expect.stringMatching(/^default-src 'none';.*sandbox$/) });
    const [tab] = await Promise.all([page.context().waitForEvent('page'), made().getByRole('link', { name: /^Read/ }).click()]);
    await tab.getByRole('heading').first().waitFor();
    expect(await tab.evaluate(() => window.opener === null)).toBe(true);
    await tab.close();
    nothingWrong();
  });

  test('only files that a report names are sent from its folder', async () => {
    writeFileSync(join(place.folder, 'cases', slug, 'reports', 'stray.html'), '<script>1</script>');
    expect((await fetched(`/files/${slug}/reports/stray.html`)).status).toBe(404);
    expect((await fetched(`/files/${slug}/reports/..%2fcase.sqlite`)).status).toBe(400);
    watched.problems.length = 0;
  });

  test('the evidence is verified, with a statement', async () => {
    await missing().getByRole('button', { name: /was not checked since intake/ }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Custody' }).waitFor();
    await page.getByText('Not read again since intake.', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Verify evidence' }).click();
    await page.getByRole('heading', { name: 'All 2 items are as they were taken in.' }).waitFor();
    await page.getByRole('button', { name: 'Copy statement' }).waitFor();
    await page.getByText('1 check, newest first.').waitFor();
    expect(await brokenRules()).toEqual([]);
    nothingWrong();
  });

  test('a transfer is recorded for good', async () => {
    await page.getByRole('button', { name: 'Record a transfer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Record the transfer' }).click();
    await dialog.getByText('Say who gave it.').waitFor();
    await dialog.getByLabel('From').fill('Evidence room');
    await dialog.getByRole('textbox', { name: 'To' }).fill('State laboratory');
    await dialog.getByLabel('Purpose').fill('Examination');
    await dialog.getByRole('button', { name: 'Record the transfer' }).click();
    await page.getByRole('region', { name: 'Table of transfers' }).getByText('Evidence room').waitFor();
    expect((await host.api.custody.read({ case: slug })).transfers).toMatchObject([{ from: 'Evidence room', to: 'State laboratory', items: [], recordedBy: 'M. Ortiz' }]);
    nothingWrong();
  });

  test('with nothing missing the final report is issued, after a question', async () => {
    await host.api.cases.change({ case: slug, details: { authority: 'Order 12/26', receivedFrom: 'Station 4', receivedAt: '2026-11-20T08:00:00.000Z' } });
    await open('Report');
    for (const [path, value] of [
      ['fields.examiner.qualifications', 'Examiner since 2019'],
      ['fields.examinedFrom', '2026-11-20'],
      ['fields.examinedTo', '2026-11-21'],
      ['fields.propositionOne', 'The amount was changed after the receipt was printed.'],
      ['fields.propositionTwo', 'The picture shows the receipt as it was printed.'],
      ['fields.evaluation.reasons', 'The map and the quantisation differ there.'],
      ['fields.evaluation.alternatives', 'Recompression was considered.'],
      ['fields.declaration', 'I know my duty to the court.'],
    ] as const) await field(path).fill(value);
    await field('fields.evaluation.support').selectOption('moderate_first');
    await page.waitForFunction(() => document.querySelector('[aria-label="What is missing"] [role="status"]')?.textContent?.startsWith('Nothing') === true);
    await until('that final is offered', async () => (await final().getAttribute('aria-disabled')) === 'false');
    await page.keyboard.press('Control+Shift+F');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A final report cannot be changed or removed.').waitFor();
    expect(await brokenRules()).toEqual([]);
    await dialog.getByRole('button', { name: 'Issue without signature' }).click();
    const row = await until('the final report', async () => (await reports()).find(({ status }) => status === 'final') ?? null);
    expect(row).toMatchObject({ items: 2, signed: false });
    await made().getByText('Final', { exact: true }).waitFor();
    nothingWrong();
  });

  test('a flipped byte turns the item red and blocks the final report until a reason is typed', async () => {
    const path = join(place.evidence, 'card-02.jpg');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    await open('Custody');
    await page.keyboard.press('Control+Shift+U');
    await page.getByRole('alert').filter({ hasText: '1 of 2 items does not verify.' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'card-02.jpg' });
    await row.getByText('Changed', { exact: true }).waitFor();
    expect(await row.getAttribute('data-bad')).toBe('true');
    // The colour may be on its way for some frames.
    await until('the mark to be red', async () => {
      const colours = await page.evaluate(() => {
        const red = document.createElement('i');
        red.style.color = 'var(--problem)';
        document.body.append(red);
        const wanted = getComputedStyle(red).color;
        red.remove();
        return { wanted, is: getComputedStyle(document.querySelector('tr[data-bad] [data-check="changed"]')!).color };
      });
      return colours.is === colours.wanted;
    });
    await page.getByRole('navigation').getByRole('link', { name: 'Evidence' }).click();
    await page.getByRole('gridcell').filter({ hasText: 'card-02' }).and(page.locator('[data-check="changed"]')).waitFor();
    await open('Report');
    await missing().getByRole('button', { name: /card-02\.jpg.*other bytes/ }).waitFor();
    expect(await final().getAttribute('aria-disabled')).toBe('true');
    await field('fields.overrideReason').fill('The drive was repaired on 21 November; see the note.');
    await until('that final is offered again', async () => (await final().getAttribute('aria-disabled')) === 'false');
    watched.problems.length = 0;
  });

  test('items are exported, with the size and digest of each file', async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('CSV').check();
    await dialog.getByLabel('Extract').check();
    await dialog.getByRole('button', { name: 'Export 2 formats' }).click();
    await dialog.getByRole('region', { name: 'Files written' }).getByRole('row').nth(2).waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    nothingWrong();
  });

  test('the log has it all, holds together, and is narrowed to one item', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('status').filter({ hasText: /All \d+ entries hold together$/ }).waitFor();
    const { items } = await host.api.custody.read({ case: slug });
    const changed = items.find(({ check }) => check?.outcome === 'changed')!;
    await page.getByLabel('Number of the item').fill(String(changed.evidenceId));
    await page.getByRole('cell', { name: 'custody: difference' }).waitFor();
    expect(await page.getByRole('cell', { name: 'report: started' }).count()).toBe(0);
    expect(await brokenRules()).toEqual([]);
    nothingWrong();
  });
});
