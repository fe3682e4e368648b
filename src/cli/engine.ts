import type { Provider } from '../contract/index.ts';
import type { ModelReference } from '../casework/index.ts';
import { type Engine, startEngine } from '../engine/index.ts';

/** Casework sets the limit for each file by its size; this one only has to be out of its way. Milliseconds. */
export const A_DAY = 24 * 60 * 60 * 1000;

/** Runs `work` with an engine of its own process, which is ended afterwards whatever happened. */
export async function withEngine<T>(model: ModelReference, provider: Provider | 'auto', work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = startEngine({ modelFolder: model.folder, provider, timeoutMilliseconds: A_DAY });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
