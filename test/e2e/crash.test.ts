import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { makePictures } from '../integration/caseworkFixtures.ts';
import { copySample, type Host, itemsOf, jobEnded, makePlace, type Place, until } from './app.ts';
import { launch, obstacle, openPage, requireBrowser, suffix, withoutOutage } from './browser.ts';
import { at, isPainted, openReview, storedAt } from './canvas.ts';

/** The server dies by `kill -9`, as by a power cut. What is on the disk must be enough to go on. */

const FILES = 30;
/** Findings that must be there before the kill, so that it falls into the middle. */
const BEFORE_THE_KILL = 5;

requireBrowser('the crash tests');

let place: Place;
let host: Host;
let browser: Browser;

describe.skipIf(obstacle !== null)(`After a kill of the server nothing is lost${suffix}`, () => {
  beforeEach(async () => {
    place = makePlace(inject('page'));
    host = await place.start();
    browser = await launch();
  });
  afterEach(async () => {
    await browser?.close();
    await host?.stop();
    place?.remove();
  });

  test('a scan goes on by itself, and does every file once', { timeout: 420_000 }, async () => {
    await makePictures(place.evidence, FILES);
    const { slug } = await host.api.cases.create({ title: 'Killed in mid-scan' });
    await host.api.jobs.add({ case: slug, paths: [place.evidence] });
    await jobEnded(host.api, slug, 'add');
    const { page, problems } = await openPage(browser);
    await page.goto(host.url);
    await page.goto(`${host.origin}/#/case/${slug}/scan`);
    await page.getByRole('button', { name: `Scan ${FILES} items` }).click();
    const findings = async (): Promise<Map<number, number>> => new Map((await itemsOf(host.api, slug)).flatMap(({ id, findingId }) => (findingId === null ? [] : [[id, findingId]])));
    const before = await until('some findings', async () => {
      const found = await findings();
      return found.size >= BEFORE_THE_KILL ? found : null;
    });
    expect(before.size).toBeLessThan(FILES);
    await host.kill();
    await page.getByRole('alert').filter({ hasText: /connection/i }).or(page.getByRole('status').filter({ hasText: /connection/i })).first().waitFor();

    host = await place.start();
    // A new launch has a new port and a new token, as for somebody who starts the program again.
    await page.goto(host.url);
    await page.goto(`${host.origin}/#/case/${slug}/scan`);
    await page.getByRole('row', { name: /Scan.*Finished/ }).waitFor({ timeout: 300_000 });
    const items = await itemsOf(host.api, slug);
    expect(items.map(({ status }) => status)).toEqual(items.map(() => 'analysed'));
    expect(items).toHaveLength(FILES);
    let twice = 0;
    for (const { id, findingId } of items) {
      const { findings: all } = await host.api.review.open({ case: slug, evidenceId: id });
      twice += all.length - 1;
      // What was done before the kill was not done again.
      if (before.has(id)) expect(findingId).toBe(before.get(id));
    }
    expect(twice).toBeLessThanOrEqual(1);
    expect(withoutOutage(problems)).toEqual([]);
  });

  test('a stroke that was still being painted is there but for its last moment', async () => {
    copySample(place.evidence, ['card-02.jpg']);
    const { slug } = await host.api.cases.create({ title: 'Killed in mid-stroke' });
    await host.api.jobs.add({ case: slug, paths: [place.evidence] });
    await jobEnded(host.api, slug, 'add');
    const [item] = await itemsOf(host.api, slug);
    const { page, problems } = await openPage(browser);
    await page.goto(host.url);
    await openReview(page, host.origin, slug, item!.id);
    const places = [[0.4, 0.4], [0.45, 0.45], [0.5, 0.4]] as const;
    const stored: { readonly x: number; readonly y: number }[] = [];
    for (const [x, y] of places) stored.push((await storedAt(page, x, y))!);
    await page.getByRole('application').focus();
    await page.keyboard.press('b');

    await page.mouse.move(...((await at(page, ...places[0])) as [number, number]));
    await page.mouse.down();
    for (const [x, y] of places.slice(1)) await page.mouse.move(...((await at(page, x, y)) as [number, number]), { steps: 10 });
    const since = performance.now();
    const saved = await until('the begun stroke on the disk', async () => {
      const mask = await host.api.annotations.mask({ case: slug, evidenceId: item!.id });
      return stored.every(({ x, y }) => isPainted(mask, x, y)) ? mask : null;
    });
    console.info(`A stroke under way was on the disk ${Math.round(performance.now() - since)} ms after its last point.`);
    // The button is still down and the stroke goes on when the server dies.
    await page.mouse.move(...((await at(page, 0.55, 0.45)) as [number, number]), { steps: 3 });
    await host.kill();
    await page.mouse.up();
    await page.getByText(/connection/i).first().waitFor();

    host = await place.start();
    const mask = await host.api.cases.open({ case: slug }).then(() => host.api.annotations.mask({ case: slug, evidenceId: item!.id }));
    expect(mask.area).toBeGreaterThanOrEqual(saved.area);
    expect(stored.map(({ x, y }) => isPainted(mask, x, y))).toEqual(stored.map(() => true));
    await page.goto(host.url);
    await openReview(page, host.origin, slug, item!.id);
    await page.getByRole('tab', { name: 'Marks' }).click();
    await page.getByRole('region', { name: 'Analyst mask' }).getByText(`${mask.area.toLocaleString('en')} px`).waitFor();
    expect(withoutOutage(problems)).toEqual([]);
  });
});
