import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Explanation } from '../../src/contract/index.ts';
import { copySample, type Host, itemsOf, makePlace, type Place, ROOT, scannedCase, until } from './app.ts';
import { axeSource, launch, obstacle, openPage, requireBrowser, suffix, type Watched } from './browser.ts';
import { openReview } from './canvas.ts';
import { startTalkingServer, type TalkingServer } from './explainServer.ts';

/** The explanation of one finding in one browser: measured, decided on, asked of a model, compared, and kept from leaving the machine. Each test goes on where the one before ended. */

requireBrowser('the explanation in a browser');

let place: Place;
let host: Host;
let browser: Browser;
let watched: Watched;
let page: Page;
let model: TalkingServer;
let slug = '';
let evidenceId = 0;
let findingId = 0;
let measured: Explanation;

const nothingWrong = (): void => expect(watched.problems).toEqual([]);
const panel = () => page.getByRole('tabpanel', { name: 'Explain' });
const bar = () => page.getByRole('region', { name: 'Language model' });
const sentence = (id: number) => panel().locator('li', { has: page.locator(`[data-sentence="${id}"]`) }).last();
const canvas = () => page.getByRole('application');
const explanations = (): Promise<Explanation[]> => host.api.explain.list({ case: slug, evidenceId });
const reviewOf = async (id: number) => (await explanations()).find((one) => one.id === measured.id)?.statements.find((one) => one.id === id)?.review ?? null;

async function openExplain(): Promise<void> {
  await openReview(page, host.origin, slug, evidenceId);
  await page.getByRole('tab', { name: 'Explain' }).click();
  await panel().locator('[data-sentence]').first().waitFor();
}

async function configure(server: Partial<Awaited<ReturnType<Host['api']['settings']['read']>>['server']>): Promise<void> {
  const settings = await host.api.settings.read();
  await host.api.settings.write({ ...settings, server: { ...settings.server, ...server } });
  await page.reload();
}

