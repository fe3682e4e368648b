import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { DesktopBridge } from '../../../src/contract/index.ts';
import type { MessagePortMain } from './ports.ts';

export interface Frame {
  readonly origin: string;
  readonly parent: unknown;
  readonly postMessage: (channel: string, message: unknown, transfer?: readonly MessagePortMain[]) => void;
}

/** What of the page's process reaches the main process. */
export interface ToMain {
  readonly send: (frame: Frame, channel: string, parameters: readonly unknown[]) => void;
  readonly invoke: (frame: Frame, channel: string, parameters: readonly unknown[]) => Promise<unknown>;
}

/** A loaded page: the built preload script ran in a context that has what a sandboxed one has, and no more. */
export interface Page {
  readonly url: string;
  readonly frame: Frame;
  /** What the preload script put on the page, by name. */
  readonly world: Readonly<Record<string, unknown>>;
  readonly bridge: () => DesktopBridge;
  /** Ports that arrived on the page as window messages, in order. */
  readonly messages: { readonly data: unknown; readonly targetOrigin: string; readonly port: MessagePort }[];
  readonly leave: () => void;
}

export function loadPage(url: string, preload: string, toMain: ToMain): Page {
  const world: Record<string, unknown> = {};
  const messages: Page['messages'] = [];
  const ipc = new EventEmitter();
  const frame: Frame = {
    origin: new URL(url).protocol === 'app:' ? `app://${new URL(url).host}` : new URL(url).origin,
    parent: null,
    postMessage: (channel, message, transfer = []) => void ipc.emit(channel, { ports: transfer.map((port) => port.raw) }, message),
  };
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => void (world[name] = value) },
    ipcRenderer: {
      on: (channel: string, listener: (...values: unknown[]) => void) => void ipc.on(channel, listener),
      send: (channel: string, ...parameters: unknown[]) => toMain.send(frame, channel, structuredClone(parameters)),
      invoke: async (channel: string, ...parameters: unknown[]) => toMain.invoke(frame, channel, structuredClone(parameters)),
    },
    webUtils: {
      getPathForFile(file: unknown) {
        if (typeof file !== 'object' || file === null || !('standInPath' in file)) throw new TypeError('getPathForFile expected to receive a File object but one was not provided');
        return file.standInPath;
      },
    },
  };
  const window = {
    postMessage: (data: unknown, targetOrigin: string, [port]: readonly MessagePort[]) => {
      if (port !== undefined) messages.push({ data, targetOrigin, port });
    },
  };
  const requireOnly = (name: string): unknown => {
    if (name !== 'electron') throw new Error(`a sandboxed preload script cannot load ${name}`);
    return electron;
  };
  runInContext(readFileSync(preload, 'utf8'), createContext({ window, require: requireOnly, exports: {}, module: { exports: {} } }), { filename: preload });
  return {
    url,
    frame,
    world,
    messages,
    bridge: () => world['palimpsest'] as DesktopBridge,
    leave: () => {
      for (const { port } of messages) port.close();
    },
  };
}

