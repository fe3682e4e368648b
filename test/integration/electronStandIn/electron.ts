/**
 * Stands in for the module `electron` where its program cannot be had: the parts that src/main uses, with the behaviour that its declarations and its
 * documentation state, over Node. It records what it was told; `control.ts` plays the person and the page.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { type Frame, loadPage, type Page } from './page.ts';

export { MessageChannelMain } from './ports.ts';
export { utilityProcess } from './utility.ts';

type Answer = (request: { readonly url: string; readonly method: string; readonly signal: AbortSignal }) => Promise<Response>;
type Listener = (...values: never[]) => unknown;

/** What the main process said, for the test to look at. */
export const told = {
  sandboxBeforeReady: false,
  switches: [] as string[][],
  schemes: [] as unknown[],
  lockData: null as unknown,
  menu: [] as unknown[],
  dialogs: [] as unknown[],
  errorBoxes: [] as string[][],
  spellChecker: true,
};
/** What the person in front of the stand-in answers. */
export const person = { paths: null as readonly string[] | null, button: 0 };
export const guards: { beforeRequest: Listener | null; permissionRequest: Listener | null; permissionCheck: Listener | null; device: Listener | null } = { beforeRequest: null, permissionRequest: null, permissionCheck: null, device: null };
export const answers = new Map<string, Answer>();
export const windows: BrowserWindow[] = [];

const paths = new Map<string, string>([['home', homedir()], ['documents', homedir()]]);
let isReady = false;
const ready = new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve))).then(() => {
  isReady = true;
});

function beforeReady(what: string): void {
  if (isReady) throw new Error(`${what} must be called before app is ready`);
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: { appendSwitch: (...values: string[]) => void told.switches.push(values) },
  enableSandbox: () => {
    beforeReady('app.enableSandbox()');
    told.sandboxBeforeReady = true;
  },
  whenReady: () => ready,
  setName: () => undefined,
  getPath: (name: string) => paths.get(name) ?? '',
  setPath: (name: string, path: string) => {
    mkdirSync(path, { recursive: true });
    paths.set(name, path);
  },
  getAppPath: () => process.cwd(),
  requestSingleInstanceLock: (data: unknown) => {
    told.lockData = data;
    return process.env['STAND_IN_SECOND'] === undefined;
  },
  setAboutPanelOptions: () => undefined,
  showAboutPanel: () => undefined,
  exit: (status: number) => process.exit(status),
  quit: () => {
    if (isPrevented('before-quit')) return;
    for (const window of [...windows]) window.close();
    app.emit('will-quit');
    process.exit(0);
  },
});

function isPrevented(name: string): boolean {
  let prevented = false;
  app.emit(name, { preventDefault: () => void (prevented = true) });
  return prevented;
}

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => {
    beforeReady('protocol.registerSchemesAsPrivileged()');
    told.schemes.push(...schemes);
  },
  handle: (scheme: string, answer: Answer) => {
    if (!isReady) throw new Error('protocol.handle() must be called after app is ready');
    answers.set(scheme, answer);
  },
};

const handlers = new Map<string, (event: object, ...parameters: unknown[]) => unknown>();
export const ipcMain = Object.assign(new EventEmitter(), { handle: (channel: string, handler: (event: object, ...parameters: unknown[]) => unknown) => void handlers.set(channel, handler) });
export const toMain = {
  send: (senderFrame: Frame | null, channel: string, parameters: readonly unknown[]) => void ipcMain.emit(channel, { senderFrame, ports: [] }, ...parameters),
  async invoke(senderFrame: Frame | null, channel: string, parameters: readonly unknown[]): Promise<unknown> {
    const handler = handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await handler({ senderFrame }, ...parameters));
  },
};

class WebContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  page: Page | null = null;
  private readonly preload: string;

  constructor(preload: string) {
    super();
    this.preload = preload;
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }

  load(url: string): void {
    this.page?.leave();
    this.page = loadPage(url, this.preload, toMain);
  }

  reload(): void {
    this.load(this.page?.url ?? '');
  }
}

export class BrowserWindow extends EventEmitter {
  readonly options: { readonly webPreferences: { readonly preload: string } };
  readonly webContents: WebContents;
  readonly calls: string[] = [];
  /** Where it is, with what stands after the `#`. */
  url = '';

  constructor(options: BrowserWindow['options']) {
    super();
    if (!isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    this.webContents = new WebContents(options.webPreferences.preload);
    windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    const isSameDocument = this.url !== '' && this.url.split('#', 1)[0] === url.split('#', 1)[0];
    this.url = url;
    if (isSameDocument) return;
    const response = await answers.get('app')?.({ url: url.split('#', 1)[0]!, method: 'GET', signal: new AbortController().signal });
    if (response?.status !== 200) throw new Error(`ERR_FAILED loading ${url}`);
    await response.text();
    this.webContents.load(url);
    this.emit('ready-to-show');
  }

  close(): void {
    this.emit('close', { preventDefault: () => undefined });
    windows.splice(windows.indexOf(this), 1);
    this.emit('closed');
    if (windows.length === 0 && !this.calls.includes('hide')) app.emit('window-all-closed');
  }

  show = (): unknown => this.calls.push('show');
  hide = (): unknown => this.calls.push('hide');
  focus = (): unknown => this.calls.push('focus');
  restore = (): unknown => this.calls.push('restore');
  maximize = (): unknown => this.calls.push('maximize');
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  isDestroyed = (): boolean => !windows.includes(this);
  getNormalBounds = (): object => ({ x: 10, y: 20, width: 1200, height: 800 });
}

const display = { workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const nativeTheme = { shouldUseDarkColors: false };

export const dialog = {
  showOpenDialog: (_window: unknown, options: unknown) => {
    told.dialogs.push(options);
    return Promise.resolve({ canceled: person.paths === null, filePaths: person.paths ?? [] });
  },
  showMessageBox: (_window: unknown, options: unknown) => {
    told.dialogs.push(options);
    return Promise.resolve({ response: person.button });
  },
  showErrorBox: (...texts: string[]) => void told.errorBoxes.push(texts),
};

export const Menu = { buildFromTemplate: (template: unknown) => template, setApplicationMenu: (menu: unknown) => void told.menu.push(menu) };

export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    webRequest: { onBeforeRequest: (listener: Listener) => void (guards.beforeRequest = listener) },
    setPermissionRequestHandler: (handler: Listener) => void (guards.permissionRequest = handler),
    setPermissionCheckHandler: (handler: Listener) => void (guards.permissionCheck = handler),
    setDevicePermissionHandler: (handler: Listener) => void (guards.device = handler),
    setSpellCheckerEnabled: (isOn: boolean) => void (told.spellChecker = isOn),
  }),
};
