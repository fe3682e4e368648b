import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Box } from '../../contract/geometry.ts';
import type { Region } from '../../contract/analysis.ts';
import { findRegions } from '../regions/regions.ts';
import type { Source } from '../view/state.ts';

export const WIDTH = 800;
export const HEIGHT = 600;

/** Uniform 0..1, repeatable. */
export function randomOf(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A picture with much of what a photograph has: soft light, texture at many scales, things with edges, colour, and sensor grain of 2 grey levels. */
export function scene(seed: number): Uint8Array {
  const known = scenes.get(seed);
  if (known !== undefined) return known;
  const made = makeScene(seed);
  scenes.set(seed, made);
  return made;
}

const scenes = new Map<number, Uint8Array>();

function makeScene(seed: number): Uint8Array {
  const random = randomOf(seed);
  const tint = new Float64Array(WIDTH * HEIGHT);
  const value = new Float64Array(WIDTH * HEIGHT).fill(120);
  for (const [step, height] of [[150, 22], [40, 7], [14, 4], [5, 3]] as const) addLayer(value, random, step, height);
  addLayer(tint, random, 120, 4);
  for (let n = 0; n < 60; n += 1) addDisc(value, random() * WIDTH, random() * HEIGHT, 10 + 30 * random(), (random() - 0.5) * 50);
  // Drawing from many normal values made once is quicker than making each.
  const grains = Float64Array.from({ length: 1 << 15 }, () => 2 * normal(random));
  const grain = (): number => grains[Math.floor(random() * grains.length)]!;
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let pixel = 0, at = 0; at < data.length; pixel += 1, at += 3) {
    data[at] = clamp(value[pixel]! + 20 + tint[pixel]! + grain());
    data[at + 1] = clamp(value[pixel]! + grain());
    data[at + 2] = clamp(value[pixel]! - 24 - tint[pixel]! + grain());
  }
  return data;
}

function addDisc(plane: Float64Array, x: number, y: number, radius: number, lift: number): void {
  for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(HEIGHT, y + radius); row += 1) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (row - y) ** 2));
    for (let column = Math.max(0, Math.ceil(x - half)); column < Math.min(WIDTH, x + half); column += 1) plane[row * WIDTH + column]! += lift;
  }
}

/** Smooth noise: random heights on a lattice, blended by cosines. */
function addLayer(plane: Float64Array, random: () => number, step: number, height: number): void {
  const columns = Math.ceil(WIDTH / step) + 2;
  const heights = Float64Array.from({ length: columns * (Math.ceil(HEIGHT / step) + 2) }, () => normal(random) * height);
  const blends = Float64Array.from({ length: step }, (_, n) => (1 - Math.cos((Math.PI * n) / step)) / 2);
  for (let y = 0; y < HEIGHT; y += 1) {
    const down = blends[y % step]!;
    for (let x = 0; x < WIDTH; x += 1) {
      const across = blends[x % step]!;
      const at = Math.floor(y / step) * columns + Math.floor(x / step);
      plane[y * WIDTH + x]! += (heights[at]! * (1 - across) + heights[at + 1]! * across) * (1 - down) + (heights[at + columns]! * (1 - across) + heights[at + columns + 1]! * across) * down;
    }
  }
}

export function clamp(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

export function picture(data: Uint8Array): Sharp {
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** `base` with the pixels of `other` inside the box. */
export function pasted(base: Uint8Array, other: Uint8Array, box: Box): Uint8Array {
  const result = Uint8Array.from(base);
  for (let y = box.y; y < box.y + box.height; y += 1) result.set(other.subarray((y * WIDTH + box.x) * 3, (y * WIDTH + box.x + box.width) * 3), (y * WIDTH + box.x) * 3);
  return result;
}

export interface Case {
  readonly source: Source;
  readonly mask: Source;
  readonly regions: readonly Region[];
}

/** Writes a file and the mask of its boxes. */
export async function written(folder: string, name: string, content: Uint8Array, boxes: readonly Box[], width = WIDTH, height = HEIGHT): Promise<Case> {
  const data = new Uint8Array(width * height);
  for (const box of boxes) for (let y = box.y; y < box.y + box.height; y += 1) data.fill(230, y * width + box.x, y * width + box.x + box.width);
  const mask = await sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toBuffer();
  return { source: await save(folder, name, content), mask: await save(folder, `${name}.mask.png`, mask), regions: findRegions(data, { width, height }, { threshold: 0.5, minimumRegionArea: 1 }) };
}

async function save(folder: string, name: string, content: Uint8Array): Promise<Source> {
  const path = join(folder, name);
  await writeFile(path, content);
  return { path, key: createHash('sha256').update(content).digest('hex') };
}
