import type { MenuItemConstructorOptions } from 'electron';

export interface MenuActions {
  readonly about: () => void;
}

/**
 * The smallest menu that is whole: what the system expects, and zoom. The page has a palette for everything else and keeps its keys: undo and redo
 * are shown, and their keys left to the page, which knows whether a stroke or a text is meant.
 */
export function menuTemplate(platform: string, inspector: boolean, actions: MenuActions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : [{ label: '&File', submenu: [{ role: 'quit' }] } satisfies MenuItemConstructorOptions]),
    {
      label: '&Edit',
      submenu: [
        { role: 'undo', registerAccelerator: false },
        { role: 'redo', registerAccelerator: false },
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll', registerAccelerator: false },
      ],
    },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom', label: 'Text at 100 %', accelerator: 'CmdOrCtrl+Shift+0' },
        { role: 'zoomIn', label: 'Larger text', accelerator: 'CmdOrCtrl+Shift+Plus' },
        { role: 'zoomOut', label: 'Smaller text', accelerator: 'CmdOrCtrl+Shift+-' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(inspector ? [{ role: 'toggleDevTools', accelerator: 'F12' } as const] : []),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', submenu: [{ label: 'About Palimpsest', click: actions.about }] },
  ];
}
