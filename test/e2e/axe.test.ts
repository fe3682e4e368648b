import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copySample, type Host, itemsOf, makePlace, type Place, ROOT, scannedCase, writeBroken } from './app.ts';
import { axeSource, launch, obstacle, openPage, requireBrowser, suffix } from './browser.ts';
import { settled } from './canvas.ts';

/** Every screen for those who read, point or see otherwise: rules of axe in both themes, the keyboard, text at twice its size. */

requireBrowser('the accessibility tests');

const AXE = obstacle === null ? axeSource(ROOT) : '';
const PANEL_TABS = ['Layers', 'Regions', 'Opinions', 'Finding', 'File', 'Notes', 'Marks'] as const;

let place: Place;
let host: Host;
let browser: Browser;
let slug = '';
let evidenceId = 0;

/** Ways to each screen and to what opens over it. */
function screens(): Readonly<Record<string, (page: Page) => Promise<void>>> {
  const go = (path: string, ready: (page: Page) => Promise<unknown>) => async (page: Page): Promise<void> => {
    await page.goto(`${host.origin}/#${path}`);
    await page.reload();
    await ready(page);
  };
  const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const cases = go('/', (page) => page.getByRole('link', { name: /Accessible/ }).first().waitFor());
  const overview = go(`/case/${slug}`, (page) => title(page, 'Accessible'));
  const evidence = go(`/case/${slug}/evidence`, async (page) => {
    await page.getByRole('grid').waitFor();
    await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Grid').click();
    await page.getByRole('gridcell').filter({ hasText: 'card-02' }).waitFor();
  });
  const review = go(`/case/${slug}/review/${evidenceId}`, async (page) => {
    await page.getByRole('application').locator('canvas').first().waitFor();
    await settled(page);
  });
  return {
    cases,
    'create a case': async (page) => {
      await cases(page);
      await page.getByRole('button', { name: 'Create case' }).first().click();
      await page.getByRole('dialog').getByLabel('Title').waitFor();
    },
    'case overview': overview,
    'add evidence': async (page) => {
      await overview(page);
      await page.getByRole('button', { name: 'Add evidence' }).first().click();
      await page.getByRole('dialog').getByLabel('Paths').waitFor();
    },
    'evidence as grid': evidence,
    'evidence as table': async (page) => {
      await evidence(page);
      await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Table').click();
      await page.getByRole('columnheader', { name: 'Name' }).waitFor();
    },
    review,
    ...Object.fromEntries(
      PANEL_TABS.map((name) => [
        `review, ${name}`,
        async (page: Page) => {
          if (!page.url().endsWith(`/review/${evidenceId}`)) await review(page);
          await page.getByRole('tab', { name }).click();
          await page.getByRole('tabpanel', { name }).waitFor();
        },
      ]),
    ),
    'review, comparing': async (page) => {
      if (!page.url().endsWith(`/review/${evidenceId}`)) await review(page);
      await page.getByRole('application').press('c');
      await page.getByRole('separator', { name: 'Divider between the two views' }).waitFor();
      await page.getByRole('button', { name: /^Compare/ }).click();
      await page.getByText('Hold O to see the picture alone').waitFor();
    },
    scan: go(`/case/${slug}/scan`, (page) => title(page, 'Scan')),
    audit: go(`/case/${slug}/audit`, (page) => page.getByRole('table').waitFor()),
    settings: go('/settings', (page) => title(page, 'Settings')),
    'shortcut map': async (page) => {
      await cases(page);
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
    palette: async (page) => {
      await overview(page);
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    },
  };
}

interface Fault {
  readonly rule: string;
  readonly impact: string;
  readonly where: readonly string[];
}

async function faults(page: Page): Promise<readonly Fault[]> {
  await page.evaluate(`${AXE};0`);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (root: Document, options: object) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary?: string }[] }[] }> } };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => ({ rule: id, impact, where: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html.slice(0, 220)} :: ${(failureSummary ?? '').slice(0, 200)}`) }));
  });
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}

describe.skipIf(obstacle !== null)(`Every screen for everybody${suffix}`, () => {
  beforeAll(async () => {
    place = makePlace(inject('page'));
    copySample(place.evidence, ['card-02.jpg', 'letter-02.png', 'street-02.jpg']);
    writeBroken(place.evidence);
    host = await place.start();
    slug = await scannedCase(host.api, 'Accessible', place.evidence, { number: '2026-1', examiner: 'M. Ortiz', question: 'Was it altered?' });
    const items = await itemsOf(host.api, slug);
    evidenceId = items.find(({ name }) => name === 'card-02.jpg')!.id;
    await host.api.annotations.save({ case: slug, evidenceId, id: crypto.randomUUID(), body: { shape: { type: 'rectangle', x: 100, y: 100, width: 200, height: 150 }, note: 'Edge without noise', confidence: 'strong', layers: ['mask'] } });
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    await host?.stop();
    place?.remove();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing serious on any screen, ${colorScheme}`, { timeout: 420_000 }, async () => {
      // axe is put into the page as text, which the page's own policy rightly refuses.
      const { page, problems, close } = await openPage(browser, { colorScheme, bypassCSP: true });
      await page.goto(host.url);
      const found: Record<string, readonly Fault[]> = {};
      for (const [name, open] of Object.entries(screens())) {
        await open(page);
        const here = await faults(page);
        if (here.length > 0) found[name] = here;
      }
      await close();
      expect(found).toEqual({});
      expect(problems).toEqual([]);
    });
  }

  test('the Tab key reaches the main controls of every screen, and one sees where it is', { timeout: 300_000 }, async () => {
    const { page, close } = await openPage(browser, { bypassCSP: true });
    await page.goto(host.url);
    const all = screens();
    const wanted: Readonly<Record<string, readonly RegExp[]>> = {
      cases: [/Settings/, /Search or run/, /Search cases/, /Create case/, /Accessible/],
      'case overview': [/Evidence/, /Leave case/, /Status/, /Add evidence/, /Title/],
      'evidence as grid': [/Search/, /Sort by/, /View|Grid|Table/, /Add evidence/, /Scan/, /card-02|letter-02|street-02|cut-off|empty|words/],
      'evidence as table': [/Add evidence/, /card-02|letter-02|street-02|cut-off|empty|words/],
      'review, Layers': [/Back to the list/, /Review status/, /Compare/, /Zoom/, /card-02.jpg, \d+ by \d+ pixels/, /Layers/, /Opacity of Probability/, /^Threshold/],
      scan: [/Add evidence/, /Model/, /Scan|Nothing to scan/],
      settings: [/Theme|System|Light|Dark/, /Heat map floor/, /Examiner/],
    };
    const missed: Record<string, readonly string[]> = {};
    const unseen: Record<string, readonly string[]> = {};
    for (const [name, names] of Object.entries(wanted)) {
      await all[name]!(page);
      const stops = await tabThrough(page, 160);
      const reached = names.filter((pattern) => stops.some((stop) => pattern.test(stop.name)));
      if (reached.length < names.length) missed[name] = names.filter((pattern) => !reached.includes(pattern)).map(String);
      const invisible = stops.filter(({ visible }) => !visible).map((stop) => stop.name);
      if (invisible.length > 0) unseen[name] = [...new Set(invisible)];
    }
    await close();
    expect({ missed, unseen }).toEqual({ missed: {}, unseen: {} });
  });

  test('with text at twice its size no page scrolls sideways', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(host.url);
    const all = screens();
    const wide: Record<string, string> = {};
    for (const name of ['cases', 'case overview', 'evidence as grid', 'review, Layers', 'scan', 'settings'] as const) {
      await all[name]!(page);
      const over = await page.evaluate(async () => {
        const root = document.documentElement;
        root.style.fontSize = '200%';
        await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
        await new Promise((go) => setTimeout(go, 300));
        const content = document.querySelector('#content');
        return [root.scrollWidth - root.clientWidth, document.body.scrollWidth - document.body.clientWidth, content === null ? 0 : content.scrollWidth - content.clientWidth];
      });
      if (over.some((pixels) => pixels > 1)) wide[name] = `page, body, content wider by ${over.join(', ')} px`;
    }
    await close();
    expect(wide).toEqual({});
  });
});

