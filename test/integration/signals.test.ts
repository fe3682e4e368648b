import { readdir, readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewerPort } from '../../src/casework/viewerPort.ts';
import { SIGNAL_NAMES, signalResultSchema, type SignalName, type SignalResult } from '../../src/contract/index.ts';
import { startViewer, type Viewer } from '../../src/engine/index.ts';
import { scene } from '../../src/engine/measure/synthetic.testing.ts';
import { encoder, save, sha256Of, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 300_000 });

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

function codeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'fulfilled',
    (error: unknown) => (error as { code: unknown }).code,
  );
}

const SIZE = { width: 400, height: 300 };
const RAW = { raw: { ...SIZE, channels: 3 as const } };

/** 400 x 300 of a made scene whose samples left of x = 400 are those of an 800 x 600 one. */
function part(seed: number): Uint8Array {
  const whole = scene(seed);
  const data = new Uint8Array(SIZE.width * SIZE.height * 3);
  for (let y = 0; y < SIZE.height; y += 1) data.set(whole.subarray(y * 2400, y * 2400 + SIZE.width * 3), y * SIZE.width * 3);
  return data;
}

/** Copies a rectangle of samples from one picture to a place of another, or of itself. */
function paste(into: Uint8Array, from: Uint8Array, box: { x: number; y: number; width: number; height: number }, to: { x: number; y: number }): Uint8Array {
  const data = Uint8Array.from(into);
  for (let row = 0; row < box.height; row += 1) {
    const start = ((box.y + row) * SIZE.width + box.x) * 3;
    data.set(from.subarray(start, start + box.width * 3), ((to.y + row) * SIZE.width + to.x) * 3);
  }
  return data;
}

const HOLE = { x: 176, y: 96, width: 128, height: 112 };

