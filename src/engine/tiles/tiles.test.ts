import { expect, test } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { coefficientsAt } from '../coefficients/source.ts';
import type { Pixels } from '../decode/pixels.ts';
import type { Network, NetworkInput } from '../localiser/runtime.ts';
import { localise } from './localise.ts';
import { planAxis, planTiles } from './plan.ts';
import { fuseScores } from './score.ts';

test.each([[520, 512, 128], [1000, 512, 128], [4000, 512, 128], [1024, 128, 64], [2056, 256, 512], [640, 128, 16]])('tiles over %i pixels of %i with overlap %i sum to one everywhere', (length, size, overlap) => {
  const plan = planAxis(length, size, overlap);
  const padded = Math.ceil(length / 32) * 32;
  const sums = new Float64Array(padded);
  plan.positions.forEach((position, tile) => plan.weights[tile]!.forEach((weight, at) => (sums[position + at]! += weight)));
  expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-5);
  expect(plan.positions.every((position) => position % 32 === 0)).toBe(true);
  expect(plan.positions.at(-1)).toBe(padded - plan.size);
  const gaps = plan.positions.slice(1).map((position, index) => plan.positions[index]! + plan.size - position);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.min(overlap, size / 2));
  const owners = new Int32Array(padded);
  plan.positions.forEach((position, tile) => owners.fill(owners[position + plan.shares[tile]!.start]! + 1, position + plan.shares[tile]!.start, position + plan.shares[tile]!.end));
  expect(owners.every((owner) => owner === 1)).toBe(true);
});

test('a picture that fits is one tile of its own size', () => {
  expect(planAxis(200, 512, 128)).toMatchObject({ size: 224, positions: [0] });
});

test('a picture of one and a half tiles\' area is one piece, a larger one is cut', () => {
  expect(planTiles(768, 512, 512, 128)).toMatchObject({ across: { size: 768, positions: [0] }, down: { size: 512, positions: [0] } });
  expect(planTiles(776, 512, 512, 128)).toMatchObject({ across: { size: 480, positions: [0, 320] }, down: { size: 512, positions: [0] } });
});

test('the score follows the strongest tiles, not one alone and not their crowd', () => {
  expect(fuseScores([0.7], undefined)).toBe(0.7);
  const quiet = Array.from({ length: 60 }, () => 0.1);
  expect(fuseScores([...quiet, 0.9, 0.9, 0.9, 0.9], undefined)).toBeCloseTo(0.9);
  expect(fuseScores([...quiet, 0.9], undefined)).toBeCloseTo(0.3);
  expect(fuseScores([...quiet, 0.9, 0.9, 0.9, 0.9], 0.5)).toBeCloseTo(0.8);
});

/** A network that answers with the red channel / 255: what comes out must be the picture again. */
function mirrorNetwork(change: (input: NetworkInput, mask: Float32Array) => void = () => undefined): Network {
  return {
    async run(input) {
      const mask = Float32Array.from({ length: input.width * input.height }, (_, at) => input.rgb[at]! / 255);
      change(input, mask);
      return { mask, coarseRgb: mask, coarseFused: mask, quality: mask, gate: 0.25, score: 0.5 };
    },
    runAll: () => Promise.reject(new Error('not used here')),
    release: () => Promise.resolve(),
  };
}

function ramp(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, at) => (Math.floor(at / 3) * 31) % 251);
  return { width, height, channels: 3, data };
}

async function maskOf(network: Network, pixels: Pixels, grid = { x: 0, y: 0, confidence: 1 }, signal?: AbortSignal): Promise<Uint8Array> {
  const mask = new Uint8Array(pixels.width * pixels.height);
  let next = 0;
  const sink = async (top: number, rows: number, maps: { mask: Uint8Array }): Promise<void> => {
    expect(top).toBe(next);
    expect(maps.mask.length).toBe(rows * pixels.width);
    next = top + rows;
    mask.set(maps.mask, top * pixels.width);
  };
  await localise(network, pixels, coefficientsAt(pixels, grid), { tileSize: 128, tileOverlap: 32, globalPass: false }, sink, signal);
  expect(next).toBe(pixels.height);
  return mask;
}

test.each([[100, 90], [250, 240], [700, 129], [131, 517]])('rows of a %i x %i picture come once, in order, each pixel at its place', async (width, height) => {
  const pixels = ramp(width, height);
  const expected = pixels.data.filter((_, at) => at % 3 === 0);
  expect(await maskOf(mirrorNetwork(), pixels)).toEqual(expected);
  expect(await maskOf(mirrorNetwork(), pixels, { x: 3, y: 6, confidence: 1 })).toEqual(expected);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, -0.5])('%d, which is no probability, is refused, not written', async (value) => {
  const broken = mirrorNetwork((_, mask) => mask.fill(value, 0, 1));
  await expect(maskOf(broken, ramp(64, 64))).rejects.toMatchObject({ code: 'MODEL_INVALID' });
});

test('a cancel is heeded between tiles', async () => {
  const controller = new AbortController();
  let runs = 0;
  const network = mirrorNetwork(() => {
    runs += 1;
    if (runs === 2) controller.abort();
  });
  await expect(maskOf(network, ramp(600, 600), undefined, controller.signal)).rejects.toBeInstanceOf(AppError);
  expect(runs).toBe(2);
});
