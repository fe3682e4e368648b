import { expect, test } from 'vitest';
import type { ImageFacts } from '../../../contract/analysis.ts';
import type { LumaPlane, SignalInput } from '../types.ts';
import { shares, spliced, whole } from '../jpeg/spliced.testing.ts';
import { doubleQuantisation } from './signal.ts';

const BOX = { x: 248, y: 160, width: 208, height: 160 };

/** The coefficients that training/baselines.py was run on: saved twice, but for a box of blocks saved once. */
function madePlane(): LumaPlane {
  const columns = 24;
  const rows = 20;
  const coefficients = new Int16Array(columns * rows * 64);
  let state = 11;
  const draw = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  for (let at = 0; at < coefficients.length; at += 1) {
    const n = at & 63;
    const column = (at >> 6) % columns;
    const row = Math.floor((at >> 6) / columns);
    const order = (n >> 3) + (n & 7);
    const base = draw();
    const sign = draw() >= 128 ? 1 : -1;
    let value = Math.floor((base * base) / (256 * (1 + order)));
    if (row < 6 || row >= 13 || column < 8 || column >= 16) value = Math.floor((2 * value + 9 + order) / (2 * (9 + order))) * (9 + order);
    coefficients[at] = sign * Math.floor((2 * value + 3 + order) / (2 * (3 + order)));
  }
  return { columns, rows, coefficients, table: Array.from({ length: 64 }, (_, n) => 3 + (n >> 3) + (n & 7)) };
}

test('the map is that of double_quantisation in training/baselines.py', async () => {
  const input: SignalInput = { pixels: { width: 187, height: 157, channels: 3, data: new Uint8Array(187 * 157 * 3) }, facts: { format: 'jpeg' } as ImageFacts, luma: madePlane() };
  const outcome = await doubleQuantisation.run(input);
  if (!outcome.applies) throw new Error(outcome.reason);
  // x, y, probability as printed by the Python program.
  const known = [[0, 0, 0], [10, 10, 0], [70, 60, 0.50177], [64, 48, 0.47819], [60, 50, 0.00166], [100, 90, 1], [127, 103, 0.10459], [130, 50, 0], [140, 100, 0], [186, 156, 0]] as const;
  for (const [x, y, probability] of known) expect(Math.abs(outcome.map[y * 187 + x]! / 255 - probability)).toBeLessThan(0.004);
  expect(outcome.map.reduce((sum, byte) => sum + byte, 0) / outcome.map.length / 255).toBeCloseTo(0.11493, 3);
  expect(outcome.map.filter((byte) => byte >= 128).length / outcome.map.length).toBeCloseTo(0.11336, 5);
});

test('a part that lacks the earlier save of the rest is marked', async () => {
  const { inside, outside } = shares(await doubleQuantisation.run(await spliced({ host: 65, pasted: null, last: 90, phase: { x: 3, y: 5 }, box: BOX })), BOX);
  expect(inside).toBeGreaterThan(0.8);
  expect(outside).toBeLessThan(0.1);
});

test('it does not apply to other files, to a JPEG saved once and to a small one', async () => {
  const once = await whole(null, 95);
  expect(await doubleQuantisation.run(once)).toEqual({ applies: false, reason: expect.stringContaining('two saves') as string });
  expect(await doubleQuantisation.run({ ...once, luma: null })).toEqual({ applies: false, reason: expect.stringContaining('no luma at full resolution') as string });
  expect(await doubleQuantisation.run(await whole(70, null))).toEqual({ applies: false, reason: expect.stringContaining('no JPEG') as string });
  const small: SignalInput = { ...once, pixels: { width: 50, height: 400, channels: 3, data: new Uint8Array(50 * 400 * 3) } };
  expect(await doubleQuantisation.run(small)).toEqual({ applies: false, reason: expect.stringContaining('7 x 50') as string });
});
