import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { type ApiClient } from '../test/contract/transports.ts';
import { copySample, type Host, itemsOf, jobEnded, makePlace, until } from '../test/e2e/app.ts';
import { launch, openPage } from '../test/e2e/browser.ts';
import { buildPage, removePage } from '../test/e2e/buildPage.ts';
import { changed, drag, settled } from '../test/e2e/canvas.ts';
import { ROOT } from './process.ts';

/**
 * `npm run screenshots`: every screen of the workbench in light and dark into docs/screenshots, from a demonstration case of the sample pictures with
 * the shipped model. Names of this machine, its account and its folders are replaced on the page before a picture is taken.
 */

const TARGET = join(ROOT, 'docs', 'screenshots');
const SCHEMES = ['light', 'dark'] as const;
const EXAMINER = 'M. Ortiz';
const PICTURES = ['card', 'invoice', 'landscape', 'letter', 'portrait', 'product', 'receipt', 'street'].flatMap((name) => [`${name}-01`, `${name}-02`]);
const PNG = new Set(['invoice-01', 'letter-02']);
/** The picture that is reviewed: an altered one with a clear trace. */
const REVIEWED = process.env['SCREENSHOT_PICTURE'] ?? 'street-02';

const builtPage = await buildPage();
const place = makePlace(builtPage);

/** What may be read on this machine alone, and what stands there instead. */
function replacements(): readonly (readonly [string, string])[] {
  const user = userInfo().username;
  return [
    [place.evidence, '/evidence/2026-0419'],
    [join(place.folder, 'cases'), '/srv/palimpsest/cases'],
    [join(place.folder, 'data'), '/srv/palimpsest/settings'],
    [place.folder, '/srv/palimpsest'],
    [`${user}@${hostname()}`, 'm.ortiz@lab-3'],
    [hostname(), 'lab-3'],
  ];
}

async function take(page: Page, scheme: string, name: string): Promise<void> {
  await page.mouse.move(2, 898);
  await until('no notice over the picture', async () => (await page.locator('.mantine-Notification-root').count()) === 0);
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate((pairs) => {
    const neutral = (text: string): string => pairs.reduce((now, [from, to]) => now.replaceAll(from, to), text);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      if (neutral(text) !== text) node.nodeValue = neutral(text);
    }
  }, replacements());
  const text = await page.locator('body').innerText();
  const told = [hostname(), place.folder].filter((secret) => text.includes(secret));
  if (told.length > 0) throw new Error(`${name} would show ${told.join(', ')}.`);
  const picture = await page.screenshot();
  const small = await sharp(picture).png({ palette: true, colours: 160, quality: 70, effort: 10, compressionLevel: 9, dither: 0.3 }).toBuffer();
  mkdirSync(join(TARGET, scheme), { recursive: true });
  writeFileSync(join(TARGET, scheme, `${name}.png`), small);
  console.log(`${scheme}/${name}.png ${Math.round(small.length / 1000)} kB`);
}

async function otherCases(api: ApiClient): Promise<void> {
  const others = [
    { number: '2026-0388', title: 'Insurance claim, storm damage', examiner: 'K. Meyer', status: 'closed' },
    { number: '2026-0402', title: 'Delivery receipts, three drivers', examiner: 'A. Okafor', status: 'open' },
    { number: '2026-0411', title: 'Passport photographs, visa office', examiner: 'A. Okafor', status: 'open' },
    { number: '2025-0976', title: 'Product listing, disputed photographs', examiner: EXAMINER, status: 'archived' },
  ] as const;
  let first = 1;
  for (const { status, ...details } of others) {
    const { slug } = await api.cases.create(details);
    const folder = join(place.folder, 'others', slug);
    copySample(folder, PICTURES.slice(first, first + 6).map(fileName));
    first += 2;
    await api.jobs.add({ case: slug, paths: [folder] });
    await jobEnded(api, slug, 'add');
    if (status !== 'open') await api.cases.setStatus({ case: slug, status });
    await api.cases.close({ case: slug });
  }
}

