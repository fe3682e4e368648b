import { app, BrowserWindow, type BrowserWindowConstructorOptions, dialog, nativeTheme, screen } from 'electron';
import { SMALLEST_WINDOW, type WindowPlace, windowPlace } from './windowBounds.ts';
import { readWindowState, writeWindowState } from './windowState.ts';

export interface WindowConfig {
  /** Absolute path of the built preload script. */
  readonly preload: string;
  readonly address: string;
  /** File that keeps the window's place. */
  readonly stateFile: string;
  readonly devTools: boolean;
}

/** Pure. Everything that keeps the page apart from the machine is written out, also where it is Electron's default. */
export function windowOptions(preload: string, devTools: boolean, { maximized: _, ...place }: WindowPlace, dark: boolean): BrowserWindowConstructorOptions {
  return {
    ...place,
    minWidth: SMALLEST_WINDOW.width,
    minHeight: SMALLEST_WINDOW.height,
    show: false,
    title: 'Palimpsest',
    backgroundColor: dark ? '#1b1b1b' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools,
    },
  };
}

/** Opens the window where it stood last, and shows it when there is something to see. */
export function openWindow({ preload, address, stateFile, devTools }: WindowConfig): BrowserWindow {
  const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map((display) => display.workArea);
  const place = windowPlace(readWindowState(stateFile), workAreas);
  const window = new BrowserWindow(windowOptions(preload, devTools, place, nativeTheme.shouldUseDarkColors));
  window.once('ready-to-show', () => {
    if (place.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }));
  // The page says where it is in its own frame; the window keeps its name.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) void offerReload(window, reason);
  });
  window.loadURL(address).catch((error: unknown) => console.error('The page could not be loaded:', error));
  return window;
}

/** Brings the window to the front. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window has stopped working.',
    detail: `Cases and running work are safe: they live in another process (${reason}). Reload to go on; at most the last second of drawing is lost.`,
    buttons: ['Reload', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 1) app.quit();
  else if (!window.isDestroyed()) window.webContents.reload();
}
