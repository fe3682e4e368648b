import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readGreyPicture, startEngine } from '../../src/engine/index.ts';
import { encoder, MODEL_FOLDER, save, temporaryFolder } from './engineFixtures.ts';

vi.setConfig({ testTimeout: 300_000 });

const PROBE_FOLDER = fileURLToPath(new URL('../parity/probe', import.meta.url));
/** Pixels next to the picture's edge that are not compared: there both ways see something made up. */
const BORDER = 32;
const WIDTH = 704;
const HEIGHT = 640;

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder.remove();
});

interface Difference {
  readonly mean: number;
  readonly most: number;
}

/** Difference of the mask between one pass over the whole picture and overlapping tiles of it, away from the border. */
async function seam(modelFolder: string, path: string, tileSize: number, tileOverlap: number): Promise<Difference> {
  const engine = startEngine({ modelFolder, provider: 'cpu' });
  try {
    const masks = [];
    for (const size of [640, tileSize]) {
      const result = await engine.analyze(path, { caseFolder: folder.path, options: { tileSize: size, tileOverlap, globalPass: false } });
      expect(result.gate.tiles > 1).toBe(size === tileSize);
      masks.push(await readGreyPicture(join(folder.path, result.artifacts.find(({ kind }) => kind === 'mask')!.path)));
    }
    const differences: number[] = [];
    for (let y = BORDER; y < HEIGHT - BORDER; y += 1) {
      for (let x = BORDER; x < WIDTH - BORDER; x += 1) differences.push(Math.abs(masks[0]!.data[y * WIDTH + x]! - masks[1]!.data[y * WIDTH + x]!) / 255);
    }
    return { mean: differences.reduce((sum, one) => sum + one, 0) / differences.length, most: differences.reduce((most, one) => Math.max(most, one), 0) };
  } finally {
    await engine.close();
  }
}

async function savePicture(name: string): Promise<string> {
  const picture = encoder(WIDTH, HEIGHT, 8);
  return save(folder.path, name, name.endsWith('.jpg') ? await picture.jpeg({ quality: 85 }).toBuffer() : await picture.png().toBuffer());
}

test.each(['seam.jpg', 'seam.png'])('a network of local sight sees the same in tiles as in the whole: %s', async (name) => {
  expect((await seam(PROBE_FOLDER, await savePicture(name), 256, 128)).most).toBeLessThanOrEqual(0.02);
});

/**
 * The shipped network looks at the whole picture too, which its tiles are told (staged.ts); what is left is what an edge cuts off its sight: nothing
 * that shows where tiles overlap by 192 pixels, some hundredths where a pixel has only 64 around it (docs/decisions/0007).
 */
test.each([
  ['shipped.jpg', 384, 192, 0.02],
  ['shipped.png', 384, 192, 0.02],
  ['shipped.jpg', 256, 128, 0.06],
  ['shipped.png', 256, 128, 0.06],
])('the shipped network sees the same in tiles as in the whole: %s in tiles of %i with overlap %i', async (name, tileSize, tileOverlap, limit) => {
  const { mean, most } = await seam(MODEL_FOLDER, await savePicture(name), tileSize, tileOverlap);
  console.log(`seam of the shipped network, ${name}, tiles of ${tileSize}: mean ${mean.toFixed(4)}, most ${most.toFixed(4)}`);
  expect(most).toBeLessThanOrEqual(limit);
});