/** The demonstration case, taken in but not scanned. */
async function makeCase(api: ApiClient): Promise<string> {
  copySample(join(place.evidence, 'phone'), PICTURES.filter((name) => /card|landscape|portrait|street/.test(name)).map(fileName));
  copySample(join(place.evidence, 'office'), PICTURES.filter((name) => /invoice|letter|product|receipt/.test(name)).map(fileName));
  writeFileSync(join(place.evidence, 'phone', 'IMG_2210.jpg'), Buffer.alloc(0));
  const { slug } = await api.cases.create({
    number: '2026-0419',
    title: 'Rental agreement and receipts',
    examiner: EXAMINER,
    agency: 'Regional laboratory, documents section',
    request: 'Examine the pictures handed in by both parties for traces of alteration.',
    question: 'Do the pictures of the agreement, the receipts and the street show traces of alteration, and where?',
    authority: 'Order 14 O 221/26',
    receivedFrom: 'District court, office 4',
    receivedAt: '2026-03-02T08:30:00.000Z',
    notes: 'Handed over on one sealed drive. Originals of the receipts are with the court.',
  });
  await api.jobs.add({ case: slug, paths: [place.evidence] });
  await jobEnded(api, slug, 'add');
  return slug;
}

function fileName(name: string): string {
  return `${name}.${PNG.has(name) ? 'png' : 'jpg'}`;
}

/** Both themes side by side while the scan is at work. */
async function takeScan(host: Host, slug: string, pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.goto(`${host.origin}/#/case/${slug}/scan`);
  await host.api.jobs.scan({ case: slug, items: null, settings: { model: 'omni-nano', provider: 'cpu', options: {} } });
  await until('half of the scan', async () => {
    const job = (await host.api.jobs.list({ case: slug })).find(({ kind }) => kind === 'scan');
    return (job?.stages.find(({ stage }) => stage === 'analyze')?.done ?? 0) >= 7;
  });
  for (const [index, page] of pages.entries()) await take(page, SCHEMES[index]!, 'scan');
  await jobEnded(host.api, slug, 'scan');
}

/** Verdicts, a note and two marks, as after a first round. */
async function work(api: ApiClient, slug: string): Promise<number> {
  const items = await itemsOf(api, slug);
  const of = (name: string): number => items.find((item) => item.name === fileName(name))!.id;
  const set = (names: readonly string[], review: Parameters<ApiClient['evidence']['setReview']>[0]['review']) => api.evidence.setReview({ case: slug, items: { ids: names.map(of) }, review });
  await set(['street-02', 'card-02', 'invoice-02'], 'traces_found');
  await set(['card-01', 'landscape-01', 'invoice-01'], 'no_traces_found');
  await set(['product-02'], 'inconclusive');
  await set(['letter-01'], 'verified');
  await set(['letter-02'], 'in_review');
  const evidenceId = of(REVIEWED);
  await api.evidence.setNote({ case: slug, evidenceId, note: 'Compare with the second picture of the same street.' });
  return evidenceId;
}

async function takeReview(host: Host, slug: string, evidenceId: number, page: Page, scheme: string): Promise<void> {
  const canvas = page.getByRole('application');
  await page.goto(`${host.origin}/#/case/${slug}/review/${evidenceId}`);
  await canvas.locator('canvas').first().waitFor();
  await settled(page);
  await take(page, scheme, 'review');
  await canvas.press('n');
  await page.getByRole('list', { name: 'Regions' }).waitFor();
  const near = await settled(page);
  await take(page, scheme, 'review-regions');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await canvas.press('c');
  await changed(page, near);
  await take(page, scheme, 'review-swipe');
  await canvas.press('f');
  await canvas.press('c');
  await settled(page);
  await take(page, scheme, 'review-side-by-side');
}

