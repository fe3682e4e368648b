import { type BrowserWindow, ipcMain, MessageChannelMain } from 'electron';
import { PORT_MESSAGE } from '../contract/index.ts';
import { chooseKind, choosePaths } from './dialogs.ts';
import type { Lines } from './lines.ts';
import { isPage } from './trust.ts';

/** Serves what the preload script asks for: a line to the workbench and the native dialog; nothing else, and nobody but the page itself. */
export function serveBridge(lines: Lines, windowNow: () => BrowserWindow | null): void {
  ipcMain.on('palimpsest:connect', ({ senderFrame }) => {
    if (senderFrame === null || !isPage(senderFrame)) return;
    const { port1, port2 } = new MessageChannelMain();
    lines.open(port1);
    senderFrame.postMessage(PORT_MESSAGE, null, [port2]);
  });
  ipcMain.handle('palimpsest:choose-paths', async ({ senderFrame }, ...parameters: unknown[]) => {
    const window = windowNow();
    const kind = chooseKind(parameters);
    if (!isPage(senderFrame) || kind === null || window === null) throw new Error('Palimpsest refuses this request.');
    return choosePaths(window, kind);
  });
}
