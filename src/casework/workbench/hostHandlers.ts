import { readdir } from 'node:fs/promises';
import { AppError, type ModelInfo } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { userName } from '../caseLock.ts';
import { type ModelReference, resolveModel } from '../modelFolder.ts';
import type { WorkbenchContext } from './context.ts';
import { listFolder } from './folderListing.ts';
import type { Handlers } from './handlers.ts';

const MODEL_ID = /^[a-z0-9][a-z0-9-]*$/;

/** The machine and the installation. */
export function hostHandlers({ config }: WorkbenchContext): Handlers<'host'> {
  return {
    info: async () => ({
      host: config.host,
      appVersion: APP_VERSION,
      platform: `${process.platform} ${process.arch}`,
      user: userName(),
      casesFolder: config.casesFolder,
      dataFolder: config.dataFolder,
      reason: config.reason,
    }),
    listFolder: async ({ path }) => listFolder(path),
    models: async () => (await listModels(config.modelsFolder)).map(({ manifest }) => modelInfo(manifest)),
    async doctor({ model, provider }, { signal }) {
      if (!MODEL_ID.test(model)) throw new AppError('MODEL_MISSING', `"${model}" is no name of a model. Choose one of the models that are listed.`, { model });
      const reference = await resolveModel(config.modelsFolder, model);
      const engine = config.startEngine(reference, provider);
      const onAbort = (): void => void engine.close();
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        return await engine.doctor();
      } finally {
        signal?.removeEventListener('abort', onAbort);
        await engine.close();
      }
    },
  };
}

/** Models that this release can run, by id. A folder that holds none is passed over with a note on the console. */
export async function listModels(modelsFolder: string): Promise<readonly ModelReference[]> {
  const names = await readdir(modelsFolder).catch(() => []);
  const models: ModelReference[] = [];
  for (const name of names.filter((one) => MODEL_ID.test(one)).toSorted()) {
    try {
      models.push(await resolveModel(modelsFolder, name));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'MODEL_MISSING') console.error(`Model ${name} is left out:`, error);
    }
  }
  return models;
}

function modelInfo({ id, version, sha256, bytes, parameters, trainedAt, threshold, scoreCalibrated, licence }: ModelReference['manifest']): ModelInfo {
  return { id, version, sha256, bytes, parameters, trainedAt, threshold, scoreCalibrated, licence };
}
