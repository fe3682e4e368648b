import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FIGURE_HEAT, itemFiguresSchema, viridis } from '../../contract/figures.ts';
import type { Box } from '../../contract/geometry.ts';
import { findRegions } from '../regions/regions.ts';
import { createViewState, type Source } from '../view/state.ts';
import { enlarge } from './draw.ts';
import { type FigureRequest, reportFigures } from './reportFigures.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-figures-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function saved(name: string, content: Uint8Array): Promise<Source> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, key: createHash('sha256').update(content).digest('hex') };
}

/** A smooth picture with an orientation, and a map of boxes of probability .8 on a ground of .05. */
async function subject(width: number, height: number, boxes: readonly Box[], orientation = 1): Promise<{ source: Source; finding: NonNullable<FigureRequest['finding']> }> {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, at) => ((Math.floor(at / 3) % width) * 120) / width + (Math.floor(at / 3 / width) * 100) / height + (at % 3) * 10);
  const source = await saved(`p${width}-${orientation}.jpg`, await sharp(rgb, { raw: { width, height, channels: 3 } }).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer());
  const map = new Uint8Array(width * height).fill(13);
  for (const box of boxes) for (let y = box.y; y < box.y + box.height; y += 1) map.fill(204, y * width + box.x, y * width + box.x + box.width);
  const mask = await saved(`m${width}-${orientation}.png`, await sharp(map, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toBuffer());
  return { source, finding: { mask, threshold: 0.5, regions: findRegions(map, { width, height }, { threshold: 0.5, minimumRegionArea: 16 }) } };
}

const BOXES = [{ x: 1200, y: 300, width: 600, height: 500 }, { x: 100, y: 1000, width: 40, height: 30 }];

test('original and overlay have one size, at most the side asked for; crops come in pairs, the largest first, enlarged by whole factors only', async () => {
  const { source, finding } = await subject(2400, 1500, BOXES);
  const made = itemFiguresSchema.parse(await reportFigures(createViewState(), source, { finding, longSide: 1600, crops: 6, caseFolder: folder }));
  expect(made).toMatchObject({ width: 2400, height: 1500, threshold: 0.5, numbered: 2 });
  expect(made.figures.map(({ role, region, width, height, mimeType }) => [role, region, width, height, mimeType])).toEqual([
    ['original', null, 1600, 1000, 'image/jpeg'],
    ['overlay', null, 1600, 1000, 'image/jpeg'],
    ['crop_original', 1, 640, 533, 'image/jpeg'],
    ['crop_overlay', 1, 640, 533, 'image/jpeg'],
    ['crop_original', 2, 384, 384, 'image/png'],
    ['crop_overlay', 2, 384, 384, 'image/png'],
  ]);
  expect(made.figures.map(({ perFilePixel }) => perFilePixel)).toEqual([1.5, 1.5, 1.875, 1.875, 0.25, 0.25]);
  for (const { path, sha256, bytes } of made.figures) {
    const content = await readFile(join(folder, path));
    expect([createHash('sha256').update(content).digest('hex'), content.byteLength]).toEqual([sha256, bytes]);
  }
  // Outside of the map nothing differs by more than a second compression; inside colour lies over the picture.
  const [before, after] = await Promise.all(made.figures.slice(0, 2).map(({ path }) => sharp(join(folder, path)).raw().toBuffer()));
  const at = (x: number, y: number): number => (y * 1600 + x) * 3;
  const outside = at(300, 300);
  const inside = at(1000, 367);
  for (let channel = 0; channel < 3; channel += 1) {
    expect(Math.abs(before![outside + channel]! - after![outside + channel]!)).toBeLessThan(4);
    expect(Math.abs(after![inside + channel]! - (before![inside + channel]! * (1 - FIGURE_HEAT.opacity) + viridis(0.8)[channel]! * FIGURE_HEAT.opacity))).toBeLessThan(5);
  }
  // The outline: light on the region's border.
  expect(Math.max(...Array.from({ length: 7 }, (_, n) => after![at(797 + n, 367)]!))).toBeGreaterThan(220);
});

test('the same input gives the same files, written once', async () => {
  const { source, finding } = await subject(700, 500, [{ x: 60, y: 60, width: 100, height: 90 }]);
  const ask: FigureRequest = { finding, longSide: 1600, crops: 6, caseFolder: folder };
  const first = await reportFigures(createViewState(), source, ask);
  const files = (await readdir(join(folder, 'artifacts'), { recursive: true })).toSorted();
  expect(await reportFigures(createViewState(), source, ask)).toEqual(first);
  expect((await readdir(join(folder, 'artifacts'), { recursive: true })).toSorted()).toEqual(files);
  // Never beyond the picture's own size.
  expect(first.figures[0]).toMatchObject({ width: 700, height: 500, perFilePixel: 1 });
});

test.each([6, 3, 8])('orientation %i: turned as displayed, boxes and outlines with it', async (orientation) => {
  const { source, finding } = await subject(600, 400, [{ x: 20, y: 30, width: 100, height: 60 }], orientation);
  const made = await reportFigures(createViewState(), source, { finding, longSide: 1600, crops: 1, caseFolder: folder });
  const turned = orientation !== 3;
  expect(made.figures[0]).toMatchObject(turned ? { width: 400, height: 600 } : { width: 600, height: 400 });
  const overlay = made.figures[1]!;
  const data = await sharp(join(folder, overlay.path)).raw().toBuffer();
  const [x, y] = orientation === 6 ? [400 - 60, 70] : orientation === 3 ? [600 - 70, 400 - 60] : [60, 600 - 70];
  const at = (y * overlay.width + x) * 3;
  // Green of the map at .8 stands out where the region is displayed.
  expect(data[at + 1]! - data[at]!).toBeGreaterThan(25);
  const box = made.figures[2]!.box;
  expect(x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height).toBe(true);
});

test('without a finding only the picture itself', async () => {
  const { source } = await subject(300, 200, []);
  const made = await reportFigures(createViewState(), source, { finding: null, longSide: 200, crops: 6, caseFolder: folder });
  expect(made).toMatchObject({ threshold: null, numbered: 0, figures: [{ role: 'original', width: 200, height: 133 }] });
});

test('an enlarged pixel is a square of itself', () => {
  const small = { width: 2, height: 2, channels: 1 as const, data: Uint8Array.of(1, 2, 3, 4) };
  expect([...enlarge(small, 2).data]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
});
