import sharp, { type Sharp } from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import type { ImageFacts } from '../../../contract/analysis.ts';
import type { Pixels } from '../../decode/pixels.ts';
import { decodeStored } from '../../decode/sharp.ts';
import { HEIGHT, scene, WIDTH } from '../../measure/synthetic.testing.ts';
import type { SignalOutcome } from '../types.ts';
import { cfa } from './signal.ts';

const SIZE = { width: WIDTH, height: HEIGHT, channels: 3 as const };
const PASTE = { x: 240, y: 160, width: 200, height: 180 };

let plain: Pixels;
beforeAll(() => {
  plain = { ...SIZE, data: scene(4) };
});

/** As a camera with one colour a pixel sees it: green where x + y is of parity `phase`, the rest from neighbours. */
function filled({ width, height, data }: Pixels, phase: number): Pixels {
  const made = Uint8Array.from(data);
  const at = (x: number, y: number): number => (Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))) * 3 + 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((x + y) % 2 === phase) continue;
      made[at(x, y)] = Math.round((data[at(x - 1, y)]! + data[at(x + 1, y)]! + data[at(x, y - 1)]! + data[at(x, y + 1)]!) / 4);
    }
  }
  return { width, height, channels: 3, data: made };
}

function pasted(into: Pixels, from: Pixels): Pixels {
  const data = Uint8Array.from(into.data);
  for (let y = PASTE.y; y < PASTE.y + PASTE.height; y += 1) {
    const start = (y * into.width + PASTE.x) * 3;
    data.set(from.data.subarray(start, start + PASTE.width * 3), start);
  }
  return { ...into, data };
}

function look(pixels: Pixels): Promise<SignalOutcome> {
  return cfa.run({ pixels, facts: {} as ImageFacts, luma: null });
}

function f1Of(map: Uint8Array): number {
  let [hit, marked] = [0, 0];
  for (let at = 0; at < map.length; at += 1) {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const inside = x >= PASTE.x && x < PASTE.x + PASTE.width && y >= PASTE.y && y < PASTE.y + PASTE.height;
    if (map[at]! < 128) continue;
    marked += 1;
    if (inside) hit += 1;
  }
  return (2 * hit) / (marked + PASTE.width * PASTE.height);
}

test.each([0, 1])('a part without the trace is found in a picture that has it, green measured at parity %i', async (phase) => {
  const outcome = await look(pasted(filled(plain, phase), plain));
  if (!outcome.applies) throw new Error(outcome.reason);
  expect(f1Of(outcome.map)).toBeGreaterThan(0.8);
  const untouched = await look(filled(plain, phase));
  if (!untouched.applies) throw new Error(untouched.reason);
  expect(untouched.map.filter((byte) => byte >= 128)).toHaveLength(0);
});

test.each([
  ['no trace at all', () => Promise.resolve(plain), 'no trace of a camera'],
  ['strong compression', async () => decodeStored(await encoded(filled(plain, 0)).jpeg({ quality: 60 }).toBuffer(), { lenient: false, maximumPixels: 1e7 }), 'no trace of a camera'],
  ['made smaller', async () => decodeStored(await encoded(filled(plain, 0)).resize(500).png().toBuffer(), { lenient: false, maximumPixels: 1e7 }), 'no trace of a camera'],
  ['enlarged to twice its size', async () => decodeStored(await encoded(plain).resize(WIDTH * 2, null, { kernel: 'linear' }).png().toBuffer(), { lenient: false, maximumPixels: 1e7 }), ''],
  ['enlarged by repeating pixels', async () => decodeStored(await encoded(plain).resize(WIDTH * 2, null, { kernel: 'nearest' }).png().toBuffer(), { lenient: false, maximumPixels: 1e7 }), ''],
  ['grey', () => Promise.resolve({ width: WIDTH, height: HEIGHT, channels: 1 as const, data: plain.data.filter((_, at) => at % 3 === 0) }), 'one channel'],
  ['flat', () => Promise.resolve({ ...SIZE, data: new Uint8Array(WIDTH * HEIGHT * 3).fill(90) }), 'Too little of the picture'],
  ['tiny', () => Promise.resolve({ width: 5, height: 5, channels: 3 as const, data: new Uint8Array(75).fill(90) }), 'Too little of the picture'],
])('%s: the method says why it does not apply', async (_, make, reason) => {
  expect(await look(await make())).toEqual({ applies: false, reason: expect.stringContaining(reason) as string });
});

function encoded({ data }: Pixels): Sharp {
  return sharp(data, { raw: SIZE });
}
