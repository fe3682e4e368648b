import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysedBytes, checkProtocol, protocolHint, PROTOCOLS } from '../../src/cli/evaluate/layouts/protocol.ts';
import type { EvaluationSet, TamperedPicture } from '../../src/cli/evaluate/sets.ts';
import { givenCoefficients } from '../../src/engine/coefficients/given.ts';
import { jpegCoefficients } from '../../src/engine/coefficients/source.ts';
import { formatOf, identify } from '../../src/engine/intake/identify.ts';
import { libjpegLumaTable, readJpegCoefficients } from '../../src/engine/jpeg/index.ts';
import { startEngine } from '../../src/engine/index.ts';

const SIDE = 64;
let folder: string;
let image: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-protocol-'));
  image = join(folder, 'page.png');
  // Colour, so that the grey conversion shows: smooth shading with "text".
  const data = Buffer.from(Array.from({ length: SIDE * SIDE * 3 }, (_, index) => {
    const [x, y, channel] = [Math.floor(index / 3) % SIDE, Math.floor(index / 3 / SIDE), index % 3];
    return (x * 7 + y * 13) % 11 < 3 && y % 9 < 5 ? 20 * channel : 170 + Math.round(30 * Math.sin((x + 2 * y) / 9)) + 20 * channel;
  }));
  await sharp(data, { raw: { width: SIDE, height: SIDE, channels: 3 } }).png().toFile(image);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const withQualities = (qualities?: readonly number[]): TamperedPicture => ({ image, mask: image, ...(qualities === undefined ? {} : { qualities }) });

async function greyOf(path: string | Uint8Array): Promise<Buffer> {
  return sharp(path).toColourspace('b-w').raw().toBuffer();
}

/** The picture in grey as Pillow's conversion to "L" makes it. */
async function paperGrey(): Promise<Buffer> {
  const colour = await sharp(image).raw().toBuffer();
  return Buffer.from(Array.from({ length: SIDE * SIDE }, (_, index) => (19_595 * colour[3 * index]! + 38_470 * colour[3 * index + 1]! + 7471 * colour[3 * index + 2]! + 0x80_00) >> 16));
}

/** Coefficients that saving these grey pixels with this table must give, up to the rounding of the transform. */
function expectSavedFrom(pixels: Buffer, coefficients: Int16Array, table: Uint16Array): void {
  let largest = 0;
  for (let block = 0; block < (SIDE / 8) ** 2; block += 1) {
    const [left, top] = [8 * (block % (SIDE / 8)), 8 * Math.floor(block / (SIDE / 8))];
    for (let v = 0; v < 8; v += 1) {
      for (let u = 0; u < 8; u += 1) {
        let sum = 0;
        for (let y = 0; y < 8; y += 1) for (let x = 0; x < 8; x += 1) sum += (pixels[(top + y) * SIDE + left + x]! - 128) * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
        const exact = (sum / 4) * (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
        largest = Math.max(largest, Math.abs(exact / table[v * 8 + u]! - coefficients[block * 64 + v * 8 + u]!));
      }
    }
  }
  expect(largest).toBeLessThan(0.75);
}

describe('true_chain', () => {
  test('table, coefficients and pixels are of the last save, which is really made of the one before', async () => {
    const { path, coefficientsFrom } = await analysedBytes(withQualities([75, 90, 96]), 'true_chain', join(folder, 'chain'));
    expect(coefficientsFrom).toBeUndefined();
    const bytes = readFileSync(path);
    const read = readJpegCoefficients(bytes);
    expect(read.components).toHaveLength(1);
    expect([...read.components[0]!.table]).toEqual([...libjpegLumaTable(96)]);
    // The same by hand, one save at a time.
    let pixels = await paperGrey();
    for (const quality of [75, 90]) pixels = await greyOf(await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 1 } }).toColourspace('b-w').jpeg({ quality }).toBuffer());
    expectSavedFrom(pixels, read.components[0]!.coefficients, read.components[0]!.table);
    const skipped = (await analysedBytes(withQualities([96]), 'true_chain', join(folder, 'once'))).path;
    expect(readFileSync(skipped).equals(bytes)).toBe(false);
  });
});

