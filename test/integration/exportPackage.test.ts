/// <reference lib="dom" />

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, sha256Of } from '../../src/casework/canonicalJson.ts';
import { alteredFiles, type PackageManifest, packageManifestSchema, parseReview } from '../../src/casework/export/package/formats.ts';
import { mergeReview } from '../../src/casework/export/package/mergeReview.ts';
import { writeReviewPackage } from '../../src/casework/export/package/reviewPackage.ts';
import { toDisplay } from '../../src/contract/index.ts';
import { consumer } from '../consumers/consumers.ts';
import { axeSource, launch, obstacle, openPage, requireBrowser, suffix, type Watched } from '../e2e/browser.ts';
import { ROOT } from '../architecture/sources.ts';
import { drawCase, type Drawn, HOSTILE, HOSTILE_NOTE } from './exportFixtures.ts';

requireBrowser('The viewer of the review package');
const python = consumer('read_zip.py', ['zipfile']);

let folder = '';
let drawn: Drawn;
let zip: Uint8Array;
let files: Record<string, Uint8Array>;
let manifest: PackageManifest;
let browser: Browser | undefined;

async function build(): Promise<{ zip: Uint8Array; manifest: PackageManifest }> {
  const chunks: Uint8Array[] = [];
  const made = await writeReviewPackage({
    extract: drawn.extract,
    read: drawn.read,
    // As the host does it: the stored pixels, without turning them and without the tag.
    readPicture: async ({ id, facts }) => (facts === null ? null : { mimeType: 'image/jpeg', content: await sharp(drawn.pictures.get(id)!).jpeg().toBuffer() }),
    write: async (bytes) => void chunks.push(bytes),
  });
  return { zip: Buffer.concat(chunks), manifest: made };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-package-'));
  drawn = await drawCase(join(folder, 'case'));
  ({ zip, manifest } = await build());
  files = unzipSync(zip);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, 'package', path)), { recursive: true });
    writeFileSync(join(folder, 'package', path), content);
  }
  if (obstacle === null) browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the archive holds what its manifest says, and a change of any file is seen', () => {
  expect(packageManifestSchema.parse(JSON.parse(Buffer.from(files['manifest.json']!).toString()))).toEqual(manifest);
  expect(manifest.files.map(({ path }) => path).concat('manifest.json').toSorted()).toEqual(Object.keys(files).toSorted());
  expect(alteredFiles(manifest, (path) => files[path])).toEqual([]);
  expect(alteredFiles(manifest, (path) => (path === 'extract.json' ? Uint8Array.of(1) : path === 'README.txt' ? undefined : files[path]))).toEqual(['extract.json', 'README.txt']);
  expect(manifest.extractSha256).toBe(digestOf(drawn.extract));
  expect(sha256Of(files['extract.json']!)).toBe(manifest.extractSha256);
  expect(Object.keys(files).filter((path) => !/^[A-Za-z0-9/.-]+$/.test(path))).toEqual([]);
});

test('the same case gives the same bytes', async () => {
  const again = await build();
  expect(sha256Of(again.zip)).toBe(sha256Of(zip));
});

test.skipIf(python.obstacle !== null)(`Python opens the archive${python.suffix}`, () => {
  writeFileSync(join(folder, 'package.zip'), zip);
  expect(python.run([join(folder, 'package.zip')])).toEqual({ broken: null, files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, sha256Of(content)])) });
});

/** Opens the unpacked viewer from the disk; every address asked for is noted. */
async function openViewer(): Promise<Watched & { readonly asked: string[] }> {
  const watched = await openPage(browser!, { acceptDownloads: true });
  const asked: string[] = [];
  watched.page.on('request', (request) => asked.push(request.url()));
  await watched.page.goto(pathToFileURL(join(folder, 'package', 'index.html')).href);
  return { ...watched, asked };
}

