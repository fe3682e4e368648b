/** Entry of the view process: pictures and maps are decoded for the eye here, beside a running scan, without the network's runtime. */
import { parentPort } from './port.ts';
import { serveView } from './view/serve.ts';

// Ctrl-C in a terminal reaches the whole group; what it means is the host's to decide. The end of the channel still ends this process.
process.on('SIGINT', () => undefined);
serveView(parentPort());