describe('doc_protocol', () => {
  test('is one save of the grey picture with the last quality', async () => {
    const { path, coefficientsFrom } = await analysedBytes(withQualities([75, 90, 96]), 'doc_protocol', join(folder, 'doc'));
    expect(coefficientsFrom).toBeUndefined();
    const read = readJpegCoefficients(readFileSync(path));
    expect([...read.components[0]!.table]).toEqual([...libjpegLumaTable(96)]);
    expectSavedFrom(await paperGrey(), read.components[0]!.coefficients, read.components[0]!.table);
  });
});

describe('as_published', () => {
  test('feeds coefficients and pixels of the first save with the table of the last', async () => {
    const { path, coefficientsFrom } = await analysedBytes(withQualities([75, 90, 96]), 'as_published', join(folder, 'published'));
    const first = readJpegCoefficients(readFileSync(path));
    expect([...first.components[0]!.table]).toEqual([...libjpegLumaTable(75)]);
    expectSavedFrom(await paperGrey(), first.components[0]!.coefficients, first.components[0]!.table);
    expect(coefficientsFrom).toEqual({ path, table: [...libjpegLumaTable(96)] });
    const facts = await identify(path, formatOf(readFileSync(path)), readFileSync(path));
    const given = await givenCoefficients(coefficientsFrom!, facts, 1e6);
    expect([...given.table]).toEqual([...libjpegLumaTable(96)]);
    expect([...given.data]).toEqual([...jpegCoefficients(readFileSync(path), facts).coefficients!.data]);
  });

  test('feeds the picture as it was before any save where there is one save only', async () => {
    const { path, coefficientsFrom } = await analysedBytes(withQualities([80]), 'as_published', join(folder, 'single'));
    expect(path.endsWith('.png')).toBe(true);
    const grey = await greyOf(path);
    expect(grey.equals(await paperGrey())).toBe(true);
    expect(coefficientsFrom?.table).toEqual([...libjpegLumaTable(80)]);
    expectSavedFrom(grey, readJpegCoefficients(readFileSync(coefficientsFrom!.path)).components[0]!.coefficients, libjpegLumaTable(80));
  });

  test('coefficients of another picture’s size, or of no JPEG, are refused', async () => {
    const bytes = readFileSync(image);
    const facts = await identify(image, formatOf(bytes), bytes);
    const table = [...libjpegLumaTable(75)];
    await expect(givenCoefficients({ path: image, table }, facts, 1e6)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    const small = join(folder, 'small.jpg');
    writeFileSync(small, await sharp(image).resize(32, 32).jpeg().toBuffer());
    await expect(givenCoefficients({ path: small, table }, facts, 1e6)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', message: expect.stringContaining('64 x 64') });
  });

  test('reaches the network: another table gives another answer, the same one the same', async () => {
    const engine = startEngine({ modelFolder: join(import.meta.dirname, '../../resources/models/omni-nano'), provider: 'cpu' });
    try {
      const { path, coefficientsFrom } = await analysedBytes(withQualities([75, 96]), 'as_published', join(folder, 'engine'));
      const scores: number[] = [];
      for (const given of [undefined, { path, table: [...libjpegLumaTable(75)] }, coefficientsFrom!]) {
        scores.push((await engine.analyze(path, { caseFolder: join(folder, 'case'), ...(given === undefined ? {} : { coefficientsFrom: given }) })).score);
      }
      expect(scores[1]).toBe(scores[0]);
      expect(scores[2]).not.toBe(scores[0]);
    } finally {
      await engine.close();
    }
  });
});

test('a protocol needs qualities for every picture; DocTamper without one is told', async () => {
  const set = (layout: EvaluationSet['layout'], tampered: readonly TamperedPicture[]): EvaluationSet => ({ name: 's', folder, layout, why: '', tampered, authentic: [], warnings: [] });
  for (const protocol of PROTOCOLS) {
    expect(() => checkProtocol(set('doctamper', [withQualities([75]), withQualities()]), protocol)).toThrow(/1 of 2 pictures.*unpack_doctamper/);
    expect(() => checkProtocol(set('generic', [withQualities()]), protocol)).toThrow(/belongs to DocTamper/);
    expect(() => checkProtocol(set('doctamper', [withQualities([75])]), protocol)).not.toThrow();
  }
  expect(await analysedBytes(withQualities([75]), null, folder)).toEqual({ path: image });
  expect(protocolHint(set('doctamper', []))).toContain('as_published');
  expect(protocolHint(set('casia1', []))).toBeNull();
});