/** Presses Tab until it comes round: the name of each stop, and whether it is outlined or looks otherwise than without the focus. */
async function tabThrough(page: Page, most: number): Promise<readonly { readonly name: string; readonly visible: boolean }[]> {
  // Colours that fade in are not there at once.
  await page.addStyleTag({ content: '* { transition: none !important }' });
  await page.evaluate(() => {
    const looks = (element: Element): string =>
      // Radios, switches and sliders show the focus on a neighbour of the hidden input.
      [element, element.parentElement, element.nextElementSibling, element.previousElementSibling, element.firstElementChild]
        .map((one) => {
          if (one === null) return '';
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
          return [outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor].join(' ');
        })
        .join('|');
    Object.assign(globalThis, { looks, first: null, last: null });
    (document.activeElement as HTMLElement | null)?.blur();
  });
  const stops: { name: string; visible: boolean }[] = [];
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const memory = globalThis as unknown as { looks: (element: Element) => string; first: Element | null; last: { element: Element; looks: string; name: string; outlined: boolean } | null };
      const active = document.activeElement;
      const element = active === document.body ? null : active;
      const { last } = memory;
      // A field of several parts keeps the focus while the keyboard goes through them.
      if (element !== null && element === last?.element) return { round: false, left: null };
      // Only now that the focus is elsewhere does the stop before look as it does without it.
      const left = last === null ? null : { name: last.name, visible: last.outlined || memory.looks(last.element) !== last.looks };
      memory.last = null;
      if (element === null || element === memory.first) return { round: element !== null, left };
      memory.first ??= element;
      const labels = (element as HTMLInputElement).labels;
      const name = [element.getAttribute('aria-label'), labels !== null && labels !== undefined ? [...labels].map((label) => label.textContent).join(' ') : null, element.textContent, element.id].find((text) => text !== null && text !== undefined && text.trim() !== '') ?? element.outerHTML.slice(0, 80);
      // The place of the keyboard in a grid is outlined all the time.
      const outlined = [element, element.firstElementChild].some((one) => one !== null && getComputedStyle(one).outlineStyle !== 'none');
      memory.last = { element, looks: memory.looks(element), name: name.trim().slice(0, 120), outlined };
      return { round: false, left };
    });
    if (stop.left !== null) stops.push(stop.left);
    if (stop.round) break;
  }
  return stops;
}
