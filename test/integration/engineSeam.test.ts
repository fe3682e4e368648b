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
async function seam(modelFolder: string, path: string): Promise<Difference> {
  const engine = startEngine({ modelFolder, provider: 'cpu' });
  try {
    const masks = [];
    for (const tileSize of [640, 256]) {
      const result = await engine.analyze(path, { caseFolder: folder.path, options: { tileSize, tileOverlap: 128, globalPass: false } });
      expect(result.gate.tiles > 1).toBe(tileSize === 256);
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

test.each(['seam.jpg', 'seam.png'])('a network of local sight sees the same in tiles as in the whole: %s', async (name) => {
  const picture = encoder(WIDTH, HEIGHT, 8);
  const path = await save(folder.path, name, name.endsWith('.jpg') ? await picture.jpeg({ quality: 85 }).toBuffer() : await picture.png().toBuffer());
  expect((await seam(PROBE_FOLDER, path)).most).toBeLessThanOrEqual(0.02);
});

test('the shipped network, which also looks at the scene as a whole, differs little on average', async () => {
  const path = await save(folder.path, 'shipped.jpg', await encoder(WIDTH, HEIGHT, 8).jpeg({ quality: 85 }).toBuffer());
  const { mean, most } = await seam(MODEL_FOLDER, path);
  console.log(`seam of the shipped network: mean ${mean.toFixed(4)}, most ${most.toFixed(4)}`);
  expect(mean).toBeLessThanOrEqual(0.05);
});
