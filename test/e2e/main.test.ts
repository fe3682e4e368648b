import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copySample, type Host, itemsOf, jobEnded, makePlace, type Place, until, writeBroken } from './app.ts';
import { launch, obstacle, openPage, requireBrowser, suffix, type Watched } from './browser.ts';
import { at, changed, drag, openReview, pixels, settled, storedAt } from './canvas.ts';

/** A working day in one browser: a case is made, filled, scanned, triaged, reviewed, marked and found again. Each test goes on where the one before ended. */

const PICTURES = ['card-02.jpg', 'invoice-02.jpg', 'landscape-01.jpg', 'letter-02.png', 'portrait-02.jpg', 'receipt-02.jpg', 'street-02.jpg'];
const SLOW = 420_000;

requireBrowser('the main path in a browser');

let place: Place;
let host: Host;
let browser: Browser;
let watched: Watched;
let page: Page;
let broken: readonly string[];
let slug = '';
/** The item that is reviewed: the one of which most is at or above the threshold. */
let reviewed = 0;

const readout = () => page.getByLabel('Readout under the pointer');
const tab = (name: string) => page.getByRole('tab', { name }).click();
const canvasKeys = async (...keys: string[]): Promise<void> => {
  await page.getByRole('application').focus();
  for (const key of keys) await page.keyboard.press(key);
};
const nothingWrong = (): void => expect(watched.problems).toEqual([]);

