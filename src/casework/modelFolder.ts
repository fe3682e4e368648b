import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { AppError, type Manifest, manifestSchema } from '../contract/index.ts';

export interface ModelReference {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Finds a model by its id below `modelsFolder` or by the path of its folder and reads its manifest. The engine checks the weights
 * against the manifest's SHA-256. Errors: MODEL_MISSING, MODEL_INVALID.
 */
export async function resolveModel(modelsFolder: string, model: string): Promise<ModelReference> {
  const isPath = isAbsolute(model) || model.includes('/') || model.includes('\\');
  const folder = isPath ? resolve(model) : join(modelsFolder, model);
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) throw new AppError('MODEL_MISSING', `There is no model in ${folder}: manifest.json is missing. Name another with --model.`, { folder });
  const manifest = manifestSchema.safeParse(parseJson(await readFile(path, 'utf8')));
  if (!manifest.success) throw new AppError('MODEL_INVALID', `${path} does not describe a model this release can run. Fetch the model again.`, { issues: manifest.error.issues });
  return { folder, manifest: manifest.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
