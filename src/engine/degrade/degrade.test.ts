import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { degradePicture, type PictureChange } from './degradePicture.ts';
import { addNoise, gaussianBlur, seededRandom, sharpen, sigmaOfKernel } from './filters.ts';

describe('filters', () => {
  const point = (side: number): { width: number; height: number; channels: 1; data: Uint8Array } => {
    const data = new Uint8Array(side * side);
    data[(side * side - 1) / 2] = 255;
    return { width: side, height: side, channels: 1, data };
  };

  test('a blurred point is the kernel: sigma .8 for a side of 3, weights worked out by hand', () => {
    expect(sigmaOfKernel(3)).toBeCloseTo(0.8, 12);
    // exp(-1 / 1.28) = .45783; 1 / (1 + 2 * .45783) = .52201, .23899: squared and crossed, times 255.
    expect([...gaussianBlur(point(5), 3).data]).toEqual([0, 0, 0, 0, 0, 0, 15, 32, 15, 0, 0, 32, 69, 32, 0, 0, 15, 32, 15, 0, 0, 0, 0, 0, 0]);
  });

  test('a flat picture stays as it is at every edge, for every kernel', () => {
    const flat = { width: 20, height: 17, channels: 3 as const, data: new Uint8Array(20 * 17 * 3).fill(77) };
    for (const kernel of [3, 5, 9]) expect(gaussianBlur(flat, kernel).data.every((value) => value === 77)).toBe(true);
    expect(sharpen(flat, 0.3).data.every((value) => value === 77)).toBe(true);
  });

  test('edges are mirrored: a ramp of one row keeps its inside', () => {
    const ramp = { width: 4, height: 1, channels: 1 as const, data: Uint8Array.of(0, 100, 200, 200) };
    // .23899, .52201: first (2 * .23899 * 100), second (100), third (.23899 * 100 + .76101 * 200), last (200).
    expect([...gaussianBlur(ramp, 3).data]).toEqual([48, 100, 176, 200]);
    // Away from the blur: 0 - .2 * 48 cut at 0; 100; 200 + .2 * 24 = 204.8; 200.
    expect([...sharpen(ramp, 0.2).data]).toEqual([0, 100, 205, 200]);
  });

  test('noise has the deviation asked for, no trend, and the same seed the same noise', () => {
    const grey = { width: 300, height: 200, channels: 3 as const, data: new Uint8Array(300 * 200 * 3).fill(128) };
    const noisy = addNoise(grey, 7, seededRandom(5));
    const mean = noisy.data.reduce((sum, value) => sum + value, 0) / noisy.data.length;
    const deviation = Math.sqrt(noisy.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.data.length);
    expect(mean).toBeCloseTo(128, 1);
    // Rounding adds 1/12 to the variance.
    expect(deviation).toBeCloseTo(Math.sqrt(49 + 1 / 12), 1);
    expect(addNoise(grey, 7, seededRandom(5)).data).toEqual(noisy.data);
    expect(addNoise(grey, 7, seededRandom(6)).data).not.toEqual(noisy.data);
  });
});

describe('degradePicture', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'palimpsest-degrade-'));
    const data = Buffer.from(Array.from({ length: 120 * 60 * 3 }, (_, at) => (at * 7 + Math.floor(at / 360) * 3) % 256));
    await sharp(data, { raw: { width: 120, height: 60, channels: 3 } }).jpeg({ quality: 97 }).withMetadata({ orientation: 6 }).toFile(join(folder, 'picture.jpg'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const changed = async (change: PictureChange, seed = 1, name = 'copy') => degradePicture(join(folder, 'picture.jpg'), change, seed, join(folder, name));

  test('each change gives the file it says, in stored orientation and without metadata', async () => {
    const cases: readonly (readonly [PictureChange, string, number, number])[] = [
      [{ kind: 'jpeg', quality: 70 }, 'jpeg', 120, 60], [{ kind: 'resize', factor: 0.5 }, 'png', 60, 30], [{ kind: 'resize', factor: 1.5 }, 'png', 180, 90],
      [{ kind: 'blur', kernel: 5 }, 'png', 120, 60], [{ kind: 'noise', sigma: 3 }, 'png', 120, 60], [{ kind: 'social', longSide: 80 }, 'jpeg', 80, 40], [{ kind: 'social', longSide: 960 }, 'jpeg', 120, 60],
    ];
    for (const [change, format, width, height] of cases) {
      const copy = await changed(change);
      const found = await sharp(copy.path).metadata();
      expect([found.format, found.width, found.height, found.exif, found.orientation]).toEqual([format, width, height, undefined, undefined]);
      if (format === 'jpeg') expect(found.chromaSubsampling).toBe('4:2:0');
    }
  });

  test('the quality is that of the table in the file; a blur that is written has the pixels of the filter', async () => {
    const copy = readFileSync((await changed({ kind: 'jpeg', quality: 80 })).path);
    const table = copy.indexOf(Buffer.of(0xff, 0xdb));
    // First step of the luma table: 16 at quality 50, (16 * 40 + 50) / 100 at quality 80.
    expect(copy[table + 5]).toBe(6);
    const original = await sharp(join(folder, 'picture.jpg')).raw().toBuffer();
    const blurred = await sharp((await changed({ kind: 'blur', kernel: 3 })).path).raw().toBuffer();
    expect(new Uint8Array(blurred)).toEqual(gaussianBlur({ width: 120, height: 60, channels: 3, data: new Uint8Array(original) }, 3).data);
  });

  test('what is drawn for the social chain lies in its ranges and hangs on the seed only', async () => {
    const drawn = new Set<string>();
    for (let seed = 0; seed < 6; seed += 1) {
      const copy = await changed({ kind: 'social', longSide: 100 }, seed);
      const [, amount, quality] = /^100 x 50, sharpening (\d\.\d\d), JPEG (\d+)$/.exec(copy.drawn) ?? [];
      expect(Number(amount)).toBeGreaterThanOrEqual(0.1);
      expect(Number(amount)).toBeLessThanOrEqual(0.3);
      expect(Number(quality)).toBeGreaterThanOrEqual(71);
      expect(Number(quality)).toBeLessThanOrEqual(92);
      drawn.add(copy.drawn);
    }
    expect(drawn.size).toBeGreaterThan(3);
    const [first, second] = [await changed({ kind: 'social', longSide: 100 }, 9, 'a'), await changed({ kind: 'social', longSide: 100 }, 9, 'b')];
    expect(readFileSync(first.path)).toEqual(readFileSync(second.path));
  });

  test('a file that is no picture is refused by its code', async () => {
    await expect(degradePicture(join(folder, 'none.jpg'), { kind: 'jpeg', quality: 90 }, 1, join(folder, 'x'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