describe.skipIf(obstacle !== null)(`A case from its making to its marks, in a browser${suffix}`, () => {
  beforeAll(async () => {
    place = makePlace(inject('page'));
    copySample(join(place.evidence, 'exhibits'), PICTURES);
    broken = writeBroken(place.evidence);
    host = await place.start();
    browser = await launch();
    watched = await openPage(browser);
    page = watched.page;
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    place?.remove();
  });

  test('a case is created through the form', async () => {
    await page.goto(host.url);
    await page.getByRole('button', { name: 'Create case' }).first().click();
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Create case' }).click();
    await form.getByText('Give the case a title').waitFor();
    await form.getByLabel('Title').fill('Rental agreement, changed amount');
    await form.getByLabel('Case number').fill('2026-0419');
    await form.getByLabel('Question asked').fill('Was the amount altered after signing?');
    await form.getByRole('button', { name: 'Create case' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rental agreement, changed amount' }).waitFor();
    slug = /case\/([a-z0-9-]+)/.exec(page.url())![1]!;
    const view = await host.api.cases.read({ case: slug });
    expect(view.details).toMatchObject({ number: '2026-0419', title: 'Rental agreement, changed amount', question: 'Was the amount altered after signing?' });
    nothingWrong();
  });

  test('a folder is added by its path and taken in', async () => {
    await page.getByRole('button', { name: 'Add evidence' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Paths').fill(place.evidence);
    await dialog.getByRole('button', { name: 'Choose', exact: true }).click();
    await dialog.getByRole('button', { name: 'Add 1 path' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Scan', exact: true }).click();
    const done = page.getByRole('row', { name: /Add evidence.*Finished/ });
    await done.waitFor({ timeout: 150_000 });
    const job = await jobEnded(host.api, slug, 'add');
    expect(job.stages.map(({ done: files, total }) => files === total)).not.toContain(false);
    expect(await itemsOf(host.api, slug)).toHaveLength(PICTURES.length + broken.length);
    nothingWrong();
  });

  test('the shipped model scans it, and the page is usable meanwhile', { timeout: SLOW }, async () => {
    await page.getByRole('button', { name: /^Scan \d+ items$/ }).click();
    await page.getByRole('region', { name: 'Scan, Running' }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.getByLabel('Examiner', { exact: true }).fill('M. Ortiz');
    await until('the examiner in the settings', async () => (await host.api.settings.read()).examiner === 'M. Ortiz');
    const scan = (await host.api.jobs.list({ case: slug })).find(({ kind }) => kind === 'scan');
    expect(scan?.status).toBe('running');
    const job = await jobEnded(host.api, slug, 'scan');
    expect(job.status).toBe('finished');
    expect(job.settings?.model).toBe('omni-nano');
    nothingWrong();
  });

  test('the evidence grid shows every item with its score, and problem files with their reason', async () => {
    await page.goto(`${host.origin}/#/case/${slug}/evidence`);
    const items = await itemsOf(host.api, slug);
    const grid = page.getByRole('grid', { name: 'Evidence' });
    await until('all items in the grid', async () => (await grid.getByRole('gridcell').count()) === items.length);
    for (const item of items) {
      const cell = grid.getByRole('gridcell').filter({ has: page.getByText(item.name, { exact: true }) });
      if (item.score !== null) await cell.filter({ hasText: `score ${item.score.toFixed(2)}` }).waitFor();
      else expect(broken).toContain(item.name);
    }
    expect(items.filter(({ score }) => score !== null).map(({ name }) => name)).toEqual(PICTURES);
    await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Table').click();
    for (const name of broken) {
      const row = grid.getByRole('row', { name: new RegExp(`^${name}`) });
      await row.waitFor();
      const item = items.find((one) => one.name === name)!;
      expect(item.problem).not.toBeNull();
      expect((await row.innerText()).toLowerCase()).not.toContain('analysed\n');
      expect(await row.locator('[data-column="status"] [title]').getAttribute('title')).toContain(item.problem!.message);
    }
    await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Grid').click();
    await until('the grid in the settings', async () => (await host.api.settings.read()).view.evidence === 'grid');
    nothingWrong();
  });

  test('triage needs nothing but the keyboard', async () => {
    await page.reload();
    await page.getByRole('gridcell').first().waitFor();
    const focused = () => page.evaluate(() => Number(document.activeElement?.closest<HTMLElement>('[role="gridcell"]')?.dataset['index'] ?? -1));
    for (let step = 0; step < 80 && (await focused()) < 0; step += 1) await page.keyboard.press('Tab');
    expect(await focused()).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Home');
    await until('the first item', async () => (await focused()) === 0);
    const nameAt = (index: number) => page.locator(`[role="gridcell"][data-index="${index}"] [title]`).last().innerText();
    const statuses = ['no_traces_found', 'traces_found', 'inconclusive'] as const;
    const marked = new Map<string, string>();
    for (const [step, key] of ['4', '2', '3'].entries()) {
      const index = await focused();
      marked.set(await nameAt(index), statuses[step]!);
      await page.keyboard.press(key);
      await until('the status in the case', async () => (await itemsOf(host.api, slug)).filter(({ review }) => review !== 'unreviewed').length === step + 1);
      if ((await focused()) === index) await page.keyboard.press('ArrowRight');
    }
    const items = await itemsOf(host.api, slug);
    for (const [name, status] of marked) expect(items.find((item) => item.name === name)?.review, name).toBe(status);
    const index = await focused();
    const name = await nameAt(index);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByRole('application').or(page.getByText('This picture cannot be shown')).first().waitFor();
    await page.keyboard.press('u');
    await until('the same item in the list again', async () => (await focused()) === index);
    nothingWrong();
  });

  test('review shows the heat map, regions and numbers at every threshold', async () => {
    const items = await itemsOf(host.api, slug);
    const chosen = items.filter(({ findingId }) => findingId !== null).toSorted((one, other) => (other.maskShare ?? 0) - (one.maskShare ?? 0))[0]!;
    reviewed = chosen.id;
    const findingId = chosen.findingId!;
    await openReview(page, host.origin, slug, reviewed);

    // So low that much is above it, whatever the weights say of this picture.
    const histogram = await host.api.review.histogram({ case: slug, findingId, map: 'mask' });
    const areaAt = (threshold: number): number => histogram.reduce((sum, count, value) => sum + (value / 255 >= threshold - 1e-9 ? count : 0), 0);
    const control = page.getByRole('region', { name: 'Threshold' });
    const shows = (threshold: number) => until(`the numbers at ${threshold}`, async () => (await control.innerText()).includes(threshold.toFixed(2)) && (await control.innerText()).includes(`${areaAt(threshold).toLocaleString('en')} px`));
    await shows(0.5);
    let threshold = 0.5;
    for (; threshold > 0.05 && (await host.api.review.regionsAt({ case: slug, findingId, threshold, minimumArea: 64 })).regions.length === 0; ) threshold = Math.round((threshold - 0.05) * 100) / 100;
    for (let step = Math.round((0.5 - threshold) * 100); step > 0; step -= 1) await canvasKeys(',');
    await shows(threshold);
    await canvasKeys(',', ',', ',');
    await shows(Math.round((threshold - 0.03) * 100) / 100);
    await canvasKeys('.', '.', '.');
    await shows(threshold);

    const withHeat = await settled(page);
    await canvasKeys('Shift+2');
    const without = await changed(page, withHeat);
    await canvasKeys('Shift+2');
    expect(await changed(page, without)).toBe(withHeat);
    await canvasKeys('Shift+3');
    await changed(page, withHeat);
    await canvasKeys('Shift+3');

    await tab('Regions');
    const { regions } = await host.api.review.regionsAt({ case: slug, findingId, threshold, minimumArea: 64 });
    const list = page.getByRole('list', { name: 'Regions' }).getByRole('button');
    await until('the list of regions', async () => (await list.count()) === regions.length);
    const zoom = page.getByRole('button', { name: /^Zoom: / });
    const fitted = await zoom.innerText();
    await list.first().click();
    await until('a closer view of the region', async () => (await zoom.innerText()) !== fitted);
    expect(await list.first().getAttribute('aria-pressed')).toBe('true');
    nothingWrong();
  });

  test('readout, comparison and loupe', async () => {
    await canvasKeys('f', 'Shift+T');
    const first = await settled(page);
    const stored = (await storedAt(page, 0.5, 0.5))!;
    const item = (await itemsOf(host.api, slug)).find(({ id }) => id === reviewed)!;
    const reading = await host.api.review.pixel({ case: slug, evidenceId: reviewed, findingId: item.findingId, ...stored });
    await until('the values of the pixel', async () => {
      const text = await readout().innerText();
      return text.includes(reading.rgb.join(' ')) && text.includes(reading.probability!.toFixed(2));
    });
    await canvasKeys('c');
    const swiped = await changed(page, first);
    await page.getByRole('separator', { name: 'Divider between the two views' }).press('PageUp');
    await changed(page, swiped);
    await canvasKeys('c');
    const beside = await changed(page, swiped);
    await canvasKeys('c');
    await until('flicker', async () => (await pixels(page)) !== beside);
    await canvasKeys('Shift+C', 'f');
    expect(await changed(page, beside)).toBe(first);
    await canvasKeys('l');
    await page.mouse.move(...((await at(page, 0.45, 0.5)) as [number, number]));
    await page.getByText(/^8×/).waitFor();
    await canvasKeys('l');
    await page.getByText(/^8×/).waitFor({ state: 'detached' });
    nothingWrong();
  });

  test('marks, a brush stroke and a status outlive a reload; undo and redo work', async () => {
    const marks = async () => host.api.annotations.list({ case: slug, evidenceId: reviewed });
    const mask = async () => host.api.annotations.mask({ case: slug, evidenceId: reviewed });
    await canvasKeys('m');
    await drag(page, [[0.42, 0.4], [0.55, 0.55]]);
    await until('the rectangle in the case', async () => (await marks()).length === 1);
    await tab('Marks');
    await page.getByLabel('Note', { exact: true }).fill('The edge of this figure has no noise.');
    await page.getByRole('combobox', { name: 'Confidence' }).or(page.getByRole('textbox', { name: 'Confidence' })).first().click();
    await page.getByRole('option', { name: 'Strong', exact: true }).click();
    await until('note and confidence in the case', async () => {
      const [mark] = await marks();
      return mark?.note === 'The edge of this figure has no noise.' && mark.confidence === 'strong' && mark.author === 'M. Ortiz';
    });

    await canvasKeys('b');
    await drag(page, [[0.45, 0.3], [0.5, 0.35], [0.55, 0.3]]);
    // A long stroke comes in pieces; it is whole when the page counts as many pixels as the case and says that all is saved.
    const numbers = page.getByRole('region', { name: 'Analyst mask' });
    const { area } = await until('the whole stroke in the case', async () => {
      const now = await mask();
      const shown = (await numbers.innerText()).includes(`${now.area.toLocaleString('en')} px`) && (await page.getByRole('group', { name: 'Tool options' }).innerText()).includes('Saved');
      return now.area > 0 && shown ? now : null;
    });
    await canvasKeys('Control+z');
    await until('the stroke undone', async () => (await mask()).area === 0);
    await canvasKeys('Control+Shift+z');
    await until('the stroke again', async () => (await mask()).area === area);

    await canvasKeys('2');
    await until('the status in the case', async () => (await itemsOf(host.api, slug)).find(({ id }) => id === reviewed)?.review === 'traces_found');
    nothingWrong();

    await page.reload();
    await page.getByRole('application').locator('canvas').first().waitFor();
    await page.getByRole('button', { name: 'Review status: Traces found' }).waitFor();
    await tab('Marks');
    const row = page.getByRole('list', { name: 'Annotations' }).getByRole('listitem');
    await row.filter({ hasText: 'The edge of this figure has no noise.' }).filter({ hasText: 'Strong' }).waitFor();
    expect(await row.count()).toBe(1);
    await page.getByRole('region', { name: 'Analyst mask' }).getByText(`${area.toLocaleString('en')} px`).waitFor();
    nothingWrong();
  });
});
