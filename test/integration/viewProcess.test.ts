import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TileAddress } from '../../src/contract/index.ts';
import { levelCount, levelSize, tileBox, tileGrid } from '../../src/contract/pyramid.ts';
import type { ViewerPort } from '../../src/casework/viewerPort.ts';
import { startViewer, type Viewer } from '../../src/engine/index.ts';
import { readJpegCoefficients } from '../../src/engine/jpeg/index.ts';
import { encoder, save, scene, sha256Of, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
let viewer: Viewer;
beforeEach(async () => {
  folder = await temporaryFolder();
  viewer = startViewer() satisfies ViewerPort;
});
afterEach(async () => {
  await viewer.close();
  await folder.remove();
});

interface Source {
  readonly path: string;
  readonly key: string;
}

async function sourceOf(name: string, content: Uint8Array): Promise<Source> {
  const path = await save(folder.path, name, content);
  return { path, key: await sha256Of(path) };
}

/** Pixels of a written tile, three channels unless it is grey. */
async function tilePixels(source: Source, tile: TileAddress, kind: 'picture' | 'map' = 'picture'): Promise<{ data: Buffer; width: number; height: number; channels: number }> {
  const target = join(folder.path, 'cache', kind, String(tile.level), `${tile.column}_${tile.row}.png`);
  await (kind === 'picture' ? viewer.pictureTile(source, tile, target) : viewer.mapTile(source, tile, target));
  const { space } = await sharp(target).metadata();
  const { data, info } = await sharp(target).toColourspace(space).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'fulfilled',
    (error: unknown) => (error as { code: unknown }).code,
  );
}

/** Part of raw pixels. */
function part(data: Uint8Array, width: number, channels: number, box: { x: number; y: number; width: number; height: number }): Buffer {
  return Buffer.concat(Array.from({ length: box.height }, (_, row) => Buffer.from(data.subarray(((box.y + row) * width + box.x) * channels, ((box.y + row) * width + box.x + box.width) * channels))));
}

const SIZE = { width: 1101, height: 703 };

test('level 0 of a PNG is the stored picture pixel for pixel, every level has its size, and nothing lies beyond', async () => {
  const source = await sourceOf('a.png', await encoder(SIZE.width, SIZE.height).png().toBuffer());
  const stored = scene(SIZE.width, SIZE.height);
  for (let level = 0; level < levelCount(SIZE); level += 1) {
    const { columns, rows } = tileGrid(SIZE, level);
    for (let column = 0; column < columns; column += 1) {
      for (let row = 0; row < rows; row += 1) {
        const box = tileBox(SIZE, { level, column, row })!;
        const pixels = await tilePixels(source, { level, column, row });
        expect([pixels.width, pixels.height]).toEqual([box.width, box.height]);
        if (level === 0) expect(pixels.data.equals(part(stored, SIZE.width, 3, box))).toBe(true);
      }
    }
  }
  for (const tile of [{ level: 2, column: 1, row: 0 }, { level: 9, column: 0, row: 0 }, { level: -1, column: 0, row: 0 }, { level: 0, column: 3, row: 0 }]) {
    expect(await codeOf(viewer.pictureTile(source, tile, join(folder.path, 'none.png')))).toBe('ITEM_NOT_FOUND');
  }
});

/** Share of samples that are off by more than 40 from the scene a picture was made of. Print colours do not reach all of it. */
async function wrongShare(source: Source, size = SIZE): Promise<number> {
  const { data, width, height } = await tilePixels(source, { level: 0, column: 0, row: 0 });
  expect([width, height]).toEqual([Math.min(512, size.width), Math.min(512, size.height)]);
  const wanted = part(scene(size.width, size.height), size.width, 3, { x: 0, y: 0, width, height });
  return data.reduce((sum, value, at) => sum + (Math.abs(value - wanted[at]!) > 40 ? 1 : 0), 0) / data.length;
}

