import { app, type Session, type WebContents } from 'electron';
import { isOwnAddress, mayLoad, maySave, mayUse } from './trust.ts';

/** Before the application is ready: every page in a sandbox, and no name of a host is ever looked up, whoever asks. */
export function lockDown(): void {
  app.enableSandbox();
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

/** What a session could let in or out. `devTools`: a build that is not packaged. */
export function guardSession(session: Session, devTools: boolean): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url, devTools) }));
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(isOwnAddress(requestingUrl) && mayUse(permission, new URL('/', requestingUrl).href)));
  session.setPermissionCheckHandler((_contents, permission, origin) => mayUse(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    // What is left alone opens the system's dialog, in which the person chooses a place.
    if (!maySave(item.getURL())) event.preventDefault();
  });
}

function guardContents(contents: WebContents): void {
  const keepHere = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isOwnAddress(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', keepHere);
  contents.on('will-redirect', keepHere);
  contents.on('will-frame-navigate', keepHere);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
