/** Put before a utility process (`--import`): `process.parentPort` over the channel of `child_process.fork`, which the process itself no longer sees. */
import { EventEmitter } from 'node:events';

const send = process.send?.bind(process);
const port = Object.assign(new EventEmitter(), { postMessage: (message: unknown) => void send?.(message, () => undefined) });
process.on('message', (data) => port.emit('message', { data, ports: [] }));
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort: port, send: undefined });
