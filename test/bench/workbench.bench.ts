/**
 * The workbench as a person meets it: the real host and a real browser on cases made here, and the host's queries without a wire. JSON on standard
 * output, nothing asserted. Where there is no browser, the JSON says so and has the queries alone.
 * Usage: node test/bench/workbench.bench.ts [queries] [grid] [review] [memory] (all parts when none is named)
 */
import { mkdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { Browser, BrowserContext } from 'playwright-core';
import { createWorkbench } from '../../src/casework/index.ts';
import { startEngine, startViewer } from '../../src/engine/index.ts';
import { type Host, makePlace, ROOT } from '../e2e/app.ts';
import { launch, obstacle } from '../e2e/browser.ts';
import { buildPage, removePage } from '../e2e/buildPage.ts';
import { makePictures } from './caseParts.ts';
import { median, round } from './figures.ts';
import { firstPaint, scroll } from './gridBench.ts';
import { makeManyItems } from './manyItems.ts';
import { childWith } from './memory.ts';
import { brush, openPicture, reviewMany, threshold } from './reviewBench.ts';

const MANY = 100_000;
const FEW = 1000;
const PICTURES = 200;
/** 50 megapixels. */
const LARGE = { width: 8660, height: 5773 } as const;
const HD = [1440, 900] as const;
const FOUR_K = [3840, 2160] as const;

const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const wants = (part: 'queries' | 'grid' | 'review' | 'memory'): boolean => named.length === 0 || named.includes(part);
const say = (text: string): void => console.error(text);

/** Milliseconds of the host's answers about a case of many items, without a wire: the first, and the middle of those after it. */
async function queries(casesFolder: string, dataFolder: string, slug: string): Promise<unknown> {
  const workbench = await createWorkbench({
    host: 'browser', reason: 'bench', casesFolder, dataFolder, modelsFolder: join(ROOT, 'resources', 'models'),
    startEngine: (model, provider) => startEngine({ modelFolder: model.folder, provider, timeoutMilliseconds: 600_000 }),
    startViewer: () => startViewer(),
  });
  const api = createRouterClient(workbench.router, { context: {} });
  const list = { case: slug, filter: {}, groupByFolder: false, sort: { by: 'path', descending: false } } as const;
  const byScore = { by: 'score', descending: true } as const;
  const timed = async (call: (run: number) => Promise<unknown>): Promise<unknown> => {
    const times: number[] = [];
    for (let run = 0; run < 8; run += 1) {
      const start = performance.now();
      await call(run);
      times.push(performance.now() - start);
    }
    return { firstMs: round(times[0]!), medianMs: round(median(times.slice(1))) };
  };
  try {
    const open = performance.now();
    await api.cases.open({ case: slug });
    const openMs = round(performance.now() - open);
    return {
      items: MANY,
      openMs,
      firstPage: await timed(() => api.evidence.query({ ...list, offset: 0, limit: 200 })),
      pageInTheMiddle: await timed((run) => api.evidence.query({ ...list, offset: 50_000 + run * 200, limit: 200 })),
      byScore: await timed((run) => api.evidence.query({ ...list, sort: byScore, offset: run * 200, limit: 200 })),
      newFilter: await timed((run) => api.evidence.query({ ...list, filter: { score: { least: 0.2 + run / 50 } }, sort: byScore, offset: 0, limit: 200 })),
      newText: await timed((run) => api.evidence.query({ ...list, filter: { text: `dsc_04${run} nikon` }, offset: 0, limit: 200 })),
      facets: await timed(() => api.evidence.facets({ case: slug, filter: {} })),
      facetsOfNewFilter: await timed((run) => api.evidence.facets({ case: slug, filter: { score: { least: 0.2 + run / 50 } } })),
      position: await timed((run) => api.evidence.position({ ...list, evidenceId: 90_000 + run })),
      groups: await timed(() => api.evidence.groups(list)),
    };
  } finally {
    await workbench.close();
  }
}

async function grid(context: BrowserContext, host: Host, many: string, few: string): Promise<unknown> {
  const paint = (slug: string, runs: number) => firstPaint(context, `${host.origin}/#/case/${slug}/evidence`, () => host.api.cases.close({ case: slug }).catch(() => undefined), runs);
  // The first page of all compiles the code: not counted for either case.
  const warming = await paint(few, 1);
  const fewItems = await paint(few, 3);
  const manyItems = await paint(many, 3);
  const page = await context.newPage();
  await page.goto(`${host.origin}/#/case/${many}/evidence`);
  await page.locator('[role=gridcell][data-index="7"]:not([data-loading])').waitFor();
  const scrolling = [await scroll(page, 1500, 3000), await scroll(page, 6000, 3000)];
  await page.close();
  return { items: { many: MANY, few: FEW }, coldStartMs: warming.medianMs, many: manyItems, few: fewItems, manyOverFew: round(manyItems.medianMs / fewItems.medianMs, 2), scrolling };
}

async function review(context: BrowserContext, url: string): Promise<unknown> {
  const { page, opened } = await openPicture(context, url, ...HD);
  const thresholdHd = await threshold(page, 15);
  const brushHd = await brush(page, 50);
  await page.close();
  const again = await openPicture(context, url, ...FOUR_K);
  const threshold4k = await threshold(again.page, 15);
  const brush4k = await brush(again.page, 50);
  await again.page.close();
  return {
    picture: { ...LARGE, megapixels: round((LARGE.width * LARGE.height) / 1e6) },
    open: opened,
    openTilesKept: again.opened,
    threshold: { '1440x900': thresholdHd, '3840x2160': threshold4k, ratio: round(threshold4k.medianMs / thresholdHd.medianMs, 2) },
    brush: { '1440x900': brushHd, '3840x2160': brush4k, ratio: round(brush4k.medianMs / brushHd.medianMs, 2) },
  };
}

async function inBrowser(browser: Browser, host: Host, ids: { readonly large: number; readonly small: number }): Promise<Record<string, unknown>> {
  const context = await browser.newContext({ viewport: { width: HD[0], height: HD[1] }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(120_000);
  // The address with its token lets this browser in; later pages have the cookie.
  const first = await context.newPage();
  await first.goto(host.url);
  await first.close();
  const parts: Record<string, unknown> = { browser: `Chromium ${browser.version()}`, rendering: 'software: the browser is started without a graphics processor' };
  if (wants('grid')) {
    say('grid');
    parts['grid'] = await grid(context, host, 'many', 'few');
  }
  if (wants('review')) {
    say('review');
    parts['review'] = await review(context, `${host.origin}/#/case/large/review/${ids.large}`);
  }
  if (wants('memory')) {
    say('memory');
    const { page } = await openPicture(context, `${host.origin}/#/case/pictures/review/${ids.small}`, ...HD);
    // A short stroke on the small picture, for what the size of the picture does to the brush.
    parts['brushOnSmall'] = await brush(page, 50);
    parts['memory'] = await reviewMany(page, PICTURES, [10, 100, PICTURES], childWith('serve'));
    await page.close();
  }
  await context.close();
  return parts;
}

async function run(): Promise<unknown> {
  const loadBefore = loadavg().map((load) => round(load, 2));
  const page = obstacle === null ? await buildPage() : '';
  const place = makePlace(page);
  const cases = join(place.folder, 'cases');
  mkdirSync(cases);
  try {
    say('making cases');
    if (wants('queries') || wants('grid')) await makeManyItems(cases, 'many', MANY);
    const answers = wants('queries') ? await queries(cases, join(place.folder, 'data'), 'many') : null;
    let parts: Record<string, unknown> = { browser: `none: ${obstacle ?? ''}` };
    if (obstacle === null) {
      if (wants('grid')) await makeManyItems(cases, 'few', FEW);
      const large = wants('review') ? await makePictures(cases, place.evidence, 'large', 1, LARGE.width, LARGE.height) : [1];
      const small = wants('memory') ? await makePictures(cases, place.evidence, 'pictures', PICTURES, 1200, 800) : [1];
      const host = await place.start();
      const browser = await launch();
      try {
        parts = await inBrowser(browser, host, { large: large[0]!, small: small[0]! });
      } finally {
        await browser.close();
        await host.stop();
      }
    }
    return { name: 'workbench', cores: availableParallelism(), load: { before: loadBefore, after: loadavg().map((load) => round(load, 2)) }, queries: answers, ...parts };
  } finally {
    place.remove();
    if (page !== '') removePage(page);
  }
}

console.log(JSON.stringify(await run(), null, 1));
process.exit(0);
