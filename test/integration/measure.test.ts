import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewerPort } from '../../src/casework/viewerPort.ts';
import { displaySize, measurementSchema, promptPictureSchema, toDisplay, type PromptPicture, type PromptVariant, type Region } from '../../src/contract/index.ts';
import { startViewer } from '../../src/engine/index.ts';
import { encoder, save, sha256Of, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
let viewer: ViewerPort;
beforeEach(async () => {
  folder = await temporaryFolder();
  viewer = startViewer();
});
afterEach(async () => {
  await viewer.close();
  await folder.remove();
});

const WIDTH = 900;
const HEIGHT = 600;

async function sourceOf(name: string, content: Uint8Array): Promise<{ path: string; key: string }> {
  const path = await save(folder.path, name, content);
  return { path, key: await sha256Of(path) };
}

/** A picture under an orientation, and a mask of boxes with its regions as the view process finds them. */
async function subjectOf(orientation: number, boxes: readonly { x: number; y: number; width: number; height: number }[]): Promise<{ source: { path: string; key: string }; mask: { path: string; key: string }; regions: readonly Region[] }> {
  const source = await sourceOf(`picture-${orientation}.jpg`, await encoder(WIDTH, HEIGHT).jpeg({ quality: 90 }).withMetadata({ orientation }).toBuffer());
  const data = new Uint8Array(WIDTH * HEIGHT);
  for (const { x, y, width, height } of boxes) for (let row = y; row < y + height; row += 1) data.fill(204, row * WIDTH + x, row * WIDTH + x + width);
  const mask = await sourceOf(`mask-${orientation}.png`, await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 1 } }).toColourspace('b-w').png().toBuffer());
  return { source, mask, regions: (await viewer.regions(mask, 0.5, 64)).regions };
}

const BOXES = [{ x: 40, y: 50, width: 200, height: 150 }, { x: 600, y: 420, width: 90, height: 60 }];

test.each([1, 6])('through the view process, orientation %i: numbers of every region, place and size as displayed', async (orientation) => {
  const { source, mask, regions } = await subjectOf(orientation, BOXES);
  const found = measurementSchema.parse(await viewer.measure(source, { mask, reliability: mask, threshold: 0.5, regions }));
  expect(found).toMatchObject({ inputSha256: source.key, maskSha256: mask.key, regionsInAll: 2, ...displaySize({ width: WIDTH, height: HEIGHT }, orientation) });
  expect(found.regions.map(({ region, box, position }) => [region, box, position])).toEqual([
    [1, BOXES[0], orientation === 1 ? 'top-left' : 'top-right'],
    [2, BOXES[1], orientation === 1 ? 'bottom-right' : 'bottom-left'],
  ]);
  for (const { box, displayBox, comparisons, meanReliability } of found.regions) {
    const [x, y] = toDisplay([box.x + box.width / 2, box.y + box.height / 2], { width: WIDTH, height: HEIGHT }, orientation);
    expect([displayBox.x + displayBox.width / 2, displayBox.y + displayBox.height / 2]).toEqual([x, y]);
    expect(meanReliability).toBeCloseTo(0.8, 6);
    for (const { inside, effect, reason } of comparisons) expect((inside === null) === (reason !== null) && (effect === null) === (reason !== null)).toBe(true);
  }
  expect(found.picture.find(({ quantity }) => quantity === 'brightness')?.value).toBeGreaterThan(50);
});

async function pictures(variant: PromptVariant, orientation = 1): Promise<{ made: readonly PromptPicture[]; files: readonly Buffer[] }> {
  const { source, mask, regions } = await subjectOf(orientation, BOXES);
  const made = (await viewer.promptPictures(source, { mask, threshold: 0.5, regions, variant, caseFolder: join(folder.path, 'case') })).map((one) => promptPictureSchema.parse(one));
  return { made, files: await Promise.all(made.map(({ path }) => readFile(join(folder.path, 'case', path)))) };
}

