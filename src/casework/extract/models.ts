import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExtractModel, Reproducibility } from '../../contract/index.ts';
import type { ModelReference } from '../modelFolder.ts';
import { listModels } from '../workbench/hostHandlers.ts';

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
export function extractModels({ installed, leaderboard }: InstalledModels, records: readonly Reproducibility[]): readonly ExtractModel[] {
  const used = new Map(records.map((record) => [record.modelSha256, record]));
  return [...used.values()]
    .map(({ modelId, modelSha256, options }) => {
      const model = installed.find(({ manifest: { id, sha256 } }) => sha256 === modelSha256 && id === modelId) ?? installed.find(({ manifest }) => manifest.sha256 === modelSha256);
      return model === undefined ? unknownModel(modelId, modelSha256, options.threshold) : knownModel(modelId, model, leaderboard);
    })
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
}

function knownModel(id: string, { manifest, calibration }: ModelReference, leaderboard: readonly LeaderboardRow[]): ExtractModel {
  const { version, sha256, threshold, scoreCalibrated, trainedAt, licence } = manifest;
  const measured = leaderboard.find((row) => row.kind === 'network' && (row.sha256 === undefined ? row.name === `${manifest.id} ${version}` : row.sha256 === sha256));
  const validation = Object.entries(measured?.sets ?? {}).map(([set, { pictures, f1, auc, false_area: falseArea }]) => ({ set, pictures: pictures ?? null, f1: f1 ?? null, auc: auc ?? null, falseArea: falseArea ?? null }));
  return { id, version, sha256, threshold, scoreCalibrated, trainedAt, licence, validation: validation.toSorted((a, b) => (a.set < b.set ? -1 : 1)), calibration: calibration?.classes ?? [] };
}

function unknownModel(id: string, sha256: string, threshold: number): ExtractModel {
  return { id, version: 'not known: these weights are not installed', sha256, threshold, scoreCalibrated: false, trainedAt: 0, licence: 'not known', validation: [], calibration: [] };
}

export interface InstalledModels {
  readonly installed: readonly ModelReference[];
  readonly leaderboard: readonly LeaderboardRow[];
}

/** What lies below the models folder: read once for an extract. A model that cannot be run is passed over. */
export async function readModels(modelsFolder: string): Promise<InstalledModels> {
  return { installed: await listModels(modelsFolder), leaderboard: await readLeaderboard(modelsFolder) };
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
