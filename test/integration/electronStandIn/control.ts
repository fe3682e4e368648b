/** Put before the built main process (`--import`): the test plays the person and the page through the channel to its own process. */
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { answers, app, type BrowserWindow, guards, person, session, told, toMain, windows } from './electron.ts';
import type { Frame, Page } from './page.ts';
import { utilities } from './utility.ts';

type PortOfPage = ConstructorParameters<typeof RPCLink>[0]['port'];
type Call = (input: unknown) => Promise<unknown>;

let line: { readonly page: Page; readonly client: unknown } | null = null;

function windowNow(): BrowserWindow {
  const [window] = windows;
  if (window === undefined) throw new Error('no window is open');
  return window;
}

async function pageNow(): Promise<Page> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const page = windows[0]?.webContents.page;
    if (page !== undefined && page !== null) return page;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no page was loaded');
}

/** As src/renderer/api/client.ts does it: ask, and take the port that arrives. */
async function client(): Promise<unknown> {
  const page = await pageNow();
  if (line?.page === page) return line.client;
  page.bridge().connect();
  const port = page.messages.at(-1)?.port;
  if (port === undefined) throw new Error('no port arrived');
  line = { page, client: createORPCClient(new RPCLink({ port: port as unknown as PortOfPage })) };
  port.start();
  return line.client;
}

/** A frame that wants to be taken for the page. */
async function senderOf(kind: string, received: unknown[]): Promise<Frame | null> {
  const page = await pageNow();
  const postMessage = (...values: unknown[]): void => void received.push(values);
  const senders: Record<string, Frame | null> = {
    page: { ...page.frame, postMessage },
    subframe: { origin: page.frame.origin, parent: page.frame, postMessage },
    similar: { origin: `${page.frame.origin}.example`, parent: null, postMessage },
    web: { origin: 'https://example.com', parent: null, postMessage },
    opaque: { origin: 'null', parent: null, postMessage },
    gone: null,
  };
  const sender = senders[kind];
  if (sender === undefined) throw new Error(`no sender ${kind}`);
  return sender;
}

function preventable(): { readonly event: { preventDefault: () => void }; readonly isPrevented: () => boolean } {
  let prevented = false;
  return { event: { preventDefault: () => void (prevented = true) }, isPrevented: () => prevented };
}

const COMMANDS: Readonly<Record<string, (...parameters: never[]) => unknown>> = {
  told: async () => {
    await pageNow();
    return { ...told, menu: JSON.parse(JSON.stringify(told.menu)) as unknown, pid: process.pid };
  },
  window: async () => {
    await pageNow();
    const { options, url, calls } = windowNow();
    return { options, url, calls, count: windows.length };
  },
  world: async () => {
    const { world, messages } = await pageNow();
    return { names: Object.keys(world), bridge: Object.fromEntries(Object.entries(world['palimpsest'] as object).map(([name, value]) => [name, typeof value === 'function' ? 'function' : (value as unknown)])), messages: messages.map(({ data, targetOrigin }) => ({ data, targetOrigin })) };
  },
  async fetch(url: string, method = 'GET') {
    const response = await answers.get('app')!({ url, method, signal: new AbortController().signal });
    return { status: response.status, headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()).toString('base64') };
  },
  async rpc(path: string, input: unknown) {
    let target = await client();
    for (const name of path.split('.')) target = (target as Record<string, unknown>)[name];
    try {
      return { value: await (target as Call)(input) };
    } catch (error) {
      if (error instanceof ORPCError) return { error: { code: error.code, data: error.data as unknown } };
      return { error: { code: 'LINE', data: String(error) } };
    }
  },
  /** Asks for a second line while the first is open, and says what became of the first. */
  async reconnect() {
    await client();
    const page = await pageNow();
    const first = page.messages.at(-1)!.port;
    let state = 'open';
    first.on('close', () => void (state = 'closed'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = state;
    line = null;
    await client();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { before, after: state };
  },
  /** Starts a call on the line there is, and says how it ended once the page is loaded again. */
  async reload(path: string, input: unknown) {
    const before = COMMANDS['rpc']!(path as never, input as never) as Promise<unknown>;
    await new Promise((resolve) => setTimeout(resolve, 50));
    windowNow().webContents.reload();
    return Promise.race([before, new Promise((resolve) => setTimeout(() => resolve('hangs'), 5000))]);
  },
  async choose(kind: unknown, paths: readonly string[] | null) {
    person.paths = paths;
    const page = await pageNow();
    return page.bridge().choosePaths(kind as 'files');
  },
  async chooseAs(sender: string, ...parameters: unknown[]) {
    person.paths = ['secret'];
    return toMain.invoke(await senderOf(sender, []), 'palimpsest:choose-paths', parameters);
  },
  async connectAs(sender: string) {
    const received: unknown[] = [];
    toMain.send(await senderOf(sender, received), 'palimpsest:connect', []);
    return received.length;
  },
  pathOf: async (file: unknown) => (await pageNow()).bridge().pathOfFile(file),
  navigate(name: string, url: string) {
    const { event, isPrevented } = preventable();
    windowNow().webContents.emit(name, Object.assign(event, { url }));
    return isPrevented();
  },
  openWindow: (url: string) => windowNow().webContents.openHandler?.({ url }),
  download(url: string) {
    const { event, isPrevented } = preventable();
    session.defaultSession.emit('will-download', event, { getURL: () => url });
    return isPrevented();
  },
  request: (url: string) => {
    let cancelled: unknown = null;
    guards.beforeRequest?.({ url } as never, ((answer: { cancel: boolean }) => void (cancelled = answer.cancel)) as never);
    return cancelled;
  },
  permission(name: string, requestingUrl: string) {
    let granted: unknown = null;
    guards.permissionRequest?.(null as never, name as never, ((isGranted: boolean) => void (granted = isGranted)) as never, { requestingUrl } as never);
    return [granted, guards.permissionCheck?.(null as never, name as never, new URL('/', requestingUrl).href as never), guards.device?.({} as never)];
  },
  second: (data: unknown) => app.emit('second-instance', {}, [], '', data),
  crash(reason: string, button: number) {
    person.button = button;
    const before = windowNow().webContents.page;
    windowNow().webContents.emit('render-process-gone', {}, { reason });
    return new Promise((resolve) => setTimeout(() => resolve(windows[0]?.webContents.page !== before), 100));
  },
  utilities: () => utilities.map(({ entry, name, child }) => ({ entry, name, pid: child.pid, isRunning: child.exitCode === null && child.signalCode === null })),
  closeWindow: () => void setImmediate(() => windowNow().close()),
};

process.on('message', (message) => {
  const { id, command, parameters } = message as { id: number; command: string; parameters: never[] };
  const run = async (): Promise<void> => {
    try {
      const value = await COMMANDS[command]!(...parameters);
      process.send?.({ id, value });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  void run();
});
process.on('disconnect', () => process.exit(1));
