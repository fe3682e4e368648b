import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ExtractModel, type Manifest, manifestSchema, type Reproducibility } from '../../contract/index.ts';

const number = z.number().nullable().optional();
const leaderboardSchema = z.array(z.object({
  name: z.string(),
  kind: z.string(),
  /** Of the weights that were measured; where it is missing, the name (`<id> <version>`) says which they were. */
  sha256: z.string().optional(),
  sets: z.record(z.string(), z.object({ pictures: number, f1: number, auc: number, false_area: number })),
}));
type LeaderboardRow = z.infer<typeof leaderboardSchema>[number];

/**
 * The models that made these findings, by their weights, each with its manifest and the error rates measured of just these weights. Of weights that are not
 * below `modelsFolder` only what the findings say is known.
 */
export async function extractModels(modelsFolder: string, records: readonly Reproducibility[]): Promise<readonly ExtractModel[]> {
  const used = new Map(records.map((record) => [record.modelSha256, record]));
  const manifests = await readManifests(modelsFolder);
  const leaderboard = await readLeaderboard(modelsFolder);
  return [...used.values()]
    .map(({ modelId, modelSha256, options }) => {
      const manifest = manifests.find(({ id, sha256 }) => sha256 === modelSha256 && id === modelId) ?? manifests.find(({ sha256 }) => sha256 === modelSha256);
      return manifest === undefined ? unknownModel(modelId, modelSha256, options.threshold) : knownModel(modelId, manifest, leaderboard);
    })
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}

function knownModel(id: string, manifest: Manifest, leaderboard: readonly LeaderboardRow[]): ExtractModel {
  const { version, sha256, threshold, scoreCalibrated, trainedAt, licence } = manifest;
  const measured = leaderboard.find((row) => row.kind === 'network' && (row.sha256 === undefined ? row.name === `${manifest.id} ${version}` : row.sha256 === sha256));
  const validation = Object.entries(measured?.sets ?? {}).map(([set, { pictures, f1, auc, false_area: falseArea }]) => ({ set, pictures: pictures ?? null, f1: f1 ?? null, auc: auc ?? null, falseArea: falseArea ?? null }));
  return { id, version, sha256, threshold, scoreCalibrated, trainedAt, licence, validation: validation.toSorted((a, b) => (a.set < b.set ? -1 : 1)) };
}

function unknownModel(id: string, sha256: string, threshold: number): ExtractModel {
  return { id, version: 'not known: these weights are not installed', sha256, threshold, scoreCalibrated: false, trainedAt: 0, licence: 'not known', validation: [] };
}

async function readManifests(modelsFolder: string): Promise<readonly Manifest[]> {
  const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
  const manifests = await Promise.all(folders.map(async (name) => manifestSchema.safeParse(await readJson(join(modelsFolder, name, 'manifest.json')))));
  return manifests.flatMap(({ data }) => (data === undefined ? [] : [data]));
}

async function readLeaderboard(modelsFolder: string): Promise<readonly LeaderboardRow[]> {
  return leaderboardSchema.safeParse(await readJson(join(modelsFolder, 'leaderboard.json'))).data ?? [];
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
