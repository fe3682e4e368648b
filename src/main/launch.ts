import { isAbsolute, join, resolve } from 'node:path';
import { defaultDataFolder } from '../casework/index.ts';

/** What of the process and the system decides where things lie. */
export interface LaunchFacts {
  /** Command line without the program (and, unpackaged, with the application's folder): only known options are looked at. */
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly currentFolder: string;
  readonly home: string;
  readonly documents: string;
  readonly isPackaged: boolean;
  /** Folder of package.json; inside the archive when packaged. */
  readonly appFolder: string;
  /** Where the package keeps files that are no part of the archive. */
  readonly resourcesFolder: string;
}

export interface LaunchSettings {
  readonly casesFolder: string;
  readonly dataFolder: string;
  readonly modelsFolder: string;
  readonly reason: string;
  /** Name of a case to open first, or null. */
  readonly openCase: string | null;
}

/** Pure. Options win over the environment; both over the places the system has. Relative paths are those of the folder it was started in. */
export function launchSettings(facts: LaunchFacts): LaunchSettings {
  const { environment, currentFolder, isPackaged } = facts;
  const named = (option: string, variable: string): string | null => optionValue(facts.options, option) ?? (environment[variable] || null);
  const folder = (option: string, variable: string, standard: string): string => {
    const name = named(option, variable);
    return name === null ? standard : isAbsolute(name) ? name : resolve(currentFolder, name);
  };
  return {
    casesFolder: folder('--cases', 'PALIMPSEST_CASES', isPackaged ? join(facts.documents, 'Palimpsest cases') : join(facts.appFolder, 'cases')),
    dataFolder: folder('--data', 'PALIMPSEST_DATA', defaultDataFolder(facts.platform, environment, facts.home)),
    // The runtime opens weights by path, which an archive does not give: packaged, they lie beside it.
    modelsFolder: folder('--models', 'PALIMPSEST_MODELS', isPackaged ? join(facts.resourcesFolder, 'models') : join(facts.appFolder, 'resources', 'models')),
    reason: environment['PALIMPSEST_REASON'] || 'It was started as an application of its own.',
    openCase: caseName(optionValue(facts.options, '--case')),
  };
}

/** The name of a case, or null for anything that cannot be one: it becomes part of an address. */
export function caseName(value: unknown): string | null {
  return typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,99}$/.test(value) ? value : null;
}

/** The case that another start of the application asks for. What it sent is checked like anything from outside. */
export function requestedCase(data: unknown): string | null {
  return typeof data === 'object' && data !== null && 'openCase' in data ? caseName(data.openCase) : null;
}

/** Address of the page, at a case where one is named. */
export function pageAddress(origin: string, openCase: string | null): string {
  return `${origin}/index.html${openCase === null ? '' : `#/case/${openCase}`}`;
}

function optionValue(options: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (const [index, option] of options.entries()) {
    if (option.startsWith(`${name}=`)) value = option.slice(name.length + 1);
    else if (option === name) value = options[index + 1] ?? null;
  }
  return value === '' ? null : value;
}