test.each([
  ['baseline JPEG', () => encoder(SIZE.width, SIZE.height).jpeg({ quality: 90 })],
  ['progressive JPEG', () => encoder(SIZE.width, SIZE.height).jpeg({ quality: 90, progressive: true })],
  ['16-bit PNG', () => encoder(SIZE.width, SIZE.height).toColourspace('rgb16').png()],
  ['CMYK JPEG', () => encoder(SIZE.width, SIZE.height).toColourspace('cmyk').jpeg({ quality: 95 })],
  ['JPEG turned by EXIF', () => encoder(SIZE.width, SIZE.height).jpeg({ quality: 90 }).withMetadata({ orientation: 6 })],
  ['PNG with transparency over white', () => encoder(SIZE.width, SIZE.height).ensureAlpha(1).png()],
  ['lossless WebP', () => encoder(SIZE.width, SIZE.height).webp({ lossless: true })],
  ['TIFF', () => encoder(SIZE.width, SIZE.height).tiff({ compression: 'lzw' })],
])('%s: shown in stored orientation and its own colours', async (name, make) => {
  const source = await sourceOf(name.replaceAll(' ', '-'), await make().toBuffer());
  expect(await wrongShare(source)).toBeLessThan(name.startsWith('CMYK') ? 0.08 : 0.02);
  // A coarse tile has the mean colour of the fine picture.
  const coarse = await tilePixels(source, { level: 2, column: 0, row: 0 });
  expect([coarse.width, coarse.height]).toEqual([276, 176]);
  const mean = (data: Uint8Array): number => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(Math.abs(mean(coarse.data) - mean(scene(SIZE.width, SIZE.height)))).toBeLessThan(4);
});

test('transparent pixels are white, and a thumbnail is turned for display where tiles are not', async () => {
  const clear = await sourceOf('clear.png', await sharp({ create: { width: 20, height: 10, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } }).png().toBuffer());
  expect((await tilePixels(clear, { level: 0, column: 0, row: 0 })).data.every((value) => value === 255)).toBe(true);
  const turned = await sourceOf('turned.jpg', await encoder(900, 600).jpeg().withMetadata({ orientation: 6 }).toBuffer());
  const target = join(folder.path, 'deep', 'er', 'thumbnail.jpg');
  await viewer.thumbnail(turned, target);
  expect(await sharp(target).metadata()).toMatchObject({ format: 'jpeg', width: 213, height: 320 });
  // The upper left corner of the stored picture is at the upper right on display.
  const small = await sharp(target).raw().toBuffer();
  const corner = scene(900, 600).subarray(0, 3);
  expect(Math.abs(small[(213 - 1) * 3 + 1]! - corner[1]!)).toBeLessThan(40);
});

test('pictures of one pixel, one row and one column are shown', async () => {
  for (const [width, height] of [[1, 1], [1200, 1], [1, 513]] as const) {
    const source = await sourceOf(`${width}x${height}.png`, await encoder(width, height).png().toBuffer());
    const level = levelCount({ width, height }) - 1;
    expect(await tilePixels(source, { level, column: 0, row: 0 })).toMatchObject({ ...levelSize({ width, height }, level) });
  }
});

test('a large JPEG: the coarse level decoded straight to its size looks as the one made from all pixels', async () => {
  const size = { width: 2593, height: 1801 };
  const bytes = await encoder(size.width, size.height).blur(3).jpeg({ quality: 92 }).toBuffer();
  const source = await sourceOf('large.jpg', bytes);
  const direct = await tilePixels(source, { level: 3, column: 0, row: 0 });
  await viewer.close();
  viewer = startViewer();
  await tilePixels(source, { level: 0, column: 0, row: 0 });
  const averaged = await tilePixels(source, { level: 3, column: 0, row: 0 });
  expect([direct.width, direct.height]).toEqual([325, 226]);
  // Also in the last rows and columns: nothing is shifted.
  for (const box of [{ x: 0, y: 0, width: 325, height: 226 }, { x: 285, y: 196, width: 40, height: 30 }]) {
    const [one, other] = [part(averaged.data, 325, 3, box), part(direct.data, 325, 3, box)];
    expect(one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length).toBeLessThan(1.5);
  }
});

