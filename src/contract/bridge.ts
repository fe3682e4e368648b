/** The one object the preload script puts on the page (`window.palimpsest`); absent in the browser host. */
export interface DesktopBridge {
  readonly host: 'electron';
  /** Asks the main process for the RPC port; it arrives as a window message `{ type: 'palimpsest:port' }` with one port, since ports do not cross the bridge. */
  readonly connect: () => void;
  /** Native dialog; paths chosen, empty when cancelled. */
  readonly choosePaths: (kind: 'files' | 'folders') => Promise<readonly string[]>;
  /** Real path of a file dropped on the page, empty when it has none. */
  readonly pathOfFile: (file: unknown) => string;
}

export const PORT_MESSAGE = 'palimpsest:port';
/** Root of everything the page loads in Electron. */
export const APP_ORIGIN = 'app://palimpsest';
