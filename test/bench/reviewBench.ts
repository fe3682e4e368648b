/// <reference lib="dom" />

import type { BrowserContext, Page } from 'playwright-core';
import { openMemory, type Memory } from './memory.ts';
import { round, type Times, timesOf } from './figures.ts';

const CANVAS = '[role="application"]';

export interface OpenedPicture {
  /** Milliseconds from the navigation until the first tile, and until all tiles of the shown level, were drawn. */
  readonly firstTileMs: number;
  readonly allTilesMs: number;
  /** The same from the moment the page knew which picture it is. */
  readonly ownFirstTileMs: number;
  readonly ownAllTilesMs: number;
}

/** Opens a picture in a page of its own and waits until all of it is drawn; the page stays open. */
export async function openPicture(context: BrowserContext, url: string, width: number, height: number): Promise<{ readonly page: Page; readonly opened: OpenedPicture }> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('palimpsest:all-tiles').length > 0);
  if ((await page.getByText(/could not be loaded/).count()) > 0) throw new Error('Tiles could not be loaded: what is measured would not be the review.');
  const [first, all] = await page.evaluate(() => ['palimpsest:first-tile', 'palimpsest:all-tiles'].map((name) => performance.getEntriesByName(name)[0]!).map(({ startTime, duration }) => ({ startTime, duration })));
  const end = ({ startTime, duration }: { startTime: number; duration: number }): number => round(startTime + duration);
  return { page, opened: { firstTileMs: end(first!), allTilesMs: end(all!), ownFirstTileMs: round(first!.duration), ownAllTilesMs: round(all!.duration) } };
}

export interface ThresholdTimes extends Times {
  readonly canvas: { readonly width: number; readonly height: number };
  /** From the change until the frame behind the one that drew it: what the user waits, within a frame. */
  readonly untilNextFrame: Times;
}

/** Moves the threshold by its key, one step after the other, with the mask at the threshold shown. */
export async function threshold(page: Page, steps: number): Promise<ThresholdTimes> {
  await page.locator(CANVAS).focus();
  await page.keyboard.press('Shift+3');
  await page.waitForTimeout(1500);
  const times: number[] = [];
  const frames: number[] = [];
  for (let step = 0; step <= steps; step += 1) {
    const measured = page.evaluate(
      () =>
        new Promise<readonly [number, number]>((done) => {
          const observer = new PerformanceObserver((list) => {
            const entry = list.getEntriesByName('palimpsest:threshold')[0];
            if (entry === undefined) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => done([entry.duration, performance.now() - entry.startTime])));
          });
          observer.observe({ type: 'measure' });
          document.documentElement.dataset['benchWaits'] = 'yes';
        }),
    );
    await page.waitForFunction(() => document.documentElement.dataset['benchWaits'] === 'yes');
    await page.keyboard.press('.');
    const [time, frame] = await measured;
    await page.evaluate(() => delete document.documentElement.dataset['benchWaits']);
    // The first step makes the workers' code warm.
    if (step > 0) {
      times.push(time);
      frames.push(frame);
    }
    await page.waitForTimeout(250);
  }
  const canvas = await page.locator(`${CANVAS} canvas`).first().evaluate((element) => ({ width: (element as HTMLCanvasElement).width, height: (element as HTMLCanvasElement).height }));
  return { canvas, ...timesOf(times), untilNextFrame: timesOf(frames) };
}

/** Paints one stroke by the mouse: from each pointer event until its pixels are drawn. */
export async function brush(page: Page, moves: number): Promise<Times> {
  const box = await page.locator(CANVAS).boundingBox();
  if (box === null) throw new Error('The canvas is not on the screen.');
  await page.locator(CANVAS).focus();
  await page.keyboard.press('b');
  const at = (share: number): readonly [number, number] => [box.x + box.width * (0.25 + share * 0.5), box.y + box.height * (0.5 + 0.15 * Math.sin(share * 12))];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let move = 1; move <= moves; move += 1) {
    await page.mouse.move(...at(move / moves));
    await page.waitForTimeout(30);
  }
  await page.mouse.up();
  await page.waitForTimeout(800);
  await page.keyboard.press('v');
  return timesOf(await page.evaluate(() => performance.getEntriesByName('palimpsest:brush').map(({ duration }) => duration)));
}

export interface MemoryGrowth {
  readonly at: readonly ({ readonly picture: number } & Memory)[];
  /** Growth between the second and the last look, for each picture. */
  readonly growthPerPicture: { readonly heapKilobytes: number; readonly nodes: number; readonly rendererKilobytes: number | null; readonly serverKilobytes: number | null };
  /** At the last look over at the first. */
  readonly heapRatio: number;
  readonly rendererRatio: number | null;
  /** Milliseconds from the key to all tiles of the next picture. */
  readonly nextPicture: Times;
}

/** Goes through pictures by key and looks at the memory at some of them. The page shows the first of them. */
export async function reviewMany(page: Page, last: number, looks: readonly number[], serverProcess: number | null): Promise<MemoryGrowth> {
  const memory = await openMemory(page, serverProcess);
  const at: ({ picture: number } & Memory)[] = [];
  const times: number[] = [];
  for (let picture = 2; picture <= last; picture += 1) {
    const address = page.url();
    await page.evaluate(() => performance.clearMeasures('palimpsest:all-tiles'));
    const start = performance.now();
    await page.keyboard.press('d');
    await page.waitForURL((url) => url.href !== address);
    await page.waitForFunction(() => performance.getEntriesByName('palimpsest:all-tiles').length > 0);
    times.push(performance.now() - start);
    // The next key counts once the page knows its place in the list.
    await page.waitForFunction((wanted) => document.querySelector('[role=listbox] [aria-selected=true]')?.getAttribute('aria-posinset') === String(wanted), picture);
    if (looks.includes(picture)) at.push({ picture, ...(await memory.look()) });
  }
  const [first, ...rest] = at;
  const [before, after] = [rest.at(-2) ?? first!, rest.at(-1)!];
  const grown = (value: (memory: Memory) => number | null): number | null => {
    const [from, to] = [value(before), value(after)];
    return from === null || to === null ? null : round(((to - from) * 1000) / (after.picture - before.picture));
  };
  return {
    at,
    growthPerPicture: { heapKilobytes: grown(({ heapMegabytes }) => heapMegabytes)!, nodes: round((after.nodes - before.nodes) / (after.picture - before.picture)), rendererKilobytes: grown(({ rendererMegabytes }) => rendererMegabytes), serverKilobytes: grown(({ serverMegabytes }) => serverMegabytes) },
    heapRatio: round(after.heapMegabytes / first!.heapMegabytes, 2),
    rendererRatio: after.rendererMegabytes === null || first!.rendererMegabytes === null ? null : round(after.rendererMegabytes / first!.rendererMegabytes, 2),
    nextPicture: timesOf(times),
  };
}
