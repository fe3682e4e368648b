/** What `npm start` knows when it chooses where to open the workbench. */
export interface LaunchFacts {
  /** Options after `npm start --`. */
  readonly flags: readonly string[];
  readonly platform: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The account is root, under which Electron's sandbox does not run on Linux. */
  readonly isRoot: boolean;
  /** Electron's binary: there, not there, or what came of the try to install it. */
  readonly binary: 'present' | 'missing' | 'installed' | 'install-failed';
  /** The build of the desktop parts; null while nobody has tried. */
  readonly build: 'done' | 'failed' | null;
}

/** Where to open, with the reason in a sentence for people; or what has to be tried before that can be said. */
export type LaunchChoice = { readonly host: 'electron' | 'browser'; readonly reason: string } | { readonly host: null; readonly attempt: 'install' | 'build' };

/** Pure. Ask again with new facts after each attempt; after at most two the host is chosen. */
export function launchChoice({ flags, platform, environment, isRoot, binary, build }: LaunchFacts): LaunchChoice {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== '';
  const browser = (reason: string): LaunchChoice => ({ host: 'browser', reason });
  const option = flags.find((flag) => flag.startsWith('-'));
  if (option !== undefined) return browser(`The option ${option.split('=', 1)[0]} belongs to the browser host.`);
  if (isSet('CI')) return browser('This runs as continuous integration (CI is set), where no window can be opened.');
  if (platform === 'linux' && !isSet('DISPLAY') && !isSet('WAYLAND_DISPLAY')) return browser('There is no display for a window of its own.');
  if (platform === 'linux' && isRoot) return browser("Electron's sandbox does not run under the account root.");
  if (binary === 'missing') return { host: null, attempt: 'install' };
  if (binary === 'install-failed') return browser("Electron's program is not installed and could not be fetched.");
  if (build === null) return { host: null, attempt: 'build' };
  if (build === 'failed') return browser('The desktop window could not be built.');
  return { host: 'electron', reason: binary === 'installed' ? 'Electron was fetched just now.' : 'Electron is installed.' };
}

/** True when something was built never, or from older sources. Times in milliseconds; null where there is nothing. */
export function isStale(built: number | null, sources: readonly number[]): boolean {
  return built === null || sources.some((changed) => changed > built);
}

/** The folder of cases that options and environment name, or null for the default; the last option counts. */
export function namedCases(flags: readonly string[], environment: LaunchFacts['environment']): string | null {
  let named: string | null = environment['PALIMPSEST_CASES'] ?? null;
  for (const [index, flag] of flags.entries()) {
    if (flag === '--cases') named = flags[index + 1] ?? named;
    else if (flag.startsWith('--cases=')) named = flag.slice('--cases='.length);
  }
  return named;
}
