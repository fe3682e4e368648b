import { expect, test } from 'vitest';
import type { SceneStep } from '../../contract/manifest.ts';
import type { NetworkOutput, Stages, StageValue, StageValues } from '../localiser/runtime.ts';
import { joinOf } from './join.ts';
import { planTiles } from './plan.ts';
import { chooseTiles, stagedTiles } from './staged.ts';

const WIDTH = 448;
const HEIGHT = 320;
const CHANNELS = 3;
const FEATURE: SceneStep = { kind: 'pyramid', stage: 0, stride: 32, features: 'deep', pooled: ['p1', 'p2', 'p3', 'p6'], reduced: ['r1', 'r2', 'r3', 'r6'], enlarged: ['e1', 'e2', 'e3', 'e6'] };
const STEPS: readonly SceneStep[] = [
  { kind: 'mean', stage: 0, stride: 8, features: 'fine', mean: 'mean' },
  FEATURE,
  { kind: 'attention', stage: 1, stride: 16, scores: 'scores', values: 'values', result: 'result' },
];

/** A repeatable value of a feature at a place of the canvas. */
function feature(channel: number, x: number, y: number, stride: number): number {
  return Math.sin(1 + channel * 1.7 + x * 0.31 + y * 0.57 + stride) * (1 + ((x * 7 + y * 3) % 5));
}

function map(left: number, top: number, width: number, height: number, stride: number): StageValue {
  const columns = width / stride;
  const plane = (height / stride) * columns;
  const data = Float32Array.from({ length: CHANNELS * plane }, (_, at) => feature(Math.floor(at / plane), left / stride + (at % columns), top / stride + Math.floor((at % plane) / columns), stride));
  return { data, dims: [1, CHANNELS, height / stride, columns] };
}

/** A network whose answer is made of what it was given: the picture's mean, its attention, and its own part of the enlarged bins. */
function stagesOf(size: number): Stages & { readonly order: string[] } {
  const order: string[] = [];
  const float = (values: StageValues, name: string): Float32Array => values.get(name)!.data as Float32Array;
  return {
    order,
    plan: { steps: [...STEPS], stages: [{ inputs: ['rgb'], outputs: ['fine', 'deep'] }, { inputs: ['rgb', 'mean'], outputs: ['scores', 'values'] }, { inputs: ['mean', 'result', 'e1', 'e2', 'e3', 'e6'], outputs: ['mask'] }] },
    async run(index, values, input) {
      const { width: left, height: top } = index < 2 ? input() : { width: 0, height: 0 };
      order.push(`${index}`);
      if (index === 0) return new Map([['fine', map(left, top, size, size, 8)], ['deep', map(left, top, size, size, 32)]]);
      if (index === 1) {
        const points = (size / 16) ** 2;
        const plane = map(left, top, size, size, 16).data as Float32Array;
        const scores = Float32Array.from({ length: 2 * 2 * points }, (_, at) => 30 * plane[(at * 1) % (2 * points)]!);
        return new Map([['scores', { data: scores, dims: [1, 2, 2, points] }], ['values', { data: Float32Array.from({ length: 2 * points * 2 }, (_, at) => plane[Math.floor(at / 2) % points]! + (at % 2)), dims: [1, 2, points, 2] }]]);
      }
      const mask = Float32Array.of(...float(values, 'mean'), ...float(values, 'result'), ...float(values, 'e6').slice(0, 4), ...float(values, 'e1').slice(0, 1));
      return new Map([['mask', { data: mask, dims: [1, mask.length] }]]);
    },
    reduce: async (_, pooled) => pooled,
    output: (values) => ({ mask: float(values, 'mask'), coarseRgb: new Float32Array(0), coarseFused: new Float32Array(0), quality: new Float32Array(0), gate: 0, score: 0 }),
    close: () => Promise.resolve(),
  };
}

async function answers(tileSize: number, overlap: number, width = WIDTH, height = HEIGHT): Promise<{ answers: readonly NetworkOutput[]; order: readonly string[] }> {
  const plan = planTiles(width, height, tileSize, overlap);
  const stages = stagesOf(tileSize);
  let work = 0;
  const run = await stagedTiles(stages, plan, {
    // The place of the tile travels in the sizes of an otherwise empty input.
    cut: (left, top) => ({ rgb: new Uint8Array(0), coefficients: new Uint8Array(0), table: new Int32Array(0), width: left, height: top }),
    timed: (one) => one(),
    onStage: async (share) => {
      work += share;
    },
  });
  const found: NetworkOutput[] = [];
  for (const row of plan.down.positions.keys()) for (const column of plan.across.positions.keys()) found.push(await run(row, column));
  expect(work).toBeCloseTo(found.length);
  return { answers: found, order: stages.order };
}

