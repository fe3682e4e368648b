import { readdir } from 'node:fs/promises';
import type { Manifest } from '../../contract/index.ts';
import { type ModelReference, resolveModel } from '../modelFolder.ts';

/** Stands for "no model" where only files are read: digests and facts need no weights. */
const NO_MODEL: Manifest = {
  schema: 1, id: 'none', version: '', file: 'model.onnx', sha256: '0'.repeat(64), bytes: 1, weights: 'float32', opset: 0, parameters: 1, multipleOf: 32, coefficientClip: 20,
  inputs: { rgb: 'rgb', coefficients: 'dct', table: 'qt' }, outputs: [], trainedAt: 32, threshold: 0.5, scoreCalibrated: false, training: { steps: 0, samples: 0, run: '', config: {} }, licence: '',
};

/** A model to start an engine with that will only read files: any that is installed, so that the engine's self-test can run, or none. */
export async function modelForReading(modelsFolder: string): Promise<ModelReference> {
  const names = await readdir(modelsFolder).catch((): string[] => []);
  for (const name of names.toSorted()) {
    const model = await resolveModel(modelsFolder, name).catch(() => null);
    if (model !== null) return model;
  }
  return { folder: modelsFolder, manifest: NO_MODEL };
}
