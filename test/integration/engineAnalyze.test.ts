import { readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { analysisSchema, type Analysis } from '../../src/contract/analysis.ts';
import { startEngine, type Engine } from '../../src/engine/index.ts';
import { encoder, MODEL_FOLDER, save, scene, sha256Of, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
beforeAll(async () => {
  folder = await temporaryFolder();
  engine = startEngine({ modelFolder: MODEL_FOLDER, provider: 'cpu' });
});
afterAll(async () => {
  await engine.close();
  await folder.remove();
});

async function analyze(path: string, options: Partial<Analysis['record']['options']> = {}): Promise<Analysis> {
  return engine.analyze(path, { caseFolder: join(folder.path, 'case'), options });
}

describe('one JPEG', () => {
  test('gives a whole result: facts, maps of native size, views, record, progress to 1', async () => {
    const path = await save(folder.path, 'a.jpg', await encoder(300, 203).jpeg({ quality: 80, chromaSubsampling: '4:2:0' }).toBuffer());
    await utimes(path, 1_000_000, 2_000_000);
    const seen: number[] = [];
    const result = await engine.analyze(path, { caseFolder: join(folder.path, 'case'), onProgress: (progress) => seen.push(progress.value) });
    // Before anything here reads the file: neither time has moved.
    const after = await stat(path);
    expect([after.atimeMs, after.mtimeMs]).toEqual([1_000_000_000, 2_000_000_000]);
    expect(analysisSchema.parse(result)).toEqual(result);
    expect(result.digest.sha256).toBe(await sha256Of(path));
    expect(result.facts).toMatchObject({ format: 'jpeg', width: 300, height: 203, orientation: 1, jpeg: { colour: 'ycc', subsampling: '4:2:0', quality: { nearest: 80, exact: true }, damage: null } });
    expect(result.coefficients).toEqual({ source: 'jpeg', grid: { x: 0, y: 0, confidence: 1 } });
    expect(result.record).toMatchObject({ modelId: 'omni-nano', provider: 'cpu', providerReason: 'asked for', inputSha256: result.digest.sha256 });
    expect(result.artifacts.map((artifact) => artifact.kind)).toEqual(['mask', 'coarse_rgb', 'coarse_fused', 'reliability', 'overlay', 'thumbnail']);
    for (const artifact of result.artifacts) {
      const content = await readFile(join(folder.path, 'case', artifact.path));
      const info = await sharp(content).metadata();
      expect([info.width, info.height, content.length]).toEqual([artifact.width, artifact.height, artifact.bytes]);
      expect(await sha256Of(join(folder.path, 'case', artifact.path))).toBe(artifact.sha256);
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });

  test('twice gives byte-identical artifacts and findings, in one process and in another, however many threads', async () => {
    const path = await save(folder.path, 'twice.jpg', await encoder(400, 300, 3).jpeg({ quality: 90 }).toBuffer());
    const tiled = { tileSize: 128, tileOverlap: 64 };
    const first = await analyze(path, tiled);
    const second = await analyze(path, tiled);
    const other = startEngine({ modelFolder: MODEL_FOLDER, provider: 'cpu' });
    const third = await other.analyze(path, { caseFolder: join(folder.path, 'other'), options: tiled });
    const fourth = await other.analyze(path, { caseFolder: join(folder.path, 'other'), options: tiled, threads: 1 });
    await other.close();
    for (const again of [second, third, fourth]) {
      expect(again.artifacts).toEqual(first.artifacts);
      expect(again.regions).toEqual(first.regions);
      expect([again.score, again.gate, again.reliability, again.maskShare]).toEqual([first.score, first.gate, first.reliability, first.maskShare]);
    }
  });

  test('with an orientation: maps as stored, views as displayed', async () => {
    const path = await save(folder.path, 'turned.jpg', await encoder(320, 200, 4).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    const result = await analyze(path);
    const sizes = Object.fromEntries(result.artifacts.map((artifact) => [artifact.kind, [artifact.width, artifact.height]]));
    expect(result.facts).toMatchObject({ width: 320, height: 200, orientation: 6 });
    expect(sizes).toMatchObject({ mask: [320, 200], overlay: [200, 320], thumbnail: [200, 320] });
  });

  test('cut off late is analysed with its damage on record, cut off early is refused', async () => {
    const whole = await encoder(320, 320, 5).jpeg({ quality: 85 }).toBuffer();
    const late = await analyze(await save(folder.path, 'late.jpg', whole.subarray(0, Math.floor(whole.length * 0.8))));
    expect(late.facts.jpeg?.damage).toMatchObject({ reason: 'truncated-data' });
    expect(late.facts.jpeg?.damage?.share).toBeGreaterThan(0.6);
    const early = await save(folder.path, 'early.jpg', whole.subarray(0, Math.floor(whole.length * 0.3)));
    await expect(analyze(early)).rejects.toMatchObject({ code: 'IMAGE_TRUNCATED', details: { intake: { facts: { width: 320 } } } });
  });

  test('with a colour profile: analysis ignores it, the record names it', async () => {
    const plain = await encoder(128, 128, 6).jpeg({ quality: 90 }).toBuffer();
    const tagged = await encoder(128, 128, 6).jpeg({ quality: 90 }).withIccProfile('p3').toBuffer();
    const first = await analyze(await save(folder.path, 'plain.jpg', plain));
    const second = await analyze(await save(folder.path, 'tagged.jpg', tagged));
    expect(first.facts.iccProfile).toBeNull();
    expect(second.facts.iccProfile).not.toBeNull();
  });
});

describe('other formats', () => {
  const encoders: Record<string, () => Promise<Uint8Array>> = {
    'a.png': () => encoder(160, 130).png().toBuffer(),
    'sixteen.png': () => encoder(160, 130).toColourspace('rgb16').png().toBuffer(),
    'palette.png': () => encoder(160, 130).png({ palette: true, colours: 16 }).toBuffer(),
    'alpha.png': () => encoder(160, 130).ensureAlpha(0.4).png().toBuffer(),
    'grey.png': () => encoder(160, 130).toColourspace('b-w').png().toBuffer(),
    'a.tif': () => encoder(160, 130).tiff({ compression: 'lzw' }).toBuffer(),
    'sixteen.tif': () => encoder(160, 130).toColourspace('rgb16').tiff({ compression: 'deflate' }).toBuffer(),
    'a.webp': () => encoder(160, 130).webp({ quality: 80 }).toBuffer(),
    'a.avif': () => encoder(160, 130).avif({ quality: 60, effort: 0 }).toBuffer(),
    'a.gif': () => encoder(160, 130).gif().toBuffer(),
    'cmyk.jpg': () => encoder(160, 130).toColourspace('cmyk').jpeg().toBuffer(),
    'cmyk.tif': () => encoder(160, 130).toColourspace('cmyk').tiff().toBuffer(),
  };
  test.each(Object.keys(encoders))('%s is read and its coefficients come from pixels', async (name) => {
    const result = await analyze(await save(folder.path, name, await encoders[name]!()));
    expect([result.facts.width, result.facts.height, result.coefficients.source]).toEqual([160, 130, 'pixels']);
    expect(result.facts.extensionMismatch).toBe(false);
    expect(result.facts.bitDepth).toBe(name.startsWith('sixteen') ? 16 : name === 'palette.png' ? 4 : result.facts.bitDepth);
  });

  test('a bitmap gives the mask of the same pixels in PNG', async () => {
    const width = 64;
    const height = 48;
    const pixels = scene(width, height);
    const file = Buffer.alloc(54 + width * height * 3);
    file.write('BM');
    file.writeUInt32LE(54, 10);
    file.writeUInt32LE(40, 14);
    file.writeInt32LE(width, 18);
    file.writeInt32LE(-height, 22);
    file.writeUInt16LE(1, 26);
    file.writeUInt16LE(24, 28);
    for (let at = 0; at < pixels.length; at += 3) file.set([pixels[at + 2]!, pixels[at + 1]!, pixels[at]!], 54 + at);
    const bitmap = await analyze(await save(folder.path, 'a.bmp', file));
    const png = await analyze(await save(folder.path, 'same.png', await encoder(width, height).png().toBuffer()));
    expect(bitmap.facts.format).toBe('bmp');
    expect(bitmap.artifacts[0]!.sha256).toBe(png.artifacts[0]!.sha256);
  });

  test('only the first frame of an animation, and the count of all, are used', async () => {
    const frames = await sharp([await encoder(64, 64, 1).png().toBuffer(), await encoder(64, 64, 2).png().toBuffer()], { join: { animated: true } }).gif().toBuffer();
    const result = await analyze(await save(folder.path, 'moving.gif', frames));
    expect(result.facts).toMatchObject({ width: 64, height: 64, pages: 2 });
  });

  test('a grey JPEG keeps its own coefficients', async () => {
    const grey = await analyze(await save(folder.path, 'grey.jpg', await encoder(96, 96).toColourspace('b-w').jpeg().toBuffer()));
    expect(grey).toMatchObject({ coefficients: { source: 'jpeg' }, facts: { jpeg: { colour: 'grey' } } });
  });
});