async function greyMap(name: string, width: number, height: number): Promise<{ source: Source; data: Uint8Array }> {
  const data = Uint8Array.from({ length: width * height }, (_, at) => 127.5 + 127.5 * Math.sin((at % width) / 40) * Math.cos(Math.floor(at / width) / 25));
  const content = await sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toBuffer();
  const first = await sourceOf(name, content);
  // Artifacts are named by their content.
  const path = await save(folder.path, `${first.key}.png`, content);
  return { source: { path, key: first.key }, data };
}

test('maps: grey tiles byte for byte, histogram, regions and bits agree', async () => {
  const { source, data } = await greyMap('map.png', 801, 601);
  const tile = await tilePixels(source, { level: 0, column: 1, row: 1 }, 'map');
  expect(tile.channels).toBe(1);
  expect(tile.data.equals(part(data, 801, 1, { x: 512, y: 512, width: 289, height: 89 }))).toBe(true);
  const coarse = await tilePixels(source, { level: 1, column: 0, row: 0 }, 'map');
  expect([coarse.width, coarse.height, coarse.channels, coarse.data[0]]).toEqual([401, 301, 1, (data[0]! + data[1]! + data[801]! + data[802]! + 2) >> 2]);
  const above = data.filter((value) => value >= 179).length;
  const histogram = await viewer.histogram(source);
  expect(histogram.slice(179).reduce((sum, count) => sum + count, 0)).toBe(above);
  const regions = await viewer.regions(source, 0.7, 64);
  expect(regions.area).toBe(above);
  expect(regions.regions.length).toBeGreaterThan(3);
  const tiles = await viewer.maskTiles(source, 0.7);
  expect(tiles.every(({ bits }) => bits.length === 8192)).toBe(true);
  expect(tiles.reduce((sum, { bits }) => sum + bits.reduce((inner, byte) => inner + byte.toString(2).replaceAll('0', '').length, 0), 0)).toBe(above);
  const colour = await sourceOf('colour.png', await encoder(64, 64).png().toBuffer());
  expect(await codeOf(viewer.histogram(colour))).toBe('IMAGE_CORRUPT');
});

test('a pixel: stored samples, probabilities, and the block as our JPEG reader has it', async () => {
  const [width, height] = [333, 205];
  const bytes = await encoder(width, height).jpeg({ quality: 80, chromaSubsampling: '4:2:0' }).toBuffer();
  const source = await sourceOf('p.jpg', bytes);
  const { source: map, data } = await greyMap('m.png', width, height);
  const luma = readJpegCoefficients(bytes).components[0]!;
  const stored = await sharp(bytes).raw().toBuffer();
  for (const [x, y] of [[0, 0], [332, 204], [100, 57]] as const) {
    const reading = await viewer.pixel(source, { mask: map.path, reliability: map.path }, x, y);
    expect(reading).toMatchObject({ x, y, rgb: [...stored.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)], coarseRgb: null, coarseFused: null });
    expect(reading.probability).toBe(data[y * width + x]! / 255);
    expect(reading.reliability).toBe(reading.probability);
    const from = ((y >> 3) * luma.blocksWide + (x >> 3)) * 64;
    expect(reading.block).toEqual({ column: x >> 3, row: y >> 3, table: 0, coefficients: [...luma.coefficients.subarray(from, from + 64)] });
  }
  const png = await sourceOf('p.png', await encoder(40, 40).png().toBuffer());
  expect(await viewer.pixel(png, {}, 39, 0)).toMatchObject({ rgb: [...scene(40, 40).subarray(39 * 3, 40 * 3)], probability: null, block: null });
  expect(await codeOf(viewer.pixel(source, {}, 333, 0))).toBe('ARGUMENT_INVALID');
});