test('every tile is told the mean, the attention and the bins of the whole, however it is cut', async () => {
  let mean = 0;
  for (let y = 0; y < HEIGHT / 8; y += 1) for (let x = 0; x < WIDTH / 8; x += 1) mean += feature(0, x, y, 8) / ((HEIGHT / 8) * (WIDTH / 8));
  let deep = 0;
  for (let y = 0; y < HEIGHT / 32; y += 1) for (let x = 0; x < WIDTH / 32; x += 1) deep += feature(0, x, y, 32) / ((HEIGHT / 32) * (WIDTH / 32));
  // softmax(scores) @ values by its definition, for the first query of the first head.
  const points = Array.from({ length: (WIDTH / 16) * (HEIGHT / 16) }, (_, at) => feature(0, at % (WIDTH / 16), Math.floor(at / (WIDTH / 16)), 16));
  const weights = points.map((point) => Math.exp(30 * (point - Math.max(...points))));
  const attention = points.reduce((sum, point, at) => sum + point * weights[at]!, 0) / weights.reduce((sum, weight) => sum + weight, 0);
  for (const [tileSize, overlap] of [[128, 32], [192, 64], [256, 128]] as const) {
    const { answers: found } = await answers(tileSize, overlap);
    expect(found.length).toBeGreaterThan(3);
    for (const { mask } of found) {
      expect(mask[0]).toBeCloseTo(mean, 4);
      expect(mask[CHANNELS]).toBeCloseTo(attention, 4);
      expect(mask.at(-1)).toBeCloseTo(deep, 4);
    }
  }
});

test('all tiles run a stage before any runs the next, and the last one row by row', async () => {
  const { answers: found, order } = await answers(192, 64);
  expect(order).toEqual([...found.map(() => '0'), ...found.map(() => '1'), ...found.map(() => '2')]);
});

test('a large picture is sampled first, then its tiles run a few at a time with what the sample gave', async () => {
  const { answers: found, order } = await answers(2048, 128, 5024, 5024);
  expect(found).toHaveLength(9);
  expect(order.join('')).toBe(`0011${'012'.repeat(9)}`);
  expect(new Set(found.map(({ mask }) => mask[0])).size).toBe(1);
});

test('bins enlarged for tiles are those of the whole enlarged, cut', async () => {
  const canvas = { width: WIDTH, height: HEIGHT };
  const full = { start: 0, end: WIDTH };
  const join = joinOf(stagesOf(WIDTH), 1, canvas);
  const place = { left: 0, top: 0, width: WIDTH, height: HEIGHT, across: full, down: { start: 0, end: HEIGHT } };
  join.add(new Map([['deep', map(0, 0, WIDTH, HEIGHT, 32)]]), place);
  const give = await join.finish();
  const whole = give(place).get('e6')!;
  const part = give({ ...place, left: 96, top: 64, width: 128, height: 128 }).get('e6')!;
  expect(part.dims).toEqual([1, CHANNELS, 4, 4]);
  const columns = WIDTH / 32;
  const expected = Array.from({ length: 16 }, (_, at) => (whole.data as Float32Array)[(2 + Math.floor(at / 4)) * columns + 3 + (at % 4)]);
  expect(Array.from((part.data as Float32Array).subarray(0, 16))).toEqual(expected);
  // The first bin of six covers cells 0..2 of 14 and 0..1 of 10; at the corner the enlargement is that bin.
  let bin = 0;
  for (let y = 0; y < 2; y += 1) for (let x = 0; x < 3; x += 1) bin += feature(0, x, y, 32) / 6;
  expect((whole.data as Float32Array)[0]).toBeCloseTo(bin, 5);
});

test('of a large picture a regular grid of tiles is joined, and the bins that it misses are filled', async () => {
  expect(chooseTiles(4, 5, 1024 * 1024)).toHaveLength(20);
  const chosen = chooseTiles(10, 14, 1024 * 1024);
  expect(chosen.length).toBeLessThanOrEqual(8);
  expect(chosen.length).toBeGreaterThanOrEqual(6);
  expect(new Set(chosen).size).toBe(chosen.length);
  expect(chooseTiles(1, 40, 1024 * 1024).length).toBe(8);
  expect(chooseTiles(3, 4, 2048 * 2048)).toHaveLength(2);
  const join = joinOf(stagesOf(128), 1, { width: WIDTH, height: HEIGHT });
  const share = { start: 0, end: 128 };
  join.add(new Map([['deep', map(160, 96, 128, 128, 32)]]), { left: 160, top: 96, width: 128, height: 128, across: share, down: share });
  const filled = (await join.finish())({ left: 0, top: 0, width: WIDTH, height: HEIGHT, across: share, down: share }).get('e6')!.data as Float32Array;
  expect(filled.every((value) => Number.isFinite(value))).toBe(true);
});
