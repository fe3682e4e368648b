/// <reference lib="dom" />

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { SIGNAL_NAMES, SIGNAL_WORDS, type SignalRun } from '../../src/contract/index.ts';
import { copySample, type Host, itemsOf, makePlace, type Place, ROOT, scannedCase, until } from './app.ts';
import { axeSource, launch, obstacle, openPage, requireBrowser, suffix, type Watched } from './browser.ts';
import { changed, openReview, settled, storedAt } from './canvas.ts';

/** Second opinions in the browser: run, watched, shown on the picture and compared. Each test goes on where the one before ended. */

const SLOW = 420_000;

requireBrowser('second opinions in a browser');

let place: Place;
let host: Host;
let browser: Browser;
let watched: Watched;
let page: Page;
let slug = '';
let first = 0;
let second = 0;
let done: SignalRun;

const newest = async (evidenceId: number): Promise<SignalRun | undefined> => (await host.api.signals.list({ case: slug, evidenceId }))[0];
const tab = (name: string) => page.getByRole('tab', { name }).click();
const row = (name: string) => page.locator(`[data-method="${name}"]`);
const nothingWrong = (): void => expect(watched.problems).toEqual([]);

async function ended(evidenceId: number): Promise<SignalRun> {
  return until('the end of the second opinions', async () => {
    const run = await newest(evidenceId);
    return run !== undefined && run.status !== 'running' ? run : null;
  }, 390);
}

