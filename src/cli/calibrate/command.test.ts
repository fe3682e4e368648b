import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resolveModel } from '../../casework/index.ts';
import { analysisOptionsSchema, calibrationSchema, classifyImage, type ImageFacts, readScore } from '../../contract/index.ts';
import { EXIT } from '../exitCodes.ts';
import { main } from '../main.ts';

const SHA256 = 'c'.repeat(64);
let folder: string;
let printed: string;
let noted: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-calibrate-'));
  await mkdir(join(folder, 'model'));
  await writeFile(join(folder, 'model', 'manifest.json'), JSON.stringify({
    schema: 1, id: 'small', version: '1', file: 'model.onnx', sha256: SHA256, bytes: 1, weights: 'float32', opset: 20, parameters: 1, multipleOf: 32, coefficientClip: 20, inputs: { rgb: 'rgb', coefficients: 'dct', table: 'qt' },
    outputs: ['mask'], trainedAt: 256, threshold: 0.5, scoreCalibrated: false, training: { steps: 0, samples: 0, run: 'none', config: {} }, licence: 'none',
  }));
  [printed, noted] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((noted += String(text)), true));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

interface Made {
  readonly sha256?: string;
  readonly tileSize?: number;
  readonly set?: string;
  readonly pictures?: readonly unknown[];
}

async function writeResults(name: string, { sha256 = SHA256, tileSize = 1024, set = 'shared', pictures = rows() }: Made = {}): Promise<string> {
  const results = join(folder, name);
  await mkdir(results);
  await writeFile(join(results, `${set}.json`), JSON.stringify({ summary: { set, model: { id: 'small', sha256 }, options: analysisOptionsSchema.parse({ tileSize }), f1: null }, pictures }));
  return results;
}

function rows(kind = 'shared', count = 45): readonly unknown[] {
  const counts = { pixels: [0, 0, 0, 0, 0, 10, 0, 0, 0, 90], errors: [0, 0, 0, 0, 0, 5, 0, 0, 0, 9] };
  return Array.from({ length: count }, (_, index) => [
    { image: `images/p${index}.jpg`, altered: true, class: kind, score: 0.3 + ((index * 7) % 45) / 70, width: 600, height: 400, reliabilityCounts: counts },
    { image: `authentic/p${index}.jpg`, altered: false, class: kind, score: 0.05 + ((index * 11) % 45) / 70, width: 600, height: 400, reliabilityCounts: null },
  ]).flat();
}

function run(...more: readonly string[]): Promise<number> {
  return main(['calibrate', ...more, '--model', join(folder, 'model'), '--out', join(folder, 'model', 'calibration.json')]);
}

test('results become rates that the model carries and a reading uses', async () => {
  const descriptions = join(folder, 'descriptions.json');
  await writeFile(descriptions, '{"shared": "made numbers"}');
  const failed = { image: 'images/bad.jpg', altered: true, class: null, score: null, width: null, height: null, reliabilityCounts: null };
  const results = await writeResults('a', { pictures: [...rows(), failed] });
  expect(await run(results, '--descriptions', descriptions, '--diagrams', join(folder, 'diagrams'))).toBe(0);
  const calibration = calibrationSchema.parse(JSON.parse(await readFile(join(folder, 'model', 'calibration.json'), 'utf8')));
  expect(calibration.classes.map(({ class: kind, validated, untouched }) => [kind, validated, untouched])).toEqual([['camera_original', false, 0], ['shared', true, 45], ['screenshot', false, 0], ['scan', false, 0], ['other', false, 0]]);
  expect(calibration.classes[1]?.sets[0]?.description).toBe('made numbers; longer side 600 to 600 pixels, median 600');
  expect(calibration.classes[1]?.point?.falsePositiveRate).toMatchObject({ count: 2, of: 45 });
  expect(calibration.reliabilityMap).toEqual({ sets: ['shared'], bins: [{ from: 0.5, to: 0.6, pixels: 450, errors: 0.5 }, { from: 0.9, to: 1, pixels: 4050, errors: 0.1 }] });
  expect(await readFile(join(folder, 'diagrams', 'small-shared.svg'), 'utf8')).toContain('45 untouched, 45 altered');
  expect(printed).toContain('not validated');
  expect(noted).toContain('1 pictures that could not be analysed');
  const model = await resolveModel(folder, join(folder, 'model'));
  expect(model.calibration).toEqual(calibration);
  const facts: ImageFacts = { format: 'webp', mimeType: 'image/webp', extensionMismatch: false, width: 900, height: 700, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1, jpeg: null, capture: null };
  expect(readScore(calibration, classifyImage(facts), 0.93)).toMatchObject({ outcome: 'traces' });
});

test.each<[string, Made, Made | null, RegExp]>([
  ['other weights', { sha256: 'd'.repeat(64) }, null, /other weights than those of small/],
  ['rows without a class', { pictures: [{ image: 'images/a.jpg', altered: true, score: 0.5 }] }, null, /no result of this release/],
  ['two sets of one name', {}, {}, /there twice/],
  ['different options', {}, { set: 'second', tileSize: 512 }, /different options/],
])('%s are refused and nothing is written', async (_, first, second, message) => {
  const folders = [await writeResults('a', first), ...(second === null ? [] : [await writeResults('b', second)])];
  expect(await run(...folders)).toBe(EXIT.usage);
  expect(noted).toMatch(message);
  await expect(readFile(join(folder, 'model', 'calibration.json'))).rejects.toThrow();
});

test('folders without results, none at all and bad descriptions are refused', async () => {
  await mkdir(join(folder, 'empty'));
  expect(await run(join(folder, 'empty'))).toBe(EXIT.usage);
  expect(noted).toContain('Run "palimpsest evaluate"');
  expect(await run(join(folder, 'none'))).not.toBe(EXIT.ok);
  expect(noted).toContain('FILE_NOT_FOUND');
  await writeFile(join(folder, 'list.json'), '[1]');
  expect(await run(await writeResults('a'), '--descriptions', join(folder, 'list.json'))).toBe(EXIT.usage);
  expect(noted).toContain('no JSON object');
});

test.each([
  ['of other weights', JSON.stringify({ schema: 1, modelId: 'small', modelSha256: 'e'.repeat(64), options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', classes: [], reliabilityMap: null }), /other weights/],
  ['that is no JSON', '{', /no error rates/],
  ['with a rate out of range', JSON.stringify({ schema: 1, modelId: 'small', modelSha256: SHA256, options: analysisOptionsSchema.parse({}), madeOn: '2026-01-01', classes: [{}], reliabilityMap: null }), /no error rates/],
])('a calibration %s makes the model invalid', async (_, content, message) => {
  await writeFile(join(folder, 'model', 'calibration.json'), content);
  await expect(resolveModel(folder, join(folder, 'model'))).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(message) });
});
