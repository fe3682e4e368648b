/** Entry of the engine's own process: native code that aborts takes this process with it and nothing else. */
import { parentPort } from './port.ts';
import { serveEngine } from './serve.ts';

// Ctrl-C in a terminal reaches the whole group; what it means is the host's to decide. The end of the channel still ends this process.
process.on('SIGINT', () => undefined);
serveEngine(parentPort());
