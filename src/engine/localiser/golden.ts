import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { goldenSchema, type Golden, type GoldenCase } from '../../contract/golden.ts';
import type { Network, NetworkInput } from './runtime.ts';

export interface GoldenResult {
  readonly cases: number;
  readonly passed: number;
  readonly largestDifference: number;
  readonly tolerance: number;
}

/** Runs the network on its golden inputs and compares. Throws MODEL_INVALID where golden.json is missing or of another form. */
export async function runGolden(folder: string, network: Network): Promise<GoldenResult> {
  const golden = await readGolden(join(folder, 'golden.json'));
  const differences: number[] = [];
  for (const item of golden.cases) {
    const found = await network.runAll(goldenInput(item.height, item.width, item.seed));
    differences.push(largestDifference(item, found));
  }
  const passed = differences.filter((difference) => difference <= golden.tolerance).length;
  return { cases: differences.length, passed, largestDifference: Math.max(...differences), tolerance: golden.tolerance };
}

async function readGolden(path: string): Promise<Golden> {
  try {
    return goldenSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new AppError('MODEL_INVALID', `${path} cannot be used for the self-test. Install the model again.`, { path }, error);
  }
}

function largestDifference(item: GoldenCase, found: Readonly<Record<string, Float32Array>>): number {
  let largest = 0;
  const compare = (expected: number, value: number | undefined): void => {
    const difference = Math.abs(expected - (value ?? Number.NaN));
    // A NaN never compares as larger; a missing or broken value must fail.
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  };
  for (const name of ['mask', 'coarse_rgb', 'coarse_fused', 'quality'] as const) {
    const expected = item.expected[name];
    const values = found[name] ?? new Float32Array(0);
    compare(expected.mean, values.reduce((sum, value) => sum + value, 0) / values.length);
    compare(expected.min, values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY));
    compare(expected.max, values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
    for (const [y, x, value] of expected.samples) compare(value, values[y * item.width + x]);
  }
  compare(item.expected.gate, found['gate']?.[0]);
  compare(item.expected.score, found['score']?.[0]);
  return largest;
}

/** The golden inputs of training/golden.py: unsigned 32-bit arithmetic gives the same integers in both languages. */
export function goldenInput(height: number, width: number, seed: number): NetworkInput {
  const plane = height * width;
  const rgb = new Uint8Array(3 * plane);
  const coefficients = new Uint8Array(plane);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const inside = y >= Math.floor(height / 4) && y < Math.floor(height / 2) && x >= Math.floor(width / 4) && x < Math.floor((3 * width) / 4);
      for (let c = 0; c < 3; c += 1) rgb[c * plane + at] = 64 + ((x + 2 * y + 40 * c) % 128) + (goldenHash(c * plane + at, seed) % (inside ? 3 : 17));
      const limit = 21 - 3 * ((y & 7) + (x & 7));
      if (limit < 2) continue;
      const value = goldenHash(at, seed + 1) % limit;
      coefficients[at] = inside ? value & ~1 : value;
    }
  }
  const table = Int32Array.from({ length: 64 }, (_, k) => 2 + 3 * (k >> 3) + 3 * (k & 7) + seed);
  return { rgb, coefficients, table, width, height };
}

function goldenHash(index: number, seed: number): number {
  let hash = (index + Math.imul(seed, 0x9e3779b1)) >>> 0;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x21f0aaad);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}
