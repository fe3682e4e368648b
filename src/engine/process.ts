/** Entry of the engine's own process: native code that aborts takes this process with it and nothing else. */
import { parentPort } from './port.ts';
import { serveEngine } from './serve.ts';

serveEngine(parentPort());
