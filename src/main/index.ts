/** Entry of the desktop application: puts the window, the page's scheme and the workbench together, and takes them apart again. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, Menu, protocol, session } from 'electron';
import { APP_VERSION, createWorkbench, type Workbench } from '../casework/index.ts';
import { APP_ORIGIN, AppError } from '../contract/index.ts';
import { startEngines, startViewer } from '../engine/index.ts';
import { serveBridge } from './bridge.ts';
import { type LaunchSettings, launchSettings, pageAddress, requestedCase } from './launch.ts';
import { createLines } from './lines.ts';
import { menuTemplate } from './menu.ts';
import { pageAnswers } from './page.ts';
import { createQuit } from './quit.ts';
import { guardSession, lockDown } from './security.ts';
import { utilityLauncher, utilityViewLauncher } from './utilityLauncher.ts';
import { focusWindow, openWindow } from './window.ts';

/** Casework sets the limit for each file by its size; this one only has to be out of its way. Milliseconds. */
const A_DAY = 24 * 60 * 60 * 1000;
const CLOSING_LIMIT = 30_000;
/** This file is built to out/main/index.js; the processes lie beside it. */
const OUT = join(import.meta.dirname, '..');
const RENDERER = join(OUT, 'renderer');

let window: BrowserWindow | null = null;

function report(error: unknown): void {
  console.error(error);
}

function settingsOf(): LaunchSettings {
  return launchSettings({
    options: process.argv.slice(1),
    environment: process.env,
    platform: process.platform,
    currentFolder: process.cwd(),
    home: app.getPath('home'),
    documents: app.getPath('documents'),
    isPackaged: app.isPackaged,
    appFolder: app.getAppPath(),
    resourcesFolder: process.resourcesPath,
  });
}

function openWorkbench({ casesFolder, dataFolder, modelsFolder, reason }: LaunchSettings): Promise<Workbench> {
  const engine = utilityLauncher(join(OUT, 'main', 'process.js'));
  const view = utilityViewLauncher(join(OUT, 'main', 'viewProcess.js'));
  return createWorkbench({
    host: 'electron',
    reason,
    casesFolder,
    dataFolder,
    modelsFolder,
    startEngine: (model, provider) => startEngines({ modelFolder: model.folder, provider, timeoutMilliseconds: A_DAY, launch: engine }),
    startViewer: () => startViewer({ launch: view }),
  });
}

async function open(settings: LaunchSettings): Promise<void> {
  await app.whenReady();
  if (!existsSync(join(RENDERER, 'index.html'))) throw new AppError('FILE_NOT_FOUND', 'The page is not built. Run "npm run build" first.');
  await mkdir(settings.casesFolder, { recursive: true });
  const workbench = await openWorkbench(settings);
  const lines = createLines(workbench.router, report);
  const close = async (): Promise<void> => {
    for (const one of window === null ? [] : [window]) one.hide();
    lines.close();
    await workbench.close();
  };
  app.on('before-quit', createQuit({ close, quit: () => app.quit(), exit: (status) => app.exit(status), onProblem: report, limit: CLOSING_LIMIT }));
  app.on('window-all-closed', () => app.quit());
  const devTools = !app.isPackaged;
  guardSession(session.defaultSession, devTools);
  protocol.handle('app', pageAnswers({ rendererFolder: RENDERER, file: workbench.file, onProblem: report }));
  serveBridge(lines, () => window);
  app.setAboutPanelOptions({ applicationName: 'Palimpsest', applicationVersion: APP_VERSION, copyright: 'Apache-2.0' });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, devTools, { about: () => app.showAboutPanel() })));
  window = openWindow({ preload: join(OUT, 'preload', 'index.cjs'), address: pageAddress(APP_ORIGIN, settings.openCase), stateFile: join(settings.dataFolder, 'window.json'), devTools });
  window.on('closed', () => {
    window = null;
  });
}

/** Another start of the application was ended in favour of this one: it comes to the front, at the case that was asked for. */
function onSecondStart(data: unknown): void {
  if (window === null) return;
  focusWindow(window);
  const name = requestedCase(data);
  if (name !== null) window.loadURL(pageAddress(APP_ORIGIN, name)).catch(report);
}

function start(): void {
  lockDown();
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);
  app.setName('Palimpsest');
  const settings = settingsOf();
  // One window a data folder: the lock lies with what the window keeps.
  app.setPath('userData', join(settings.dataFolder, 'window'));
  if (!app.requestSingleInstanceLock({ openCase: settings.openCase })) {
    app.exit(0);
    return;
  }
  app.on('second-instance', (_event, _commandLine, _folder, data) => onSecondStart(data));
  // Ctrl-C in the terminal it was started from, or a polite kill: as if the window had been closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
  open(settings).catch((error: unknown) => {
    report(error);
    dialog.showErrorBox('Palimpsest could not start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
}

start();
