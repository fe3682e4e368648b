import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { defaultDataFolder } from '../../casework/index.ts';
import type { ExitCode } from '../exitCodes.ts';
import { MODELS_FOLDER, withCasesFlag } from '../settings.ts';

interface ServeFlags {
  readonly port: number;
  readonly cases: string;
  readonly data: string;
  readonly models?: string;
  readonly page: string;
  readonly reason: string;
  readonly open: boolean;
}

const BUILT_PAGE = resolve(import.meta.dirname, '..', '..', '..', 'out', 'renderer');

export function addServe(program: Command, finish: (code: ExitCode) => void): void {
  withCasesFlag(program.command('serve'))
    .description('Open the workbench in a browser of this machine.')
    .option('--port <number>', 'port on 127.0.0.1; any free one when left out', portNumber, 0)
    .addOption(new Option('--data <folder>', 'settings and recent cases of this installation').env('PALIMPSEST_DATA').default(defaultDataFolder(process.platform, process.env, homedir())))
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .option('--no-open', 'only print the address')
    .addOption(new Option('--page <folder>', 'the built page').default(BUILT_PAGE).hideHelp())
    .addOption(new Option('--reason <text>', 'why a browser is used').env('PALIMPSEST_REASON').default('It was started with "palimpsest serve".').hideHelp())
    .action(async (flags: ServeFlags) => {
      // Only this command needs the server and the workbench: the others start without them.
      const { serveWorkbench } = await import('../serveWorkbench.ts');
      finish(
        await serveWorkbench({
          port: flags.port,
          casesFolder: resolve(flags.cases),
          dataFolder: resolve(flags.data),
          modelsFolder: flags.models === undefined ? MODELS_FOLDER : resolve(flags.models),
          rendererFolder: resolve(flags.page),
          reason: flags.reason,
          open: flags.open,
        }),
      );
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || (port !== 0 && (port < 1024 || port > 65_535))) throw new InvalidArgumentError('A port from 1024 to 65535 is needed, or 0 for any free one.');
  return port;
}
