import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';

export const MODEL_FOLDER = fileURLToPath(new URL('../../resources/models/omni-nano', import.meta.url));
export const SAMPLE_FOLDER = fileURLToPath(new URL('../../cases/sample/images', import.meta.url));

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'palimpsest-engine-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Repeatable picture of soft shapes and fine grain, 3 channels. */
export function scene(width: number, height: number, seed = 1): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  let state = seed * 2654435761;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const grain = (state >>> 24) / 16;
      const shape = 90 + 50 * Math.sin(x / 37 + seed) + 40 * Math.cos(y / 23 - seed);
      data[at] = shape + grain;
      data[at + 1] = 200 - shape / 2 + grain;
      data[at + 2] = 60 + ((x >> 5) & 1) * 60 + grain;
    }
  }
  return data;
}

export function encoder(width: number, height: number, seed = 1): Sharp {
  return sharp(scene(width, height, seed), { raw: { width, height, channels: 3 } });
}

export async function save(folder: string, name: string, content: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

export async function sha256Of(path: string): Promise<string> {
  return createHash('sha256').update(await readFile(path)).digest('hex');
}
