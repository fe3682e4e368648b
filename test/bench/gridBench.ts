/// <reference lib="dom" />

import type { BrowserContext, Page } from 'playwright-core';
import { median, round } from './figures.ts';

export interface FirstPaint {
  /** Milliseconds from the navigation to the frame behind the first rows, one a run. The case is closed on the host before each; the first run also compiles the page's code. */
  readonly rowsMs: readonly number[];
  readonly medianMs: number;
  /** The browser's own first paint of anything, median. */
  readonly firstContentMs: number;
  /** From the navigation to eight thumbnails, median. */
  readonly thumbnailsMs: number;
}

/** Opens the grid of a case `runs` times in pages of their own. */
export async function firstPaint(context: BrowserContext, url: string, close: () => Promise<unknown>, runs: number): Promise<FirstPaint> {
  const all: { rows: number; content: number; thumbnails: number }[] = [];
  for (let run = 0; run < runs; run += 1) {
    await close();
    const page = await context.newPage();
    await page.addInitScript(watchGrid);
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.dataset['benchThumbnails'] !== undefined);
    all.push(await page.evaluate(() => ({ rows: Number(document.documentElement.dataset['benchRows']), thumbnails: Number(document.documentElement.dataset['benchThumbnails']), content: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 })));
    await page.close();
  }
  return { rowsMs: all.map(({ rows }) => round(rows)), medianMs: round(median(all.map(({ rows }) => rows))), firstContentMs: round(median(all.map(({ content }) => content))), thumbnailsMs: round(median(all.map(({ thumbnails }) => thumbnails))) };
}

/** Runs in the page: notes the time of the frame behind the one in which rows, then thumbnails, stood in the grid. */
function watchGrid(): void {
  const note = (name: string): void => void requestAnimationFrame(() => (document.documentElement.dataset[name] = String(performance.now())));
  let rows = false;
  const look = (): void => {
    if (!rows && document.querySelector('[role=gridcell][data-index="7"]:not([data-loading])') !== null) {
      rows = true;
      note('benchRows');
    }
    if (rows && document.querySelectorAll('img[data-shown]').length >= 8) return note('benchThumbnails');
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

export interface Scrolling {
  readonly pixelsPerSecond: number;
  readonly frames: number;
  readonly medianFrameMs: number;
  readonly over25Ms: number;
  readonly over50Ms: number;
  readonly longestMs: number;
  /** Share of frames in which an item on the screen was not there yet, 0..1. */
  readonly blankShare: number;
}

/** Scrolls the grid at an even speed for `milliseconds`. */
export async function scroll(page: Page, pixelsPerSecond: number, milliseconds: number): Promise<Scrolling> {
  const { frames, blank } = await page.evaluate(
    async ({ pixelsPerSecond, milliseconds }) => {
      const grid = document.querySelector('[role=grid]')!;
      grid.scrollTop = 0;
      await new Promise((go) => setTimeout(go, 1000));
      const frames: number[] = [];
      let blank = 0;
      const start = await new Promise<number>((go) => requestAnimationFrame(go));
      let last = start;
      while (last - start < milliseconds) {
        const now = await new Promise<number>((go) => requestAnimationFrame(go));
        frames.push(now - last);
        last = now;
        grid.scrollTop = ((now - start) * pixelsPerSecond) / 1000;
        if (document.querySelector('[role=gridcell][data-loading]') !== null) blank += 1;
      }
      return { frames, blank };
    },
    { pixelsPerSecond, milliseconds },
  );
  const over = (limit: number): number => frames.filter((frame) => frame > limit).length;
  return { pixelsPerSecond, frames: frames.length, medianFrameMs: round(median(frames)), over25Ms: over(25), over50Ms: over(50), longestMs: round(Math.max(...frames)), blankShare: round(blank / frames.length, 3) };
}