async function takeAnnotate(host: Host, slug: string, evidenceId: number, page: Page, scheme: string): Promise<void> {
  const canvas = page.getByRole('application');
  await page.reload();
  await settled(page);
  if (scheme === SCHEMES[0]) await draw(host.api, slug, evidenceId, page);
  else await canvas.press('n');
  await page.getByRole('tab', { name: 'Marks' }).click();
  await page.getByRole('list', { name: 'Annotations' }).getByRole('button').first().click();
  await canvas.press('b');
  await settled(page);
  await take(page, scheme, 'annotate');
}

/** A mark around the first region with a note, an arrow, and the model's mask copied and corrected by a stroke. */
async function draw(api: ApiClient, slug: string, evidenceId: number, page: Page): Promise<void> {
  const finding = (await api.review.open({ case: slug, evidenceId })).findings[0]!;
  const box = finding.regions[0]?.box ?? { x: 300, y: 260, width: 160, height: 120 };
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  let marks = 0;
  const save = (shape: Parameters<ApiClient['annotations']['save']>[0]['body']['shape'], note: string, confidence: 'strong' | 'moderate') => {
    marks += 1;
    return api.annotations.save({ case: slug, evidenceId, id: `019bd000-0000-7000-8000-00000000000${marks}`, body: { shape, note, confidence, layers: ['mask', 'picture'] } });
  };
  await save({ type: 'rectangle', x: box.x - 14, y: box.y - 14, width: box.width + 28, height: box.height + 28 }, 'Grain ends at this edge and starts again behind it.', 'strong');
  await save({ type: 'arrow', from: [right + 30, bottom + 92], to: [right + 18, bottom + 18] }, 'Letters stand 2 px higher than on the other sign.', 'moderate');
  const { revision } = await api.annotations.mask({ case: slug, evidenceId });
  await api.annotations.combineMask({ case: slug, evidenceId, base: revision, operation: { type: 'copy', findingId: finding.id, threshold: finding.threshold } });
  await page.reload();
  await settled(page);
  await page.getByRole('application').press('n');
  await settled(page);
  await page.getByRole('application').press('b');
  await drag(page, [[0.22, 0.5], [0.5, 0.49], [0.79, 0.5]]);
  await until('the stroke', async () => (await api.annotations.mask({ case: slug, evidenceId })).revision > revision + 1);
}

/** Classical methods beside the network: what they say and where they agree. */
async function runOpinions(api: ApiClient, slug: string, evidenceId: number): Promise<void> {
  await api.signals.start({ case: slug, evidenceId, names: null });
  await until('the second opinions', async () => (await api.signals.list({ case: slug, evidenceId }))[0]?.status === 'done', 390);
}

async function takeOpinions(host: Host, slug: string, evidenceId: number, page: Page, scheme: string): Promise<void> {
  await page.goto(`${host.origin}/#/case/${slug}/review/${evidenceId}`);
  await page.reload();
  const before = await settled(page);
  await page.getByRole('application').press('Shift+2');
  await page.getByRole('application').press('Shift+A');
  await changed(page, before);
  await page.getByRole('tab', { name: 'Opinions' }).click();
  await page.getByRole('list', { name: 'Results of the methods' }).waitFor();
  await take(page, scheme, 'review-opinions');
}

/** The finding in sentences, the evidence read again, and a report in the making. */
async function takeOutcome(host: Host, slug: string, evidenceId: number, page: Page, scheme: string): Promise<void> {
  await page.goto(`${host.origin}/#/case/${slug}/review/${evidenceId}`);
  await page.reload();
  await settled(page);
  await page.getByRole('tab', { name: 'Explain' }).click();
  await page.getByText('Measured by Palimpsest').waitFor();
  await page.getByText('Traces found.').first().waitFor();
  await take(page, scheme, 'explain');
  await page.goto(`${host.origin}/#/case/${slug}/custody`);
  await page.getByRole('table').first().waitFor();
  await new Promise((go_) => setTimeout(go_, 500));
  await take(page, scheme, 'custody');
  await page.goto(`${host.origin}/#/case/${slug}/report`);
  await page.getByRole('heading', { name: 'What is missing' }).waitFor();
  await new Promise((go_) => setTimeout(go_, 2500));
  await take(page, scheme, 'report');
}