describe.skipIf(obstacle !== null)(`Second opinions, in a browser${suffix}`, () => {
  beforeAll(async () => {
    place = makePlace(inject('page'));
    copySample(place.evidence, ['card-02.jpg', 'street-02.jpg']);
    host = await place.start();
    slug = await scannedCase(host.api, 'Second opinions', place.evidence);
    const items = await itemsOf(host.api, slug);
    first = items.find(({ name }) => name === 'street-02.jpg')!.id;
    second = items.find(({ name }) => name === 'card-02.jpg')!.id;
    browser = await launch();
    // axe is put into the page as text, which the page's own policy rightly refuses.
    watched = await openPage(browser, { bypassCSP: true });
    page = watched.page;
    await page.goto(host.url);
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    place?.remove();
  });

  test('all methods are run from the panel, and each says what it marks or why it does not apply', { timeout: SLOW }, async () => {
    await openReview(page, host.origin, slug, first);
    await tab('Opinions');
    await page.getByText('Nothing has been run on this picture yet.').waitFor();
    await page.getByRole('button', { name: `Run all ${SIGNAL_NAMES.length} methods` }).click();
    await page.getByRole('progressbar', { name: 'Methods that have ended' }).waitFor();
    // Results come one by one: the first stands there while others still wait.
    await expect.poll(() => page.locator('[data-method][data-state="marked"], [data-method][data-state="not_applicable"]').count(), { timeout: 240_000, interval: 100 }).toBeGreaterThan(0);
    done = await ended(first);
    expect(done.status, done.error?.message).toBe('done');
    expect(done.results.map(({ name }) => name)).toEqual([...SIGNAL_NAMES]);
    for (const result of done.results) {
      await row(result.name).getByText(SIGNAL_WORDS[result.name].title, { exact: true }).waitFor();
      if (result.applies) await row(result.name).getByText(/% marked$/).waitFor();
      else await row(result.name).getByText(result.reason).waitFor();
    }
    await page.getByText(`${done.results.filter(({ applies }) => applies).length} methods of ${SIGNAL_NAMES.length} apply`).waitFor();
    nothingWrong();
  });

  test('a layer changes the pixels of the canvas and goes away again', async () => {
    const most = done.results.toSorted((left, right) => (right.maskShare ?? 0) - (left.maskShare ?? 0))[0]!;
    expect(most.maskShare).toBeGreaterThan(0);
    const { title } = SIGNAL_WORDS[most.name];
    const before = await settled(page);
    await page.getByRole('button', { name: `Show layer ${title}` }).click();
    await changed(page, before);
    const legend = page.getByRole('region', { name: 'Legend' });
    expect(await legend.innerText()).toContain(title);
    expect(await legend.innerText()).toContain('the method’s own decision');
    await page.getByRole('button', { name: `Hide layer ${title}` }).click();
    await expect.poll(() => settled(page), { timeout: 30_000 }).toBe(before);
    nothingWrong();
  });

  test('agreement stands in its tables, on the canvas and under the pointer', async () => {
    const { agreement } = done;
    expect(agreement?.methods).toContain('network');
    const methods = agreement!.methods.length;
    expect(agreement!.shares).toHaveLength(methods + 1);
    const shares = page.getByRole('table', { name: /Share of the picture/ });
    expect(await shares.locator('tbody tr').count()).toBe(methods + 1);
    expect(await shares.locator('tbody tr').first().innerText()).toMatch(/none\s+\d+(\.\d+)? %/);
    const overlap = page.getByRole('table', { name: /Overlap of what two methods mark/ });
    expect(await overlap.locator('tbody tr').count()).toBe(methods);
    expect(await overlap.locator('tbody td').filter({ hasText: /^(\d+|<1|–)$/ }).count()).toBe((methods * (methods - 1)) / 2);

    const before = await settled(page);
    await page.getByRole('application').press('Shift+A');
    await changed(page, before);
    expect(await page.getByRole('region', { name: 'Legend' }).innerText()).toContain(`n of ${methods} methods`);

    const stored = sharp(join(place.folder, 'cases', slug, agreement!.map.path));
    const { data, info } = await stored.greyscale().raw().toBuffer({ resolveWithObject: true });
    for (const [x, y] of [[0.28, 0.35], [0.5, 0.5], [0.75, 0.45]] as const) {
      const pixel = (await storedAt(page, x, y))!;
      const count = Math.round((data[pixel.y * info.width + pixel.x]! / 255) * methods);
      await page.getByLabel('Readout under the pointer').getByText(`${count} of ${methods} methods`).waitFor();
    }
    nothingWrong();
  });

  test('the layer list holds those that have a map, and says of the others why not', async () => {
    await tab('Layers');
    await page.getByRole('button', { name: /^Second opinions/ }).click();
    const group = page.getByRole('list', { name: 'Second opinions' });
    for (const result of done.results) {
      const { title } = SIGNAL_WORDS[result.name];
      if (result.applies) await group.getByRole('button', { name: `Show layer ${title}` }).waitFor();
      else await group.getByText(`Does not apply: ${result.reason}`).waitFor();
    }
    await page.getByRole('application').press('c');
    await page.getByRole('button', { name: /^Compare/ }).click();
    const applied = done.results.find(({ applies }) => applies)!;
    await page.getByRole('dialog').getByLabel('Left').first().click();
    const before = await settled(page);
    await page.getByRole('option', { name: `${SIGNAL_WORDS[applied.name].title} alone` }).click();
    await changed(page, before);
    await page.keyboard.press('Escape');
    await page.getByRole('application').press('Shift+C');
    nothingWrong();
  });

  for (const name of ['Opinions', 'Layers'] as const) {
    test(`axe finds nothing serious beside the results, ${name}`, async () => {
      await tab(name);
      await page.getByRole('tabpanel', { name }).waitFor();
      await page.evaluate(`${axeSource(ROOT)};0`);
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> } };
        const { violations } = await axe.run(document, { resultTypes: ['violations'] });
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')}`);
      });
      expect(found).toEqual([]);
    });
  }

  test('a run is begun with a key, cancelled, and another picture shows nothing of the first', { timeout: SLOW }, async () => {
    await openReview(page, host.origin, slug, second);
    await page.getByLabel('Readout under the pointer').waitFor();
    expect(await page.getByLabel('Readout under the pointer').innerText()).not.toContain('methods');
    await page.getByRole('application').press('Shift+O');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    const run = await ended(second);
    expect(run.status).toBe('cancelled');
    expect(run.results.length).toBeLessThan(SIGNAL_NAMES.length);
    await page.getByRole('button', { name: 'Choose methods' }).click();
    await page.getByRole('checkbox', { name: SIGNAL_WORDS.ela.title }).check();
    await page.getByRole('button', { name: 'Run 1 method' }).click();
    const short = await ended(second);
    expect([short.status, ...short.names]).toEqual(['done', 'ela']);
    expect(short.id).not.toBe(run.id);
    await page.getByRole('combobox', { name: 'Run', exact: true }).or(page.getByLabel('Run', { exact: true })).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/Search actions/).fill('second opinion');
    await page.getByRole('button', { name: /Show or hide second opinion: agreement/ }).waitFor();
    await page.getByRole('button', { name: /Run second opinions on this picture/ }).waitFor();
    await page.keyboard.press('Escape');
    nothingWrong();
  });
});
