import { spawn } from 'node:child_process';

export type OpenCommand = { readonly program: string; readonly parameters: readonly string[] } | { readonly reason: string };

/** How this system opens an address in the browser its user chose, or why it is not tried. `url` holds only characters that no shell gives a meaning to. */
export function openCommand(platform: string, environment: Readonly<Record<string, string | undefined>>, url: string): OpenCommand {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  if (!/^http:\/\/[a-z0-9.:]+\/[A-Za-z0-9?=_-]*$/.test(url)) throw new RangeError('This address could mean something to a shell.');
  if (isSet('CI')) return { reason: 'this runs as continuous integration (CI is set)' };
  if (platform === 'darwin') return { program: 'open', parameters: [url] };
  if (platform === 'win32') return { program: 'cmd', parameters: ['/d', '/c', 'start', '""', url] };
  if (!isSet('DISPLAY') && !isSet('WAYLAND_DISPLAY')) return { reason: 'there is no display here' };
  return { program: 'xdg-open', parameters: [url] };
}

/** Starts a program that opens the browser and leaves it to itself. Resolves to null, or to the reason why nothing was opened. */
export function openBrowser(command: OpenCommand): Promise<string | null> {
  if ('reason' in command) return Promise.resolve(command.reason);
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const child = spawn(command.program, command.parameters, { stdio: 'ignore', detached: true, windowsVerbatimArguments: true });
  child.once('error', () => resolve(`${command.program} could not be started`));
  child.once('exit', (code) => resolve(code === 0 ? null : `${command.program} found no browser`));
  // xdg-open can stay as long as the browser it started.
  setTimeout(() => resolve(null), 2000).unref();
  child.unref();
  return promise;
}