async function checkEvidence(api: ApiClient, slug: string): Promise<void> {
  await api.custody.check({ case: slug, items: null });
  await until('the evidence to be read again', async () => (await api.custody.read({ case: slug })).statement !== null);
}

async function takeRest(host: Host, slug: string, page: Page, scheme: string): Promise<void> {
  const go = (path: string) => page.goto(`${host.origin}/#${path}`);
  const title = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  await go(`/case/${slug}`);
  await title('Rental agreement and receipts');
  await take(page, scheme, 'case');
  await go(`/case/${slug}/evidence`);
  await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Grid').click();
  await until('all thumbnails', async () => (await page.getByRole('gridcell').count()) === PICTURES.length + 1 && page.locator('[role="gridcell"] img').evaluateAll((images) => images.every((image) => (image as HTMLImageElement).complete)));
  await page.getByRole('gridcell').nth(2).click();
  await new Promise((go_) => setTimeout(go_, 1500));
  await take(page, scheme, 'evidence-grid');
  await page.getByRole('toolbar', { name: 'List of evidence' }).getByText('Table').click();
  await page.getByRole('columnheader', { name: 'Name' }).waitFor();
  await new Promise((go_) => setTimeout(go_, 500));
  await take(page, scheme, 'evidence-table');
  await go(`/case/${slug}/audit`);
  await page.getByRole('table').waitFor();
  await take(page, scheme, 'audit');
  await go('/settings');
  await title('Settings');
  await page.getByText('Trained at').first().waitFor();
  await take(page, scheme, 'settings');
  await go('/');
  await page.getByRole('link', { name: /Rental agreement/ }).first().waitFor();
  await page.getByLabel('Status of cases').getByText('All').click();
  await take(page, scheme, 'cases');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await new Promise((go_) => setTimeout(go_, 300));
  await take(page, scheme, 'shortcuts');
}

const browser = await launch();
const host = await place.start();
try {
  rmSync(TARGET, { recursive: true, force: true });
  await host.api.settings.write({ ...(await host.api.settings.read()), examiner: EXAMINER });
  await otherCases(host.api);
  const slug = await makeCase(host.api);
  const watched = [];
  for (const colorScheme of SCHEMES) watched.push(await openPage(browser, { colorScheme }));
  for (const { page } of watched) await page.goto(host.url);
  const pages = watched.map(({ page }) => page);
  await takeScan(host, slug, pages);
  const evidenceId = await work(host.api, slug);
  for (const [index, page] of pages.entries()) await takeReview(host, slug, evidenceId, page, SCHEMES[index]!);
  for (const [index, page] of pages.entries()) await takeAnnotate(host, slug, evidenceId, page, SCHEMES[index]!);
  await runOpinions(host.api, slug, evidenceId);
  for (const [index, page] of pages.entries()) await takeOpinions(host, slug, evidenceId, page, SCHEMES[index]!);
  await checkEvidence(host.api, slug);
  for (const [index, page] of pages.entries()) await takeOutcome(host, slug, evidenceId, page, SCHEMES[index]!);
  for (const [index, page] of pages.entries()) await takeRest(host, slug, page, SCHEMES[index]!);
  const problems = watched.flatMap(({ problems: found }) => found);
  if (problems.length > 0) throw new Error(`The page reported:\n${problems.join('\n')}`);
} finally {
  await browser.close();
  await host.stop();
  place.remove();
  removePage(builtPage);
}
const bytes = SCHEMES.flatMap((scheme) => ['cases', 'case', 'evidence-grid', 'evidence-table', 'review', 'review-swipe', 'review-side-by-side', 'review-regions', 'review-opinions', 'annotate', 'explain', 'custody', 'report', 'scan', 'audit', 'settings', 'shortcuts'].map((name) => statSync(join(TARGET, scheme, `${name}.png`)).size)).reduce((sum, size) => sum + size, 0);
console.log(`${(bytes / 1e6).toFixed(2)} MB in all.`);
if (bytes > 4e6) throw new Error('The screenshots are more than 4 MB together.');
