import { MessageChannel } from 'node:worker_threads';
import { type ClientLink, createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { createRouterClient } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { WebSocket } from 'ws';
import type { ApiContract } from '../../src/contract/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import type { MemoryWorkbench } from './memoryWorkbench.ts';

/** A port as the page has it: Node's own has the same methods under other types. */
type PortOfPage = ConstructorParameters<typeof PortLink>[0]['port'];

export type ApiClient = ContractRouterClient<ApiContract>;

/** One open line from a page to a workbench. */
export interface Line {
  readonly api: ApiClient;
  /** Breaks the line as a crash of the other side does; absent where there is no line. */
  readonly break?: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const TRANSPORTS: Readonly<Record<string, (workbench: MemoryWorkbench) => Promise<Line>>> = {
  memory: (workbench) => Promise.resolve({ api: createRouterClient(workbench.router, { context: {} }), close: () => Promise.resolve() }),

  'message port': (workbench) => {
    const { port1, port2 } = new MessageChannel();
    // The main process of Electron holds a port with `on` alone, whose messages come as `{ data }`.
    const main = {
      on: (event: string, callback: (event?: { data: unknown }) => void) => void port1.on(event, (data: unknown) => callback({ data })),
      postMessage: (data: unknown) => port1.postMessage(data),
    };
    new PortHandler(workbench.router).upgrade(main, { context: {} });
    const api = client(new PortLink({ port: port2 as unknown as PortOfPage }));
    port2.start();
    const close = async (): Promise<void> => {
      const closed = new Promise((resolve) => port2.once('close', resolve));
      port1.close();
      await closed;
    };
    return Promise.resolve({ api, break: close, close });
  },

  WebSocket: async (workbench) => {
    const server = await startServer({ workbench, rendererFolder: import.meta.dirname });
    const socket = await openSocket(server);
    return {
      api: client(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
      break: server.close,
      close: server.close,
    };
  },
};

/** The cookie that a browser gets for the printed address. */
export async function cookieOf(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

export async function openSocket(server: Pick<RunningServer, 'origin' | 'url'>): Promise<WebSocket> {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/rpc`, { headers: { cookie: await cookieOf(server.url), origin: server.origin } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

export function client(link: ClientLink<Record<never, never>>): ApiClient {
  return createORPCClient(link);
}