/** Rules of axe, of every impact, that a part of the page breaks. */
async function brokenRules(part: string): Promise<readonly string[]> {
  await page.evaluate(axeSource(ROOT));
  return page.evaluate(async (selector) => {
    const { axe } = globalThis as unknown as { axe: { run: (where: string, options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    const { violations } = await axe.run(selector, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }, part);
}

describe.skipIf(obstacle !== null)(`A finding in words, in a browser${suffix}`, () => {
  beforeAll(async () => {
    place = makePlace(inject('page'));
    copySample(place.evidence, ['receipt-02.jpg']);
    model = await startTalkingServer();
    host = await place.start();
    browser = await launch();
    watched = await openPage(browser);
    page = watched.page;
    const settings = await host.api.settings.read();
    await host.api.settings.write({ ...settings, examiner: 'M. Ortiz' });
    slug = await scannedCase(host.api, 'Explained', place.evidence);
    const [item] = await itemsOf(host.api, slug);
    evidenceId = item!.id;
    const [finding] = (await host.api.review.open({ case: slug, evidenceId })).findings;
    expect(finding!.regions.length).toBeGreaterThan(0);
    findingId = finding!.id;
    await page.goto(host.url);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    await model?.close();
    place?.remove();
  });

  test('what was measured stands in words, without any model', async () => {
    expect(await explanations()).toEqual([]);
    await openExplain();
    await panel().getByText('Measured by Palimpsest').waitFor();
    [measured] = (await explanations()) as [Explanation];
    expect(measured.kind).toBe('measured');
    const shown = measured.statements.filter(({ struck }) => struck === null);
    expect(shown.length).toBeGreaterThan(3);
    for (const { id, plain } of shown) expect(await sentence(id).locator('[data-sentence]').innerText()).toBe(plain);
    await panel().getByText(`0 of ${shown.length} decided`).waitFor();
    await panel().getByRole('heading', { name: 'What was found' }).waitFor();
    await panel().getByRole('heading', { name: 'Region 1' }).waitFor();
    await bar().getByText('No language model').waitFor();
    expect(model.asked).toEqual([]);
    nothingWrong();
  });

  test('the reading level changes the words and is kept', async () => {
    const differing = measured.statements.find(({ plain, technical, struck }) => struck === null && plain !== technical)!;
    await panel().getByText('Technical', { exact: true }).click();
    await sentence(differing.id).getByText(differing.technical, { exact: true }).waitFor();
    await until('the level in the settings', async () => (await host.api.settings.read()).readingLevel === 'technical');
    await canvas().press('g');
    await sentence(differing.id).getByText(differing.plain, { exact: true }).waitFor();
    nothingWrong();
  });

  test('a sentence lights its regions, a region lights its sentences', async () => {
    const about = measured.statements.find(({ regions, struck }) => struck === null && regions.length === 1)!;
    const [region] = about.regions;
    await sentence(about.id).locator('[data-sentence]').click();
    await page.locator(`[role="application"][data-lit="${region}"]`).waitFor();
    expect(await sentence(about.id).getAttribute('data-current')).toBe('true');
    await page.getByRole('tab', { name: 'Regions' }).click();
    await page.getByRole('list', { name: 'Regions' }).getByRole('button').nth(region! - 1).click();
    expect(await canvas().getAttribute('data-lit')).toBeNull();
    await page.getByRole('tab', { name: 'Explain' }).click();
    await panel().locator('[data-sentence]').first().waitFor();
    for (const { id, regions, struck } of measured.statements) if (struck === null) expect(await sentence(id).getAttribute('data-lit'), String(id)).toBe(regions.includes(region!) ? 'true' : null);
    nothingWrong();
  });

  test('grounds open to the measured values', async () => {
    const grounded = measured.statements.find(({ grounds, struck }) => struck === null && grounds.length > 0)!;
    await sentence(grounded.id).getByRole('button', { name: /values?$/ }).click();
    for (const { value } of grounded.grounds) await sentence(grounded.id).locator('dd').getByText(value, { exact: true }).first().waitFor();
    nothingWrong();
  });

  test('sentences are accepted, edited and rejected, by name and with time, and stay so', async () => {
    const [first, second, third] = measured.statements.filter(({ struck }) => struck === null);
    await sentence(first!.id).locator('[data-sentence]').click();
    await canvas().press('Shift+Y');
    await sentence(first!.id).getByText(/^Accepted, M\. Ortiz, \d{4}-/).waitFor();

    await canvas().press('s');
    await until('the keyboard on the second sentence', async () => (await sentence(second!.id).getAttribute('data-current')) === 'true');
    await page.keyboard.press('w');
    const field = page.getByRole('textbox', { name: 'Your words for this sentence' });
    await field.fill('Something else.');
    await field.press('Escape');
    await sentence(second!.id).getByText(second!.plain, { exact: true }).waitFor();
    expect(await reviewOf(second!.id)).toBeNull();
    expect(await sentence(second!.id).locator('[data-sentence]').evaluate((words) => words === document.activeElement)).toBe(true);
    await sentence(second!.id).getByRole('button', { name: 'Edit' }).click();
    await field.fill('The amount in the last line was changed.');
    await field.press('Enter');
    await sentence(second!.id).getByText(/^Edited, M\. Ortiz/).waitFor();

    await sentence(third!.id).hover();
    await sentence(third!.id).getByRole('button', { name: 'Reject' }).click();
    await sentence(third!.id).getByText(/^Rejected, M\. Ortiz/).waitFor();
    expect((await reviewOf(first!.id))?.decision).toBe('accepted');
    expect(await reviewOf(second!.id)).toMatchObject({ decision: 'edited', text: 'The amount in the last line was changed.', author: 'M. Ortiz' });

    await page.reload();
    await openExplain();
    await sentence(first!.id).getByText(/^Accepted, M\. Ortiz/).waitFor();
    await sentence(second!.id).getByText('The amount in the last line was changed.', { exact: true }).waitFor();
    await sentence(second!.id).getByText(`Before: ${second!.plain}`).waitFor();
    await panel().getByText(/^3 of \d+ decided$/).waitFor();

    await sentence(third!.id).hover();
    await sentence(third!.id).getByRole('button', { name: 'Reopen' }).click();
    await panel().getByText(/^2 of \d+ decided$/).waitFor();
    await sentence(third!.id).getByText(/^Reopened, M\. Ortiz/).click();
    const history = page.getByRole('list', { name: 'Decisions' });
    await history.getByText('Rejected').waitFor();
    expect(await history.getByRole('listitem').count()).toBe(2);
    await page.keyboard.press('Escape');
    nothingWrong();
  });

  test('what a model would see is shown before anything is sent', async () => {
    await bar().getByRole('button', { name: 'More about the language model' }).click();
    await page.getByRole('menuitem', { name: 'What the model would see' }).click();
    const dialog = page.getByRole('dialog', { name: 'What a model would see' });
    const joined = dialog.getByRole('img', { name: 'Picture beside the picture with its mask' });
    await until('the joined picture', () => joined.evaluate((picture) => (picture as HTMLImageElement).naturalWidth > 0));
    expect(await dialog.getByRole('listitem').count()).toBeGreaterThan(1);
    expect(await brokenRules('[role="dialog"]')).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(model.asked).toEqual([]);
    nothingWrong();
  });

  test('a server is set up in the settings and checked', async () => {
    await page.goto(`${host.origin}/#/settings`);
    await page.getByRole('switch', { name: 'Use a language model' }).click();
    const address = page.getByRole('textbox', { name: 'Address', exact: true });
    await address.fill('nonsense');
    await page.getByText('Write an address such as').waitFor();
    await address.fill(model.address);
    await address.press('Enter');
    await page.getByText('This machine. Pictures do not leave it.').waitFor();
    expect(model.asked).toEqual([]);
    await page.getByRole('button', { name: 'Check connection' }).click();
    await page.getByRole('list', { name: 'What the server can do' }).getByText('Pictures').waitFor();
    expect((await host.api.explain.server({ case: null })).state).toBe('ready');
    expect(await page.getByText(/^Sends pictures to/).count()).toBe(0);
    nothingWrong();
  });

  test('the model is asked; what the evidence contradicts is struck and kept', async () => {
    const region = measured.measurement!.regions[0]!;
    const elsewhere = region.position.startsWith('bottom') ? 'upper left corner' : 'lower right corner';
    model.say({ title: 'a printed amount', description: `A patch in the ${elsewhere} of the picture has a hard outline.`, summary: 'Nine separate regions stand out.', count: 9 });
    await openExplain();
    const release = model.hold();
    await bar().getByRole('button', { name: 'Ask the model' }).click();
    await panel().getByRole('region', { name: 'Progress' }).waitFor();
    release();
    await panel().getByText(/^Machine-made words of test-vision/).waitFor();
    await panel().getByRole('button', { name: /struck sentences?$/ }).click();
    const asked = (await explanations()).find(({ kind }) => kind === 'model')!;
    const struck = asked.statements.filter((one) => one.struck !== null);
    expect(struck.length).toBeGreaterThan(0);
    for (const one of struck) await panel().locator('del').getByText(one.plain, { exact: true }).first().waitFor();
    await panel().getByText(struck[0]!.struck!.because).first().waitFor();
    for (const one of struck) expect(await panel().locator(`[data-sentence="${one.id}"]`).count()).toBe(0);
    nothingWrong();
  });

  test('everything said is there, word for word', async () => {
    await panel().getByRole('button', { name: 'Raw exchange' }).click();
    const dialog = page.getByRole('dialog', { name: 'Raw exchange' });
    const request = dialog.getByRole('region', { name: 'Request' });
    await request.waitFor();
    expect(await brokenRules('[role="dialog"]')).toEqual([]);
    expect(await request.innerText()).toMatch(/sha256:[0-9a-f]{64}/);
    expect(await request.innerText()).not.toContain('receipt-02');
    expect(await dialog.getByRole('region', { name: 'Reply' }).innerText()).toContain('printed ');
    await page.keyboard.press('Escape');
    await panel().getByRole('button', { name: 'What the model saw' }).click();
    await page.getByRole('dialog', { name: 'What the model saw' }).getByRole('img').first().waitFor();
    await page.keyboard.press('Escape');
    nothingWrong();
  });

  test('three runs tell whether the words depend on the mask', async () => {
    await bar().getByRole('button', { name: 'More about the language model' }).click();
    await page.getByRole('menuitem', { name: 'Test whether the words depend on the mask' }).click();
    const table = panel().getByRole('table', { name: /Share of the words/ });
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(4);
    const batch = (await explanations()).find((one) => one.batch !== null)!.batch!;
    await panel().getByText((await host.api.explain.ablation({ case: slug, batch }))!.reading).waitFor();
    nothingWrong();
  });

  test('the tab is clean by the rules of axe, in both themes', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found[colorScheme] = await brokenRules('aside');
    }
    await page.emulateMedia({ colorScheme: 'light' });
    expect(found).toEqual({ light: [], dark: [] });
  });

  test('a server on another machine gets nothing without consent, and the frame says so on every screen', async () => {
    await configure({ address: 'https://models.example.org/v1', model: '' });
    await page.goto(`${host.origin}/#/`);
    await page.getByRole('banner').getByText('Sends pictures to https://models.example.org').waitFor();
    await openExplain();
    await bar().getByText('This case has not agreed').waitFor();
    await bar().getByRole('button', { name: 'Read and agree' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sending pictures of this case' });
    await dialog.getByText('https://models.example.org').first().waitFor();
    const agree = dialog.getByRole('button', { name: 'Agree for this case' });
    expect(await agree.isDisabled()).toBe(true);
    expect(await brokenRules('[role="dialog"]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
    await expect(host.api.explain.ask({ case: slug, findingId, variants: ['mask'] })).rejects.toMatchObject({ data: { code: 'SERVER_REMOTE' } });

    await bar().getByRole('button', { name: 'Read and agree' }).click();
    await dialog.getByLabel('Why pictures of this case may be sent').fill('Approved by the prosecutor on 20 November.');
    await agree.click();
    await dialog.getByText('Consent given by M. Ortiz').waitFor();
    await dialog.getByLabel('Why it is withdrawn').fill('The approval was for another case.');
    await dialog.getByRole('button', { name: 'Withdraw consent' }).click();
    await dialog.getByText('Consent withdrawn by M. Ortiz').waitFor();
    const actions = (await host.api.cases.audit({ case: slug, before: null, limit: 20 })).map(({ action }) => action);
    expect(actions.slice(0, 2)).toEqual(['consent.withdrawn', 'consent.given']);
    await page.keyboard.press('Escape');
    nothingWrong();
  });
});
