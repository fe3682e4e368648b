import type { Provider } from '../contract/index.ts';
import type { ModelReference } from '../casework/index.ts';
import { type Engine, startEngine, startEngines } from '../engine/index.ts';

/** Casework sets the limit for each file by its size; this one only has to be out of its way. Milliseconds. */
export const A_DAY = 24 * 60 * 60 * 1000;

/** Runs `work` with an engine of its own process, which is ended afterwards whatever happened. */
export async function withEngine<T>(model: ModelReference, provider: Provider | 'auto', work: (engine: Engine) => Promise<T>): Promise<T> {
  return closing(startEngine({ modelFolder: model.folder, provider, timeoutMilliseconds: A_DAY }), work);
}

/** As `withEngine`, for many pictures: `lanes` at a time, as many as the machine bears where not given. */
export async function withEngines<T>(model: ModelReference, provider: Provider | 'auto', lanes: number | undefined, work: (engine: Engine) => Promise<T>): Promise<T> {
  return closing(startEngines({ modelFolder: model.folder, provider, timeoutMilliseconds: A_DAY, ...(lanes === undefined ? {} : { lanes }) }), work);
}

async function closing<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
