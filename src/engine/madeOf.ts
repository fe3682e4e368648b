import { readFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import type { MadeOf } from '../contract/signals.ts';
import { libraryVersions } from './decode/sharp.ts';

/** Rises with every change that can alter a mask from the same file and model. */
export const ENGINE_VERSION = '1';

/** Everything a map depends on but the network's runtime, which the view process never loads. */
export function madeOf(): MadeOf {
  return { versions: { app: appVersion(), engine: ENGINE_VERSION, ...libraryVersions(), node: process.versions.node }, platform: platformName() };
}

export function platformName(): string {
  return `${platform()} ${release()} ${arch()}`;
}

/** Version of the nearest package.json above this file that is Palimpsest's: it lies two folders up in the source tree and elsewhere when bundled. */
function appVersion(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const found = packageVersion(new URL('package.json', folder));
    if (found !== undefined) return found;
    if (folder.pathname === new URL('..', folder).pathname) return 'unknown';
  }
}

function packageVersion(url: URL): string | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(url, 'utf8'));
    const fields = found as { name?: unknown; version?: unknown };
    return fields.name === 'palimpsest' && typeof fields.version === 'string' ? fields.version : undefined;
  } catch {
    // No package.json at this level: the next one up is tried.
    return undefined;
  }
}
