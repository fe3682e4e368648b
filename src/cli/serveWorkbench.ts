import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createWorkbench } from '../casework/index.ts';
import { AppError } from '../contract/index.ts';
import { startEngines, startViewer } from '../engine/index.ts';
import { type RunningServer, startServer } from '../server/index.ts';
import { A_DAY } from './engine.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { openBrowser, openCommand } from './openBrowser.ts';
import { note, print, reportError } from './output.ts';

export interface ServeRequest {
  readonly port: number;
  readonly casesFolder: string;
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly rendererFolder: string;
  readonly reason: string;
  readonly open: boolean;
}

/**
 * Opens the workbench to browsers of this machine until Ctrl-C or a polite kill; then jobs stop where they can go on, and cases close.
 * Errors: FILE_NOT_FOUND when the page was never built; ARGUMENT_INVALID for a port or a folder that cannot be used.
 */
export async function serveWorkbench(request: ServeRequest): Promise<ExitCode> {
  const { port, casesFolder, dataFolder, modelsFolder, rendererFolder, reason, open } = request;
  if (!existsSync(join(rendererFolder, 'index.html'))) throw new AppError('FILE_NOT_FOUND', `The page is not built: there is no index.html in ${rendererFolder}. "npm start" builds it.`, { folder: rendererFolder });
  await makeFolder(casesFolder, '--cases');
  await makeFolder(dataFolder, '--data');
  const stop = whenStopped();
  const workbench = await createWorkbench({
    host: 'browser',
    reason,
    casesFolder,
    dataFolder,
    modelsFolder,
    startEngine: (model, provider) => startEngines({ modelFolder: model.folder, provider, timeoutMilliseconds: A_DAY }),
    startViewer: () => startViewer(),
  });
  try {
    const server = await startServer({ workbench, rendererFolder, port, onProblem: (error) => reportError(error, false) });
    try {
      print('Palimpsest is open in a browser of this machine at this address, which holds the key to it:');
      print(server.url);
      if (open) await openPage(server);
      note('Ctrl-C closes it.');
      await stop;
      note('Closing: running work stops where it can go on.');
    } finally {
      // At once, not after the lines have closed: Ctrl-C in a terminal reaches the engine too, and a job must not take that for a crash.
      await Promise.all([server.close(), workbench.close()]);
    }
  } finally {
    await workbench.close();
  }
  return EXIT.ok;
}

async function openPage(server: RunningServer): Promise<void> {
  const problem = await openBrowser(openCommand(process.platform, process.env, server.issueUrl()));
  if (problem !== null) note(`No browser was opened: ${problem}. Open the address yourself.`);
}

/** Resolves on the first Ctrl-C, polite kill or closed terminal; the next one ends the process at once. */
function whenStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let told = false;
  const onSignal = (): void => {
    if (told) process.exit(EXIT.interrupted);
    told = true;
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return promise;
}

async function makeFolder(folder: string, flag: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', `The folder ${folder} cannot be made. Name another with ${flag}.`, { folder }, error);
  }
}
