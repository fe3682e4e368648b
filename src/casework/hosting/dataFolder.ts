import { posix, win32 } from 'node:path';

/**
 * Where an installation keeps settings and the list of recent cases when nobody names a folder: the place the system has for it. Pure: what it depends on is
 * handed in. A relative XDG_DATA_HOME is not valid by its specification and is passed over.
 */
export function defaultDataFolder(platform: string, environment: Readonly<Record<string, string | undefined>>, home: string): string {
  if (platform === 'win32') return win32.join(environment['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Palimpsest');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Palimpsest');
  const named = environment['XDG_DATA_HOME'] ?? '';
  return posix.join(posix.isAbsolute(named) ? named : posix.join(home, '.local', 'share'), 'palimpsest');
}
