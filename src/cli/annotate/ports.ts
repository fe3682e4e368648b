import { type AnnotatePorts, explainMeasured, groundAnswer } from '../../casework/index.ts';
import { readGreyPicture, startEngine, startViewer } from '../../engine/index.ts';
import { A_DAY } from '../engine.ts';
import { MODELS_FOLDER } from '../settings.ts';

/** Runs `work` with an engine (which only reads who a file is: no network runs) and a view process, both ended afterwards whatever happened. */
export async function withPorts<T>(work: (ports: Omit<AnnotatePorts, 'asked'>) => Promise<T>): Promise<T> {
  const engine = startEngine({ modelFolder: MODELS_FOLDER, timeoutMilliseconds: A_DAY });
  const viewer = startViewer();
  try {
    return await work({ viewer, intake: (path, call) => engine.intake(path, call), readMask: readGreyPicture, explainMeasured, groundAnswer });
  } finally {
    await Promise.all([engine.close(), viewer.close()]);
  }
}