/** Saved at quality 60, a part replaced by one never saved, saved again at 92: what the methods for JPEG are made for. */
async function spliced(): Promise<Buffer> {
  const once = await sharp(await sharp(part(1), RAW).jpeg({ quality: 60, chromaSubsampling: '4:4:4' }).toBuffer()).raw().toBuffer();
  return sharp(paste(once, part(2), HOLE, HOLE), RAW).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** A part saved before on a grid three pixels across and five down from the one of the whole. */
async function shifted(): Promise<Buffer> {
  const other = await sharp(await sharp(part(1), RAW).extract({ left: 3, top: 5, width: 384, height: 288 }).jpeg({ quality: 55, chromaSubsampling: '4:4:4' }).toBuffer()).raw().toBuffer();
  const data = part(1);
  for (let y = HOLE.y; y < HOLE.y + HOLE.height; y += 1) {
    const start = ((y - 5) * 384 + HOLE.x - 3) * 3;
    data.set(other.subarray(start, start + HOLE.width * 3), (y * SIZE.width + HOLE.x) * 3);
  }
  return sharp(data, RAW).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** Saved at quality 80, a part replaced by one that never was, and kept without loss: one grid, and a part without it. */
async function gridless(): Promise<Buffer> {
  const once = await sharp(await sharp(part(1), RAW).jpeg({ quality: 80, chromaSubsampling: '4:4:4' }).toBuffer()).raw().toBuffer();
  return png(paste(once, part(2), HOLE, HOLE));
}

/** Green filled in from its neighbours at every other place, but for a part. */
function filtered(): Buffer {
  const plain = part(4);
  const data = Uint8Array.from(plain);
  for (let y = 1; y < SIZE.height - 1; y += 1) {
    for (let x = 1; x < SIZE.width - 1; x += 1) {
      const at = (y * SIZE.width + x) * 3 + 1;
      if ((x + y) % 2 === 1) data[at] = Math.round((plain[at - 3]! + plain[at + 3]! + plain[at - SIZE.width * 3]! + plain[at + SIZE.width * 3]!) / 4);
    }
  }
  return Buffer.from(paste(data, plain, HOLE, HOLE));
}

/** Stronger grain in a part. */
function grainy(): Uint8Array {
  return part(5).map((value, at) => {
    const [x, y] = [Math.floor(at / 3) % SIZE.width, Math.floor(at / 3 / SIZE.width)];
    const inside = x >= HOLE.x && x < HOLE.x + HOLE.width && y >= HOLE.y && y < HOLE.y + HOLE.height;
    return inside ? Math.max(0, Math.min(255, value + ((at * 7919) % 61) - 30)) : value;
  });
}

const COPY = { x: 40, y: 60, width: 100, height: 90 };
const COPIED_TO = { x: 230, y: 160 };

async function copied(): Promise<Buffer> {
  return sharp(paste(part(3), part(3), COPY, COPIED_TO), RAW).png().toBuffer();
}

function png(data: Uint8Array): Promise<Buffer> {
  return sharp(data, RAW).png().toBuffer();
}

/** A picture for each method, and where its map is expected to mark. */
const APPLIES: Readonly<Record<SignalName, { readonly name: string; readonly make: () => Promise<Buffer>; readonly at: readonly (typeof HOLE)[] }>> = {
  ela: { name: 'spliced.jpg', make: spliced, at: [HOLE] },
  jpeg_ghosts: { name: 'spliced.jpg', make: spliced, at: [HOLE] },
  double_quantisation: { name: 'spliced.jpg', make: spliced, at: [HOLE] },
  double_quantisation_shifted: { name: 'shifted.jpg', make: shifted, at: [HOLE] },
  blocking_grid: { name: 'gridless.png', make: gridless, at: [HOLE] },
  noise_level: { name: 'grainy.png', make: () => png(grainy()), at: [HOLE] },
  cfa: { name: 'filtered.png', make: () => png(filtered()), at: [HOLE] },
  copy_move_keypoints: { name: 'copied.png', make: copied, at: [COPY, { ...COPY, ...COPIED_TO }] },
  copy_move_dense: { name: 'copied.png', make: copied, at: [COPY, { ...COPY, ...COPIED_TO }] },
};

async function mapOf({ map }: SignalResult): Promise<Buffer> {
  return sharp(join(folder.path, map!.path)).toColourspace('b-w').raw().toBuffer();
}

function markedShare(map: Uint8Array, inside: (x: number, y: number) => boolean): number {
  let [marked, all] = [0, 0];
  for (let at = 0; at < map.length; at += 1) {
    if (!inside(at % SIZE.width, Math.floor(at / SIZE.width))) continue;
    all += 1;
    if (map[at]! >= 128) marked += 1;
  }
  return marked / all;
}

test.each(SIGNAL_NAMES)('%s marks what was done to a made picture, writes its map once under its SHA-256, and leaves the evidence alone', async (name) => {
  const { name: file, make, at } = APPLIES[name];
  const source = await sourceOf(file, await make());
  const before = await stat(source.path, { bigint: true });
  const result = await viewer.signal(source, name, folder.path);
  expect(signalResultSchema.parse(result)).toEqual(result);
  expect(result).toMatchObject({ name, applies: true, reason: '', map: { kind: 'signal', mimeType: 'image/png', ...SIZE } });
  const map = await mapOf(result);
  const inside = (x: number, y: number): boolean => at.some((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
  const [hit, missed] = [markedShare(map, inside), markedShare(map, (x, y) => !inside(x, y))];
  expect(hit).toBeGreaterThan(0.5);
  expect(missed).toBeLessThan(0.2);
  expect(result.maskShare).toBeCloseTo(markedShare(map, () => true), 10);
  expect(result.score).toBeGreaterThan(0.5);
  const file2 = join(folder.path, result.map!.path);
  expect(createHash('sha256').update(await readFile(file2)).digest('hex')).toBe(result.map!.sha256);

  const written = await stat(file2, { bigint: true });
  const again = await viewer.signal(source, name, folder.path);
  expect(again).toEqual({ ...result, milliseconds: again.milliseconds });
  expect((await stat(file2, { bigint: true })).mtimeNs).toBe(written.mtimeNs);
  expect(await readdir(join(folder.path, 'artifacts'))).toEqual([result.map!.sha256.slice(0, 2)]);
  const after = await stat(source.path, { bigint: true });
  expect([after.mtimeNs, after.size, after.mode]).toEqual([before.mtimeNs, before.size, before.mode]);
  expect(await sha256Of(source.path)).toBe(source.key);
});

test.each(SIGNAL_NAMES)('%s says in a sentence why it does not apply to a flat picture, and writes nothing', async (name) => {
  const flat = await sourceOf('flat.png', await sharp({ create: { width: 60, height: 50, channels: 3, background: { r: 120, g: 130, b: 140 } } }).png().toBuffer());
  const result = await viewer.signal(flat, name, folder.path);
  expect(result).toMatchObject({ name, applies: false, map: null, score: null, maskShare: null });
  expect(result.reason).toMatch(/^[A-Z].{20,}\.$/s);
  expect(await readdir(folder.path)).toEqual(['flat.png']);
});

test.each(SIGNAL_NAMES)('%s refuses by code what is no picture, is damaged beyond decoding, missing, or no longer the same', async (name) => {
  const jpeg = await encoder(200, 150).jpeg().toBuffer();
  const run = (source: Source): Promise<unknown> => codeOf(viewer.signal(source, name, folder.path));
  expect(await run(await sourceOf('text.jpg', new TextEncoder().encode('not a picture at all, but a line of text')))).toBe('TYPE_UNKNOWN');
  expect(await run(await sourceOf('empty.png', new Uint8Array(0)))).toBe('FILE_EMPTY');
  expect(await run(await sourceOf('stub.jpg', jpeg.subarray(0, 30)))).toBe('IMAGE_TRUNCATED');
  expect(await run({ path: join(folder.path, 'none.jpg'), key: '0'.repeat(64) })).toBe('FILE_NOT_FOUND');
  expect(await run({ ...(await sourceOf('other.jpg', jpeg)), key: '0'.repeat(64) })).toBe('FILE_CHANGED');
  expect((await readdir(folder.path)).includes('artifacts')).toBe(false);
});

test.each(SIGNAL_NAMES)('%s: a cancelled run rejects at once and writes nothing, and the process goes on with other work', async (name) => {
  const { name: file, make } = APPLIES[name];
  const source = await sourceOf(file, await make());
  const other = await sourceOf('other.jpg', await encoder(200, 150).jpeg().toBuffer());
  // Starts the process.
  await viewer.histogram(other).catch(() => undefined);
  const pid = viewer.pid();
  const controller = new AbortController();
  const gone = codeOf(viewer.signal(source, name, folder.path, { signal: controller.signal }));
  controller.abort();
  expect(await gone).toBe('CANCELLED');
  const { map, applies } = await viewer.signal(other, 'noise_level', folder.path);
  expect([applies, viewer.pid()]).toEqual([true, pid]);
  expect(await readdir(join(folder.path, 'artifacts'))).toEqual([map!.sha256.slice(0, 2)]);
});

test('a truncated JPEG that still decodes is looked at, and its map has the whole size', async () => {
  const jpeg = await spliced();
  const cut = await sourceOf('cut.jpg', jpeg.subarray(0, Math.floor(jpeg.length * 0.7)));
  const result = await viewer.signal(cut, 'noise_level', folder.path);
  expect(result).toMatchObject({ applies: true, map: SIZE });
});

test('agreement of maps in the view process: shares, overlap and the network at its own threshold; another size is refused', async () => {
  const source = await sourceOf('grainy.png', await png(grainy()));
  const noise = await viewer.signal(source, 'noise_level', folder.path);
  const noiseMap = { path: join(folder.path, noise.map!.path), key: noise.map!.sha256 };
  const half = new Uint8Array(SIZE.width * SIZE.height).fill(90, 0, SIZE.width * 150);
  const network = await sourceOf('network.png', await sharp(half, { raw: { ...SIZE, channels: 1 } }).toColourspace('b-w').png().toBuffer());
  const joined = (least: number) => viewer.agreement([{ method: 'network', source: network, least }, { method: 'noise_level', source: noiseMap, least: 128 }], folder.path);
  const low = await joined(90);
  const high = await joined(91);
  expect(low.methods).toEqual(['network', 'noise_level']);
  expect(low.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  expect(low.shares[1]! + 2 * low.shares[2]!).toBeCloseTo(0.5 + noise.maskShare!, 10);
  expect([high.shares[1], high.shares[2]]).toEqual([expect.closeTo(noise.maskShare!, 10), 0]);
  expect(low.overlap[0]![1]).toBe(low.overlap[1]![0]);
  expect([low.overlap[0]![0], high.overlap[0]![0], high.overlap[0]![1]]).toEqual([1, null, 0]);
  expect(low.map).toMatchObject({ kind: 'signal', ...SIZE });
  const other = await sourceOf('other.png', await sharp(new Uint8Array(100), { raw: { width: 10, height: 10, channels: 1 } }).toColourspace('b-w').png().toBuffer());
  expect(await codeOf(viewer.agreement([{ method: 'network', source: other, least: 1 }, { method: 'noise_level', source: noiseMap, least: 128 }], folder.path))).toBe('ARGUMENT_INVALID');
});