test('a profile changes what is shown and not what is read', async () => {
  const bytes = await encoder(64, 64).withIccProfile('p3').png().toBuffer();
  const source = await sourceOf('p3.png', bytes);
  const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
  const shown = await tilePixels(source, { level: 0, column: 0, row: 0 });
  expect((await viewer.pixel(source, {}, 5, 5)).rgb).toEqual([...stored.subarray((5 * 64 + 5) * 3, (5 * 64 + 5) * 3 + 3)]);
  expect(shown.data.equals(stored)).toBe(false);
});

test('fifty tiles at once are all right, whole and without leftovers; evidence is untouched', async () => {
  const size = { width: 3000, height: 2200 };
  const source = await sourceOf('many.jpg', await encoder(size.width, size.height).jpeg({ quality: 85 }).toBuffer());
  const before = await stat(source.path, { bigint: true });
  const tiles: TileAddress[] = [];
  for (let level = levelCount(size) - 1; level >= 0; level -= 1) {
    const { columns, rows } = tileGrid(size, level);
    for (let at = 0; at < columns * rows; at += 1) tiles.push({ level, column: at % columns, row: Math.floor(at / columns) });
  }
  const wanted = Array.from({ length: 50 }, (_, index) => tiles[index % tiles.length]!);
  const targets = wanted.map(({ level, column, row }, index) => join(folder.path, 'cache', `${level}_${column}_${row}_${index}.png`));
  await Promise.all(wanted.map((tile, index) => viewer.pictureTile(source, tile, targets[index]!)));
  for (const [index, tile] of wanted.entries()) {
    const { width, height } = await sharp(targets[index]).metadata();
    expect({ width, height }).toEqual({ width: tileBox(size, tile)!.width, height: tileBox(size, tile)!.height });
  }
  expect(await readdir(join(folder.path, 'cache'))).toHaveLength(50);
  const after = await stat(source.path, { bigint: true });
  expect([after.mtimeNs, after.size, after.mode]).toEqual([before.mtimeNs, before.size, before.mode]);
  expect(await sha256Of(source.path)).toBe(source.key);
});

test('kill -9 in mid-decode fails what was under way, and the next call works in a new process', async () => {
  const source = await sourceOf('large.jpg', await encoder(3600, 3000).jpeg({ quality: 90 }).toBuffer());
  await codeOf(viewer.histogram({ path: join(folder.path, 'none'), key: source.key }));
  const killed = viewer.pid()!;
  const under = Array.from({ length: 3 }, (_, column) => codeOf(viewer.pictureTile(source, { level: 0, column, row: 0 }, join(folder.path, `${column}.png`))));
  setTimeout(() => process.kill(killed, 'SIGKILL'), 20);
  expect(await Promise.all(under)).toEqual(['ENGINE_CRASHED', 'ENGINE_CRASHED', 'ENGINE_CRASHED']);
  expect((await tilePixels(source, { level: 0, column: 0, row: 0 })).width).toBe(512);
  expect(viewer.pid()).not.toBe(killed);
});

test('a cancel rejects at once, writes nothing, and leaves the others alone', async () => {
  const source = await sourceOf('large.jpg', await encoder(2600, 2000).jpeg({ quality: 90 }).toBuffer());
  const controller = new AbortController();
  const gone = codeOf(viewer.pictureTile(source, { level: 0, column: 0, row: 0 }, join(folder.path, 'gone.png'), { signal: controller.signal }));
  const kept = viewer.pictureTile(source, { level: 0, column: 1, row: 0 }, join(folder.path, 'kept.png'));
  const pid = viewer.pid();
  controller.abort();
  expect(await gone).toBe('CANCELLED');
  await kept;
  expect(viewer.pid()).toBe(pid);
  expect((await readdir(folder.path)).toSorted()).toEqual(['kept.png', 'large.jpg']);
});

