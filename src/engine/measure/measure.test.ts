import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { measurementSchema, QUANTITIES, type Quantity, type RegionMeasurement } from '../../contract/measurement.ts';
import { createViewState, VIEW_LIMITS } from '../view/state.ts';
import { measure } from './measure.ts';
import { type Case, clamp, HEIGHT, normal, pasted, picture, randomOf, scene, WIDTH, written } from './synthetic.testing.ts';

vi.setConfig({ testTimeout: 90_000 });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-measure-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const BOX = { x: 300, y: 200, width: 170, height: 150 };

async function measured({ source, mask, regions }: Case): Promise<RegionMeasurement> {
  const result = measurementSchema.parse(await measure(createViewState(), source, { mask, reliability: null, threshold: 0.5, regions }));
  return result.regions[0]!;
}

function effects({ comparisons }: RegionMeasurement): Record<Quantity, number | null> {
  return Object.fromEntries(comparisons.map(({ quantity, effect }) => [quantity, effect === null ? null : Math.round(effect * 10) / 10])) as Record<Quantity, number | null>;
}

async function rawOf(pipeline: Sharp): Promise<Uint8Array> {
  return pipeline.removeAlpha().raw().toBuffer();
}

const CHANGES: readonly [string, Quantity, 1 | -1, (seed: number) => Promise<readonly [string, Buffer]>][] = [
  ['more noise', 'noise_level', 1, async (seed) => {
    const random = randomOf(seed + 99);
    const base = scene(seed);
    return ['png', await picture(pasted(base, base.map((value) => clamp(value + 4 * normal(random))), BOX)).png().toBuffer()];
  }],
  ['less noise', 'noise_level', -1, async (seed) => ['png', await picture(pasted(scene(seed), await rawOf(picture(scene(seed)).median(3)), BOX)).png().toBuffer()]],
  ['a blur', 'sharpness', -1, async (seed) => ['png', await picture(pasted(scene(seed), await rawOf(picture(scene(seed)).blur(1.5)), BOX)).png().toBuffer()]],
  ['more light', 'brightness', 1, async (seed) => ['png', await picture(pasted(scene(seed), scene(seed).map((value) => clamp(value + 90)), BOX)).png().toBuffer()]],
  ['colour taken away', 'saturation', -1, async (seed) => ['png', await picture(pasted(scene(seed), await rawOf(picture(scene(seed)).modulate({ saturation: 0 })), BOX)).png().toBuffer()]],
  ['an earlier save at quality 60 on the same grid', 'double_quantisation', 1, async (seed) => {
    const coarse = await rawOf(sharp(await picture(scene(seed)).jpeg({ quality: 60 }).toBuffer()));
    return ['jpg', await picture(pasted(scene(seed), coarse, BOX)).jpeg({ quality: 92 }).toBuffer()];
  }],
  ['new content in a picture saved twice', 'double_quantisation', -1, async (seed) => {
    const twice = await rawOf(sharp(await picture(scene(seed)).jpeg({ quality: 60 }).toBuffer()));
    return ['jpg', await picture(pasted(twice, scene(seed), BOX)).jpeg({ quality: 92 }).toBuffer()];
  }],
  ['an earlier save at quality 40', 'zero_coefficients', 1, async (seed) => {
    const coarse = await rawOf(sharp(await picture(scene(seed)).jpeg({ quality: 40 }).toBuffer()));
    return ['jpg', await picture(pasted(scene(seed), coarse, BOX)).jpeg({ quality: 95 }).toBuffer()];
  }],
  ['an earlier save at quality 60, then no loss', 'resave_error', -1, async (seed) => {
    const coarse = await rawOf(sharp(await picture(scene(seed)).jpeg({ quality: 60 }).toBuffer()));
    return ['png', await picture(pasted(scene(seed), coarse, BOX)).png().toBuffer()];
  }],
  ['the grid of another file', 'foreign_grid', 1, async (seed) => {
    const coarse = await rawOf(sharp(await picture(scene(seed)).extract({ left: 3, top: 5, width: WIDTH - 3, height: HEIGHT - 5 }).jpeg({ quality: 60 }).toBuffer()).extend({ left: 3, top: 5, background: '#808080' }));
    return ['png', await picture(pasted(scene(seed), coarse, BOX)).png().toBuffer()];
  }],
  ['enlarging by 1.3', 'resampling', 1, async (seed) => {
    const larger = await rawOf(picture(scene(seed)).resize(Math.round(WIDTH * 1.3), Math.round(HEIGHT * 1.3), { kernel: 'cubic' }).extract({ left: 0, top: 0, width: WIDTH, height: HEIGHT }));
    return ['png', await picture(pasted(scene(seed), larger, BOX)).png().toBuffer()];
  }],
];