async function save(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save notes' }).click()]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

test.skipIf(obstacle !== null)(`the viewer opens from the disk, shows hostile names as text and asks no one${suffix}`, async () => {
  const { page, problems, asked, close } = await openViewer();
  const title = await page.locator('#panel h2').textContent();
  expect(title).toBe(HOSTILE.replace('\u0007', '\\u{7}').replace('\u2028', '\\u{2028}'));
  expect(await page.getByLabel('Note on the item').inputValue()).toBe(HOSTILE_NOTE);
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
  await page.waitForFunction(() => [...document.images].length === 3 && [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  expect(await page.locator('[data-region]').count()).toBe(drawn.extract.items[0]!.finding!.regions.length);
  expect(await page.locator('.mark').count()).toBe(1);
  expect(problems).toEqual([]);
  expect(asked.filter((url) => !/^(file|data|blob):/.test(url))).toEqual([]);
  // The policy is in force: a script that gets in does not run, and nothing can be sent.
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.hacked = 2';
    document.body.append(script);
  });
  expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
  expect(await page.evaluate(async () => fetch('https://example.org/').then(() => 'sent', () => 'refused'))).toBe('refused');
  expect(problems.some((text) => text.includes('CSP'))).toBe(true);
  await close();
});

test.skipIf(obstacle !== null)(`layers, opacity, zoom and drag; regions lie where the picture is turned to${suffix}`, async () => {
  const { page, problems, close } = await openViewer();
  const layer = (index: number): ReturnType<Page['locator']> => page.locator('#stored img').nth(index);
  expect(await layer(1).isVisible()).toBe(true);
  await page.getByLabel('Probability').uncheck();
  expect(await layer(1).isVisible()).toBe(false);
  expect(await page.getByLabel("Analyst's mask").isDisabled()).toBe(true);
  await page.getByLabel('Mask', { exact: true }).check();
  await page.getByLabel('Opacity').fill('35');
  expect(await layer(2).evaluate((image) => getComputedStyle(image).opacity)).toBe('0.35');
  await page.getByRole('button', { name: '1:1' }).click();
  expect(await page.locator('#zoom').textContent()).toBe('100 %');
  const before = (await page.locator('#stored').boundingBox())!;
  expect([Math.round(before.width), Math.round(before.height)]).toEqual([161, 117]);
  await page.mouse.move(before.x + 50, before.y + 50);
  await page.mouse.down();
  await page.mouse.move(before.x + 80, before.y + 30);
  await page.mouse.up();
  const after = (await page.locator('#stored').boundingBox())!;
  expect([Math.round(after.x - before.x), Math.round(after.y - before.y)]).toEqual([30, -20]);
  await page.mouse.wheel(0, -400);
  expect(await page.locator('#zoom').textContent()).not.toBe('100 %');

  // Item 2 is displayed turned by a quarter.
  await page.getByRole('button', { name: /orientation/ }).click();
  await page.getByRole('button', { name: '1:1' }).click();
  expect(await page.getByLabel("Analyst's mask").isDisabled()).toBe(false);
  const stage = (await page.locator('#stored').boundingBox())!;
  expect([Math.round(stage.width), Math.round(stage.height)]).toEqual([60, 90]);
  const { box } = drawn.extract.items[1]!.finding!.regions[0]!;
  const corners = [[box.x, box.y], [box.x + box.width, box.y + box.height]].map(([x, y]) => toDisplay([x!, y!], { width: 90, height: 60 }, 6));
  const region = await page.locator('[data-region="1"]').evaluate((polygon) => {
    const { left, top, width, height } = polygon.getBoundingClientRect();
    return { left, top, width, height };
  });
  const expected = [Math.min(corners[0]![0], corners[1]![0]), Math.min(corners[0]![1], corners[1]![1]), box.height, box.width];
  const found = [region.left - stage.x, region.top - stage.y, region.width, region.height];
  found.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(3));
  await page.mouse.click(stage.x + corners[0]![0] - 2, stage.y + corners[0]![1] + 2);
  expect(await page.locator('.region.chosen').getAttribute('data-id')).toBe('1');
  // An item without a picture says so.
  await page.getByRole('button', { name: /pending/ }).click();
  expect(await page.locator('#empty').textContent()).toContain('pending');
  expect(problems).toEqual([]);
  await close();
});

test.skipIf(obstacle !== null)(`axe finds no fault with the viewer${suffix}`, async () => {
  const { page, close } = await openViewer();
  await page.evaluate(axeSource(ROOT));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (options: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(violations).toEqual([]);
  await close();
});

test.skipIf(obstacle !== null)(`notes are saved with a digest, loaded again and merged back${suffix}`, async () => {
  const { page, problems, close } = await openViewer();
  await page.getByRole('button', { name: 'Save notes' }).click();
  expect(await page.locator('#message').textContent()).toContain('Write your name');
  await page.getByLabel('Reviewer').fill('R. "Viewer" <b>');
  await page.getByRole('button', { name: 'Save notes' }).click();
  expect(await page.locator('#message').textContent()).toContain('Nothing is noted');
  const note = `${HOSTILE_NOTE}\u2029 ümlaut 写真 \ud83d\ude00`;
  await page.getByLabel('Note on the item').fill(note);
  await page.getByLabel('Status of the item').selectOption('verified');
  await page.getByLabel('Verdict on region 1').selectOption('disagree');
  await page.getByLabel('Note on region 1').fill('</textarea> a reflection');
  const path = await save(page);
  const review = parseReview(readFileSync(path, 'utf8'));
  expect(review).toMatchObject({ packageId: manifest.packageId, extractSha256: manifest.extractSha256, reviewer: 'R. "Viewer" <b>', items: [{ id: 1, sha256: drawn.extract.items[0]!.sha256, newReview: 'verified', newNote: note, regions: [{ id: 1, verdict: 'disagree', note: '</textarea> a reflection' }] }] });
  const merged = mergeReview(drawn.extract, review, [manifest]);
  expect(merged.conflicts).toEqual([]);
  expect(merged.apply.map(({ kind }) => kind)).toEqual(['status', 'note', 'region']);
  expect(mergeReview(drawn.extract, parseReview(readFileSync(path, 'utf8').replace('a reflection', 'no reflection')), [manifest]).conflicts.map(({ kind }) => kind)).toEqual(['tampered']);
  expect(problems).toEqual([]);
  await close();

  const second = await openViewer();
  await second.page.locator('#file').setInputFiles(path);
  await second.page.getByText('Notes loaded.').waitFor();
  expect(await second.page.getByLabel('Note on the item').inputValue()).toBe(note);
  expect(await second.page.getByLabel('Note on region 1').inputValue()).toBe('</textarea> a reflection');
  expect(await second.page.getByLabel('Reviewer').inputValue()).toBe('R. "Viewer" <b>');
  writeFileSync(join(folder, 'foreign.json'), JSON.stringify({ ...review, packageId: '0'.repeat(64) }));
  await second.page.locator('#file').setInputFiles(join(folder, 'foreign.json'));
  await second.page.getByText('belong to another package').waitFor();
  expect(second.problems).toEqual([]);
  await second.close();
});
