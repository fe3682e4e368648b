import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { MASK_TILE, type AnalystMask } from '../../src/contract/index.ts';
import { until } from './app.ts';

/** The canvas of the Review screen: its first canvas holds the pixels of picture and maps. */
const CANVAS = '[role="application"]';

export async function openReview(page: Page, origin: string, slug: string, evidenceId: number): Promise<void> {
  await page.goto(`${origin}/#/case/${slug}/review/${evidenceId}`);
  await page.locator(`${CANVAS} canvas`).first().waitFor();
  await settled(page);
}

/** A digest of the drawn pixels. */
export async function pixels(page: Page): Promise<string> {
  const data = await page.locator(`${CANVAS} canvas`).first().evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  return createHash('sha256').update(data).digest('hex');
}

/** Waits until something is drawn and three looks in a row see the same; returns its digest. */
export async function settled(page: Page): Promise<string> {
  let last = '';
  let same = 0;
  return until('a canvas at rest', async () => {
    const now = await pixels(page);
    same = now === last ? same + 1 : 0;
    last = now;
    return same >= 3 && (await isDrawn(page)) ? now : null;
  });
}

async function isDrawn(page: Page): Promise<boolean> {
  return page.locator(`${CANVAS} canvas`).first().evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const middle = canvas.getContext('2d')?.getImageData(Math.floor(canvas.width / 2) - 20, Math.floor(canvas.height / 2) - 20, 40, 40).data;
    return middle !== undefined && middle.some((value, index) => index % 4 === 3 && value > 0);
  });
}

/** Waits until the drawn pixels are others than `before`, at rest; returns their digest. */
export async function changed(page: Page, before: string): Promise<string> {
  await until('a change of the canvas', async () => (await pixels(page)) !== before);
  return settled(page);
}

/** A place of the canvas in page coordinates, from shares of its width and height. */
export async function at(page: Page, x: number, y: number): Promise<readonly [number, number]> {
  const box = await page.locator(CANVAS).boundingBox();
  if (box === null) throw new Error('The canvas is not on the screen.');
  return [Math.round(box.x + box.width * x), Math.round(box.y + box.height * y)];
}

/** Drags over the canvas through places given as shares of it. */
export async function drag(page: Page, places: readonly (readonly [number, number])[]): Promise<void> {
  const [first, ...rest] = await Promise.all(places.map(([x, y]) => at(page, x, y)));
  await page.mouse.move(first![0], first![1]);
  await page.mouse.down();
  for (const [x, y] of rest) await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

/** The stored pixel that the readout names once the pointer stands at a place; null outside the picture. */
export async function storedAt(page: Page, x: number, y: number): Promise<{ readonly x: number; readonly y: number } | null> {
  const readout = page.getByLabel('Readout under the pointer');
  const [left, top] = await at(page, x, y);
  await page.mouse.move(left - 3, top - 3);
  await page.mouse.move(left, top);
  return until('numbers in the readout', async () => {
    const found = /^x\s*(\d+)\s*y\s*(\d+)/.exec((await readout.innerText()).trim());
    return found === null ? null : { x: Number(found[1]), y: Number(found[2]) };
  });
}

/** Whether a pixel of the analyst's mask is set. */
export function isPainted(mask: Pick<AnalystMask, 'tiles'>, x: number, y: number): boolean {
  const tile = mask.tiles.find(({ column, row }) => column === Math.floor(x / MASK_TILE) && row === Math.floor(y / MASK_TILE));
  if (tile === undefined) return false;
  const bits = inflateSync(Buffer.from(tile.data, 'base64'));
  const inTile = (y % MASK_TILE) * MASK_TILE + (x % MASK_TILE);
  return ((bits[inTile >> 3]! >> (7 - (inTile & 7))) & 1) === 1;
}
