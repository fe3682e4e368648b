import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { manifestSchema } from '../../src/contract/manifest.ts';
import { readGreyPicture, startEngine, type Engine } from '../../src/engine/index.ts';
import { MODEL_FOLDER, sha256Of, temporaryFolder } from '../integration/engineFixtures.ts';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 60_000 });

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = join(ROOT, 'test/parity/make_reference.py');
const PROBE_FOLDER = join(ROOT, 'test/parity/probe');
/** Largest allowed difference of a probability; both sides are rounded to bytes, which takes up to .004 of it. */
const TOLERANCE = 0.01;

const maps = z.object({ mask: z.string(), coarse_rgb: z.string(), coarse_fused: z.string(), quality: z.string() });
const referenceSchema = z.object({
  schema: z.literal(1),
  modelSha256: z.string(),
  files: z.array(z.object({ path: z.string(), sha256: z.string(), width: z.number(), height: z.number(), step: z.number().int().min(1), maps })),
});
type Reference = z.infer<typeof referenceSchema>;

/** As in make_reference.py: small tiles, so that the larger pictures are cut. */
const TILES = { tileSize: 256, tileOverlap: 64 };

const KINDS = { mask: 'mask', coarse_rgb: 'coarse_rgb', coarse_fused: 'coarse_fused', quality: 'reliability' } as const;

let folder = { path: '', remove: (): Promise<void> => Promise.resolve() };
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await folder.remove();
});

/** The interpreter that has what the script needs, or null. */
function findPython(): string | null {
  for (const python of ['python3', 'python']) {
    try {
      execFileSync(python, ['-c', 'import onnxruntime, jpeglib, PIL, numpy'], { stdio: 'ignore' });
      return python;
    } catch {
      // Not here, or without the packages: the next name is tried.
    }
  }
  return null;
}

async function readReference(path: string): Promise<Reference> {
  return referenceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/** Largest difference of each map over the kept pixels, 0..1. */
async function differences(engine: Engine, file: Reference['files'][number]): Promise<Record<string, number>> {
  const result = await engine.analyze(join(ROOT, file.path), { caseFolder: folder.path, options: TILES });
  const found: Record<string, number> = {};
  for (const name of ['mask', 'coarse_rgb', 'coarse_fused', 'quality'] as const) {
    const artifact = result.artifacts.find(({ kind }) => kind === KINDS[name])!;
    const picture = await readGreyPicture(join(folder.path, artifact.path));
    expect([picture.width, picture.height]).toEqual([file.width, file.height]);
    const expected = inflateSync(Buffer.from(file.maps[name], 'base64'));
    let largest = 0;
    for (let y = 0, at = 0; y < file.height; y += file.step) {
      for (let x = 0; x < file.width; x += file.step, at += 1) largest = Math.max(largest, Math.abs(expected[at]! - picture.data[y * file.width + x]!));
    }
    expect(expected.length).toBe(Math.ceil(file.width / file.step) * Math.ceil(file.height / file.step));
    found[name] = largest / 255;
  }
  return found;
}

/** Compares the engine's maps with every file of a reference. */
async function compare(modelFolder: string, reference: Reference): Promise<void> {
  expect(reference.files.length).toBeGreaterThanOrEqual(20);
  const engine = startEngine({ modelFolder, provider: 'cpu' });
  const report: [string, Record<string, number>][] = [];
  try {
    for (const file of reference.files) {
      expect(await sha256Of(join(ROOT, file.path)), `${file.path} is not the picture the reference was made of`).toBe(file.sha256);
      report.push([file.path, await differences(engine, file)]);
    }
  } finally {
    await engine.close();
  }
  const worst = Math.max(...report.map(([, { mask }]) => mask!));
  console.log(`parity with ${basename(modelFolder)} over ${reference.files.length} files: largest difference of a mask ${worst.toFixed(4)}`);
  expect(report.filter(([, values]) => Object.values(values).some((value) => value > TOLERANCE))).toEqual([]);
}

/** The kept reference of a model, or null where it was made of other weights. */
async function storedReference(modelFolder: string): Promise<Reference | null> {
  const path = join(ROOT, 'test/parity', `reference-${basename(modelFolder)}.json`);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(modelFolder, 'manifest.json'), 'utf8')));
  const reference = existsSync(path) ? await readReference(path) : null;
  return reference?.modelSha256 === manifest.sha256 ? reference : null;
}

const python = findPython();
const shipped = await storedReference(MODEL_FOLDER);
if (python === null) console.warn('PARITY: no Python with onnxruntime, jpeglib, Pillow and numpy here; the live comparison with Python DOES NOT RUN.');
if (shipped === null) console.warn('PARITY: the kept reference is of another model than the shipped one; run python3 test/parity/make_reference.py.');

test('from file bytes to mask: a network that answers strongly to every input gives the maps that Python gave', async () => {
  const reference = await storedReference(PROBE_FOLDER);
  expect(reference, 'run python3 test/parity/make_reference.py').not.toBeNull();
  await compare(PROBE_FOLDER, reference!);
});

test.skipIf(python === null)('from file bytes to mask: live Python and the engine agree at every pixel of the shipped model', async () => {
  const out = join(folder.path, 'live.json');
  execFileSync(python!, [SCRIPT, '--model', MODEL_FOLDER, '--full', '--out', out], { stdio: 'inherit' });
  await compare(MODEL_FOLDER, await readReference(out));
});

test.skipIf(python !== null || shipped === null)('from file bytes to mask: kept Python maps and the engine agree for the shipped model', async () => {
  await compare(MODEL_FOLDER, shipped!);
});
