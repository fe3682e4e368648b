import { createORPCClient, ORPCError, type ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { create } from 'zustand';
import { APP_ORIGIN, filePath, PORT_MESSAGE, type ApiContract, type DesktopBridge, type FileAddress } from '../../contract/index.ts';
import { connectionLost } from './errors.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in the browser host. */
    readonly palimpsest?: DesktopBridge;
  }
}

type Context = Record<never, never>;

/** How the page stands with its host. `lost`: it was open and is being tried again. */
export type Connection = 'connecting' | 'open' | 'lost';
export const connectionState = create<{ readonly state: Connection; readonly attempts: number }>(() => ({ state: 'connecting', attempts: 0 }));

/** Longest wait between two attempts to reconnect, in milliseconds. */
const LONGEST_WAIT = 5000;
/** An attempt that neither opens nor fails by then is given up, in milliseconds. */
const OPEN_LIMIT = 8000;

let link: ClientLink<Context> | null = null;
let socket: WebSocket | null = null;
let waiting: (() => void)[] = [];

function opened(next: ClientLink<Context>): void {
  link = next;
  connectionState.setState({ state: 'open', attempts: 0 });
  const ready = waiting;
  waiting = [];
  for (const go of ready) go();
}

/** A call made while the line is down waits for it, so that nothing typed or drawn is dropped; it can be aborted meanwhile. */
function whenOpen(signal: AbortSignal | undefined): Promise<ClientLink<Context>> {
  if (link !== null) return Promise.resolve(link);
  return new Promise((resolve, reject) => {
    function stop(): void {
      waiting = waiting.filter((one) => one !== go);
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError'));
    }
    function go(): void {
      signal?.removeEventListener('abort', stop);
      // Set again by `opened` before it wakes the waiting calls.
      if (link !== null) resolve(link);
    }
    if (signal?.aborted === true) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    waiting.push(go);
  });
}

/** The abort of a call as far as the line can still tell it: a line that broke has ended the call already, and would fail at sending. */
function whileOpen(signal: AbortSignal, current: ClientLink<Context>): AbortSignal {
  if (signal.aborted) return signal;
  const told = new AbortController();
  signal.addEventListener(
    'abort',
    () => {
      if (link === current && (socket === null || socket.readyState === WebSocket.OPEN)) told.abort(signal.reason);
    },
    { once: true },
  );
  return told.signal;
}

const dynamicLink: ClientLink<Context> = {
  async call(path, input, options) {
    const current = await whenOpen(options.signal);
    try {
      return await current.call(path, input, options.signal === undefined ? options : { ...options, signal: whileOpen(options.signal, current) });
    } catch (error) {
      if (link !== current && options.signal?.aborted !== true && !(error instanceof ORPCError)) throw connectionLost(error);
      throw error;
    }
  },
};

/** Every call of contract/api.ts, typed; it survives reconnections. */
export const api: ContractRouterClient<ApiContract, Context> = createORPCClient(dynamicLink);

function openSocket(): Promise<void> {
  const address = new URL('/rpc', globalThis.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const next = new WebSocket(address);
  socket = next;
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => next.close(), OPEN_LIMIT);
    let wasOpen = false;
    next.addEventListener('open', () => {
      clearTimeout(limit);
      wasOpen = true;
      opened(new SocketLink<Context>({ websocket: next }));
      resolve();
    });
    next.addEventListener('close', () => {
      clearTimeout(limit);
      if (socket !== next) return;
      link = null;
      if (wasOpen) reconnect();
      else reject(new Error('Palimpsest does not answer.'));
    });
  });
}

function reconnect(): void {
  const attempts = connectionState.getState().attempts + 1;
  connectionState.setState({ state: 'lost', attempts });
  const wait = Math.min(LONGEST_WAIT, 250 * 2 ** Math.min(attempts, 6));
  setTimeout(() => {
    openSocket().catch(reconnect);
  }, wait);
}

/** Drops a line that has fallen silent, so that it is opened anew. Does nothing in Electron, whose port cannot fall silent. */
export function dropConnection(): void {
  socket?.close();
}

function openPort(bridge: DesktopBridge): Promise<void> {
  return new Promise((resolve) => {
    function receive(event: MessageEvent<unknown>): void {
      const port = event.ports[0];
      const data = event.data;
      if (port === undefined || typeof data !== 'object' || data === null || !('type' in data) || data.type !== PORT_MESSAGE) return;
      globalThis.removeEventListener('message', receive);
      const next = new PortLink<Context>({ port });
      port.start();
      opened(next);
      resolve();
    }
    globalThis.addEventListener('message', receive);
    bridge.connect();
  });
}

/** Opens the line to the host: a message port in Electron, the WebSocket `/rpc` of the same origin in a browser. In a browser a failure is tried again by itself. */
export async function connectApi(): Promise<void> {
  if (globalThis.window.palimpsest !== undefined) return openPort(globalThis.window.palimpsest);
  await openSocket().catch(reconnect);
}

/** Where the page loads a picture, map or thumbnail from. */
export function fileUrl(address: FileAddress): string {
  const root = globalThis.window.palimpsest === undefined ? '' : APP_ORIGIN;
  return `${root}/files/${filePath(address)}`;
}
