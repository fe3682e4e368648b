import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'vite';

export const ROOT = resolve(import.meta.dirname, '..', '..');

/** Files that git tracks or would track, relative to the root, forward slashes; deleted ones left out. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 << 20 });
  const files = [...new Set(listed.split('\0'))].filter((path) => path !== '');
  return files.filter((path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile()).sort();
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** TypeScript of the app itself: src/, without the tests and their helpers (`*.test.ts`, `*.testing.ts`) that sit beside the code. */
export function productFiles(files: readonly string[]): string[] {
  return files.filter((path) => /^src\/.*\.tsx?$/.test(path) && !/\.(test|testing)\.tsx?$/.test(path));
}

export interface Import {
  /** Importing file, relative to the root. */
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** Target relative to the root for a relative import, else null. */
  readonly target: string | null;
  /** Erased when run: every name is imported as a type. */
  readonly typeOnly: boolean;
}

/** Package of a bare specifier: `zod`, `@mantine/core`, `node:` for a built-in module, null for a relative one. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  if (specifier.startsWith('node:')) return 'node:';
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? null);
}

/** The room of a path: the folder below src/, or null outside src/. */
export function roomOf(path: string): string | null {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Every import of one file: static, re-export, dynamic and `require`. Throws when a specifier is computed. */
export function importsOf(from: string, text: string): Import[] {
  const { module, errors } = parseSync(from, text);
  if (errors.length > 0) throw new Error(`${from} does not parse: ${errors[0]?.message ?? ''}`);
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const one of module.staticImports) {
    found.push({ specifier: one.moduleRequest.value, typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType) });
  }
  for (const one of module.staticExports) {
    const sources = one.entries.filter((entry) => entry.moduleRequest !== null);
    for (const entry of sources) found.push({ specifier: entry.moduleRequest?.value ?? '', typeOnly: entry.isType });
  }
  const literals = module.dynamicImports.map((one) => text.slice(one.moduleRequest.start, one.moduleRequest.end));
  for (const call of text.matchAll(/\brequire(?:\.resolve)?\(\s*('[^']*'|"[^"]*")\s*\)/g)) literals.push(call[1] ?? '');
  for (const literal of literals) {
    const value = /^(['"`])([^'"`$]+)\1$/.exec(literal)?.[2];
    if (value === undefined) throw new Error(`${from}: import(${literal}) is computed, so no rule can see where it leads; write the specifier out.`);
    found.push({ specifier: value, typeOnly: false });
  }
  return found.map(({ specifier, typeOnly }) => ({ from, specifier, typeOnly, target: targetOf(from, specifier) }));
}

function targetOf(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return relative(ROOT, resolve(ROOT, dirname(from), specifier)).split(sep).join('/');
}

/** Files reached from `start` through imports that exist when run, each with the importer that led there. */
export function reachable(start: readonly string[], imports: ReadonlyMap<string, readonly Import[]>): Map<string, string | null> {
  const seen = new Map<string, string | null>(start.map((path) => [path, null]));
  const queue = [...start];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const one of imports.get(path) ?? []) {
      if (one.typeOnly || one.target === null || seen.has(one.target)) continue;
      seen.set(one.target, path);
      queue.push(one.target);
    }
  }
  return seen;
}
