import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blockAt } from './blocks.ts';
import { mapByte } from './map.ts';
import { openPicture, pictureTile, rowsOf } from './picture.ts';
import { createViewState, VIEW_LIMITS, type Source } from './state.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-view-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SIZE = { width: 520, height: 2300 };

/** A repeatable picture: every pixel tells where it is. */
function raw(width = SIZE.width, height = SIZE.height): Uint8Array {
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => (Math.floor(at / 3) * (at % 3 === 0 ? 7 : 13) + (Math.floor(at / 3 / width) >> 2)) & 0xff);
}

async function source(name: string, picture: Sharp): Promise<Source> {
  const content = await picture.toBuffer();
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, key: createHash('sha256').update(content).digest('hex') };
}

function png(): Sharp {
  return sharp(raw(), { raw: { ...SIZE, channels: 3 } }).png();
}

test('a picture too large to be held is decoded by bands, with the same tiles', async () => {
  const file = await source('p.png', png());
  const whole = createViewState();
  const banded = createViewState({ ...VIEW_LIMITS, wholeBytes: 1_000_000 });
  for (const tile of [{ level: 0, column: 1, row: 0 }, { level: 0, column: 0, row: 3 }, { level: 0, column: 1, row: 4 }]) {
    const expected = await pictureTile(whole, file, tile);
    expect((await pictureTile(banded, file, tile)).data).toEqual(expected.data);
  }
  const picture = await openPicture(banded, file);
  const { top, pixels } = await rowsOf(banded, 'stored', file, picture, 2299);
  expect([top, pixels.height]).toEqual([2048, 252]);
  expect([...pixels.data.subarray(-3)]).toEqual([...raw().subarray(-3)]);
  // Coarse levels never need the whole of it.
  expect(await pictureTile(banded, file, { level: 3, column: 0, row: 0 })).toMatchObject({ width: 65, height: 288 });
  expect(banded.planes.peek(`view:${file.key}:0:0:2300`)).toBeUndefined();
});

test('memory stays within its bound while pictures come and go', async () => {
  const limit = 9_000_000;
  const state = createViewState({ ...VIEW_LIMITS, memoryBytes: limit });
  for (let number = 0; number < 4; number += 1) {
    const file = await source(`${number}.png`, png().modulate({ brightness: 1 + number / 50 }));
    await pictureTile(state, file, { level: 1, column: 0, row: 0 });
    expect(state.memory.bytes()).toBeLessThanOrEqual(limit);
    expect(state.memory.bytes()).toBeGreaterThan(3_000_000);
  }
});

test('the block of a pixel follows the sampling of luma', async () => {
  const state = createViewState();
  const make = (): Sharp => sharp(raw(64, 48), { raw: { width: 64, height: 48, channels: 3 } });
  const file = await source('p.jpg', make().jpeg({ chromaSubsampling: '4:4:4' }));
  const picture = await openPicture(state, file);
  expect(await blockAt(state, file, picture, 63, 47)).toMatchObject({ column: 7, row: 5 });
  expect(state.blocks.peek(file.key)).toMatchObject({ blocksWide: 8, scaleX: 1, scaleY: 1 });
  expect(await blockAt(state, file, { ...picture, facts: { ...picture.facts, jpeg: null } }, 1, 1)).toBeNull();
  const print = await source('c.jpg', make().toColourspace('cmyk').jpeg());
  expect(await blockAt(state, print, await openPicture(state, print), 1, 1)).toBeNull();
  // Luma sampled half as finely across as the others: its factors stay 1x1, theirs become 2x1.
  const content = await make().jpeg({ chromaSubsampling: '4:4:4' }).toBuffer();
  const frame = content.indexOf(Uint8Array.of(0xff, 0xc0));
  content[frame + 14] = 0x21;
  content[frame + 17] = 0x21;
  const path = join(folder, 'coarse.jpg');
  await writeFile(path, content);
  const coarse = { path, key: createHash('sha256').update(content).digest('hex') };
  expect(await blockAt(state, coarse, await openPicture(state, coarse), 63, 47)).toMatchObject({ column: 3, row: 5 });
});

test('a map pixel outside the map has no value', async () => {
  const state = createViewState();
  const file = await source('m.png', sharp(new Uint8Array(600).fill(7), { raw: { width: 30, height: 20, channels: 1 } }).toColourspace('b-w').png());
  expect(await mapByte(state, file, 29, 19)).toBe(7);
  expect(await mapByte(state, file, 30, 0)).toBeNull();
  expect(await mapByte(state, file, 0, -1)).toBeNull();
});