test('damaged files: what can be decoded is shown, and the rest is refused by code', async () => {
  const jpeg = await encoder(640, 480).jpeg({ quality: 85 }).toBuffer();
  const png = await encoder(640, 480).png().toBuffer();
  for (const [name, content] of [['cut.jpg', jpeg], ['cut.png', png]] as const) {
    const cut = await sourceOf(name, content.subarray(0, Math.floor(content.length * 0.6)));
    const { data, width, height } = await tilePixels(cut, { level: 0, column: 0, row: 0 });
    const wanted = part(scene(640, 480), 640, 3, { x: 0, y: 0, width, height: 100 });
    const wrong = wanted.reduce((sum, value, at) => sum + (Math.abs(value - data[at]!) > 40 ? 1 : 0), 0);
    expect([width, height, wrong / wanted.length < 0.02]).toEqual([512, 480, true]);
  }
  const target = join(folder.path, 't.png');
  const tile = { level: 0, column: 0, row: 0 };
  const refused = async (name: string, content: Uint8Array): Promise<unknown[]> => {
    const source = await sourceOf(name, content);
    return [await codeOf(viewer.pictureTile(source, tile, target)), await codeOf(viewer.thumbnail(source, target)), await codeOf(viewer.pixel(source, {}, 0, 0))];
  };
  expect(new Set(await refused('empty.jpg', new Uint8Array(0)))).toEqual(new Set(['FILE_EMPTY']));
  expect(new Set(await refused('garbage.jpg', scene(50, 50)))).toEqual(new Set(['TYPE_UNKNOWN']));
  expect(new Set(await refused('header.png', png.subarray(0, 20)))).toEqual(new Set(['IMAGE_CORRUPT']));
  expect(new Set(await refused('stub.jpg', jpeg.subarray(0, 30)))).toEqual(new Set(['IMAGE_TRUNCATED']));
  expect(await codeOf(viewer.pictureTile({ path: join(folder.path, 'none.jpg'), key: '0'.repeat(64) }, tile, target))).toBe('FILE_NOT_FOUND');
  expect(await codeOf(viewer.pictureTile({ path: folder.path, key: '0'.repeat(64) }, tile, target))).toBe('FILE_IS_DIRECTORY');
  expect((await readdir(folder.path)).includes('t.png')).toBe(false);
});

test('a file whose content is no longer the one of the case is never shown', async () => {
  const source = await sourceOf('a.png', await encoder(64, 64).png().toBuffer());
  await writeFile(source.path, await encoder(64, 64, 9).png().toBuffer());
  expect(await codeOf(viewer.pictureTile(source, { level: 0, column: 0, row: 0 }, join(folder.path, 't.png')))).toBe('FILE_CHANGED');
  expect(await codeOf(viewer.thumbnail(source, join(folder.path, 't.jpg')))).toBe('FILE_CHANGED');
});

test('a picture above the limit is refused before it is decoded', async () => {
  // A PNG header that states 50,000 x 50,000 pixels.
  const png = Buffer.from(await encoder(16, 16).png().toBuffer());
  png.writeUInt32BE(50_000, 16);
  png.writeUInt32BE(50_000, 20);
  const { crc32 } = await import('node:zlib');
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  const source = await sourceOf('huge.png', png);
  expect(await codeOf(viewer.pictureTile(source, { level: 0, column: 0, row: 0 }, join(folder.path, 't.png')))).toBe('IMAGE_TOO_MANY_PIXELS');
});

test('the view process never loads the inference runtime', async () => {
  const source = await sourceOf('a.jpg', await encoder(64, 64).jpeg().toBuffer());
  await viewer.pixel(source, {}, 1, 1);
  if (process.platform !== 'linux') return;
  const mapped = await readFile(`/proc/${viewer.pid()}/maps`, 'utf8');
  expect(mapped).toContain('vips');
  expect(mapped).not.toContain('onnxruntime');
});
