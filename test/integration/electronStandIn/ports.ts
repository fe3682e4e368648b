import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/** As Electron's: `on` alone, messages as `{ data }`, nothing before `start`, and no word to the side that closes. */
export class MessagePortMain extends EventEmitter {
  readonly raw: MessagePort;
  private isClosedHere = false;

  constructor(raw: MessagePort) {
    super();
    this.raw = raw;
    raw.on('close', () => {
      if (!this.isClosedHere) this.emit('close');
    });
  }

  start(): void {
    this.raw.on('message', (data: unknown) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message: unknown): void {
    if (this.isClosedHere) throw new Error('the port is closed');
    this.raw.postMessage(message);
  }

  close(): void {
    this.isClosedHere = true;
    this.raw.close();
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}
