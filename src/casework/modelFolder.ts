import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { AppError, type Calibration, calibrationSchema, type Manifest, manifestSchema } from '../contract/index.ts';

/** Name of the measured error rates beside the manifest. */
export const CALIBRATION_FILE = 'calibration.json';

export interface ModelReference {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Error rates of just these weights; absent where the model comes without them. */
  readonly calibration?: Calibration;
}

/**
 * Finds a model by its id below `modelsFolder` or by the path of its folder and reads its manifest and its calibration, if it has one. The engine
 * checks the weights against the manifest's SHA-256. A calibration that cannot be read or is of other weights is refused rather than passed over:
 * rates would be stated, or silently not stated, for a network they were not measured on. Errors: MODEL_MISSING, MODEL_INVALID.
 */
export async function resolveModel(modelsFolder: string, model: string): Promise<ModelReference> {
  const isPath = isAbsolute(model) || model.includes('/') || model.includes('\\');
  const folder = isPath ? resolve(model) : join(modelsFolder, model);
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) throw new AppError('MODEL_MISSING', `There is no model in ${folder}: manifest.json is missing. Name another with --model.`, { folder });
  const manifest = manifestSchema.safeParse(parseJson(await readFile(path, 'utf8')));
  if (!manifest.success) throw new AppError('MODEL_INVALID', `${path} does not describe a model this release can run. Fetch the model again.`, { issues: manifest.error.issues });
  const calibration = await readCalibration(folder, manifest.data);
  return { folder, manifest: manifest.data, ...(calibration === null ? {} : { calibration }) };
}

async function readCalibration(folder: string, manifest: Manifest): Promise<Calibration | null> {
  const path = join(folder, CALIBRATION_FILE);
  if (!existsSync(path)) return null;
  const calibration = calibrationSchema.safeParse(parseJson(await readFile(path, 'utf8')));
  if (!calibration.success) throw new AppError('MODEL_INVALID', `${path} holds no error rates that this release can read. Remove it, or make it again with "palimpsest calibrate".`, { issues: calibration.error.issues });
  if (calibration.data.modelSha256 !== manifest.sha256) {
    throw new AppError('MODEL_INVALID', `${path} holds the error rates of other weights than the model's. Remove it, or make it again with "palimpsest calibrate".`, { calibration: calibration.data.modelSha256, model: manifest.sha256 });
  }
  return calibration.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
