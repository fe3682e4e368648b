/** Entry of the view process: pictures and maps are decoded for the eye here, beside a running scan, without the network's runtime. */
import { parentPort } from './port.ts';
import { serveView } from './view/serve.ts';

serveView(parentPort());