test('prompt pictures are artifacts named by their bytes, JPEG 4:4:4 without metadata, and the same every time', async () => {
  const { made, files } = await pictures('mask');
  expect(made.map(({ kind, region }) => [kind, region])).toEqual([['joined', null], ['crop', 1], ['crop', 2]]);
  for (const [index, { path, sha256, bytes, width, height }] of made.entries()) {
    const file = files[index]!;
    expect(createHash('sha256').update(file).digest('hex')).toBe(sha256);
    expect([path, bytes]).toEqual([`artifacts/${sha256.slice(0, 2)}/${sha256}.jpg`, file.byteLength]);
    const header = await sharp(file).metadata();
    expect(header).toMatchObject({ format: 'jpeg', chromaSubsampling: '4:4:4', space: 'srgb', width, height });
    expect([header.exif, header.icc, header.orientation]).toEqual([undefined, undefined, undefined]);
  }
  expect((await pictures('mask')).made).toEqual(made);
  await viewer.close();
  viewer = startViewer();
  expect((await pictures('mask')).made).toEqual(made);
});

test('the joined picture holds the original and, where the mask is, half of it and white; shuffled the mask lies elsewhere; none is the picture alone', async () => {
  for (const orientation of [1, 6]) {
    const { width, height } = displaySize({ width: WIDTH, height: HEIGHT }, orientation);
    const { made: [alone], files: [original] } = await pictures('none', orientation);
    expect(alone).toMatchObject({ kind: 'original', region: null, width, height });
    const plain = await sharp(original).raw().toBuffer();
    const at = (x: number, y: number): number => plain[(y * width + x) * 3]!;
    const lifted = async (variant: PromptVariant): Promise<(x: number, y: number) => 'lifted' | 'darkened' | 'neither'> => {
      const { made, files } = await pictures(variant, orientation);
      const { data, info } = await sharp(files[0]).raw().toBuffer({ resolveWithObject: true });
      expect(made).toHaveLength(3);
      const isWide = width >= height;
      const [left, top] = isWide ? [0, info.height - height] : [info.width - width, info.height - height];
      return (x, y) => {
        const value = data[((top + y) * info.width + left + x) * 3]!;
        return Math.abs(value - (at(x, y) + 255) / 2) < 12 ? 'lifted' : Math.abs(value - at(x, y) / 2) < 12 ? 'darkened' : 'neither';
      };
    };
    const masked = await lifted('mask');
    const shuffled = await lifted('shuffled');
    const shown = (x: number, y: number): [number, number] => {
      const [u, v] = toDisplay([x + 0.5, y + 0.5], { width: WIDTH, height: HEIGHT }, orientation);
      return [Math.floor(u), Math.floor(v)];
    };
    for (const { x, y, width: wide, height: high } of BOXES) {
      for (const [dx, dy] of [[0.2, 0.2], [0.5, 0.5], [0.8, 0.7]] as const) {
        const point = shown(x + wide * dx, y + high * dy);
        expect([masked(...point), shuffled(...point)]).toEqual(['lifted', 'darkened']);
      }
    }
    for (const [x, y] of [[450, 300], [850, 100]] as const) expect(masked(...shown(x, y))).toBe('darkened');
  }
});

test('a mask of another picture is refused, and a cancelled call says so', async () => {
  const { source, mask, regions } = await subjectOf(1, BOXES);
  const other = await sourceOf('other.jpg', await encoder(400, 300).jpeg().toBuffer());
  const prompt = { mask, threshold: 0.5, regions, variant: 'mask' as const, caseFolder: folder.path };
  await expect(viewer.promptPictures(other, prompt)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(viewer.measure(source, { mask, reliability: null, threshold: 0.9, regions })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  const controller = new AbortController();
  const call = viewer.measure(source, { mask, reliability: null, threshold: 0.5, regions }, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
});