test.each(CHANGES)('%s: %s', async (name, quantity, sign, make) => {
  const found: number[] = [];
  for (const seed of [1, 2, 3]) {
    const [ending, content] = await make(seed);
    const region = await measured(await written(folder, `${name.replaceAll(' ', '-')}-${seed}.${ending}`, content, [BOX]));
    found.push(effects(region)[quantity] ?? 0);
  }
  expect(Math.min(...found.map((effect) => effect * sign)), String(found)).toBeGreaterThan(3);
});

test('an untouched picture has no effect above 3 in a region drawn at random', async () => {
  let above = 0;
  let all = 0;
  for (let seed = 11; seed < 19; seed += 1) {
    const random = randomOf(seed);
    const side = 60 + Math.floor(random() * 140);
    const box = { x: Math.floor(random() * (WIDTH - side)), y: Math.floor(random() * (HEIGHT - side)), width: side, height: side };
    const content = await (seed % 2 === 0 ? picture(scene(seed)).png() : picture(scene(seed)).jpeg({ quality: 90 })).toBuffer();
    const region = await measured(await written(folder, `untouched-${seed}`, content, [box]));
    for (const { effect } of region.comparisons) {
      if (effect === null) continue;
      all += 1;
      if (Math.abs(effect) > 3) above += 1;
    }
  }
  expect(all).toBeGreaterThan(70);
  expect(above / all).toBeLessThanOrEqual(0.02);
});

test('what cannot be measured has a reason in place of a number', async () => {
  const reasons = async (one: Case): Promise<Record<string, string | null>> => Object.fromEntries((await measured(one)).comparisons.map(({ quantity, reason }) => [quantity, reason]));
  const small = await reasons(await written(folder, 'small', await picture(scene(1)).jpeg().toBuffer(), [{ x: 40, y: 40, width: 12, height: 12 }]));
  expect(Object.keys(small)).toEqual([...QUANTITIES]);
  expect(new Set(Object.values(small))).toEqual(new Set(['the region is smaller than 4 windows of 16 x 16 pixels']));
  const flat = await reasons(await written(folder, 'flat', await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#777777' } }).png().toBuffer(), [BOX]));
  expect(flat).toMatchObject({ brightness: null, noise_level: null, saturation: 'the picture is grey', double_quantisation: 'not a JPEG file', zero_coefficients: 'not a JPEG file' });
  expect(flat['sharpness']).toContain('with any structure');
  const whole = await reasons(await written(folder, 'whole', await picture(scene(1)).png().toBuffer(), [{ x: 0, y: 0, width: WIDTH, height: HEIGHT }]));
  expect(whole['brightness']).toContain('outside all regions');
});

test('a picture measured in bands has the same numbers, nothing is kept beyond the limit, and a given-up request stops', async () => {
  const one = await written(folder, 'tall', await picture(scene(1)).resize(400, 3000, { fit: 'fill' }).png().toBuffer(), [{ x: 100, y: 1100, width: 200, height: 300 }], 400, 3000);
  const request = { mask: one.mask, reliability: one.mask, threshold: 0.5, regions: one.regions };
  const whole = await measure(createViewState(), one.source, request);
  const banded = await measure(createViewState({ ...VIEW_LIMITS, wholeBytes: 1_000_000 }), one.source, request);
  expect({ ...banded, milliseconds: 0 }).toEqual({ ...whole, milliseconds: 0 });
  expect(whole.regions[0]).toMatchObject({ meanReliability: expect.closeTo(230 / 255, 6) as number, position: 'center' });
  const controller = new AbortController();
  const call = measure(createViewState(), one.source, request, controller.signal);
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
  const other = await written(folder, 'other', await picture(scene(2)).png().toBuffer(), [BOX]);
  await expect(measure(createViewState(), other.source, request)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});
