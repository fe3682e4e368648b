/** The one bridge between the page and the main process. Sandboxed: it is built into a single CommonJS file and holds nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { APP_ORIGIN, type DesktopBridge, PORT_MESSAGE } from '../contract/bridge.ts';

const bridge = {
  host: 'electron',
  connect: () => ipcRenderer.send('palimpsest:connect'),
  choosePaths: async (kind) => {
    const paths: unknown = await ipcRenderer.invoke('palimpsest:choose-paths', kind);
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
  },
  pathOfFile: (file) => {
    try {
      return webUtils.getPathForFile(file as File);
    } catch {
      // Not a file at all: it has no path.
      return '';
    }
  },
} satisfies DesktopBridge;

// A port does not cross contextBridge; as part of a window message it does.
ipcRenderer.on(PORT_MESSAGE, (event) => window.postMessage({ type: PORT_MESSAGE }, APP_ORIGIN, event.ports));
contextBridge.exposeInMainWorld('palimpsest', bridge);
