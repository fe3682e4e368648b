import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../../../contract/index.ts';

/** Files below a folder: paths relative to it with forward slashes, sorted. Hidden files and leftovers of archivers are not among them. */
export interface Listing {
  readonly root: string;
  readonly files: readonly string[];
}

/** Deeper folders are not looked into: the deepest published form (NIST16) has its files four levels down, with room for a wrapper or two. */
const DEEPEST = 7;
const MOST_FILES = 2_000_000;
const LEFTOVERS: ReadonlySet<string> = new Set(['__MACOSX', 'Thumbs.db', 'desktop.ini']);
const PICTURES: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp', '.avif', '.heic', '.bmp', '.gif']);

/** Walks a folder. Links to folders are followed, each real folder once on a path, so that a loop ends. Throws ARGUMENT_INVALID. */
export async function listFolder(root: string): Promise<Listing> {
  const files: string[] = [];
  async function walk(folder: string, prefix: string, above: readonly string[]): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      if (prefix === '') throw new AppError('ARGUMENT_INVALID', `${root} is not a folder that can be read.`, undefined, error);
      return [];
    });
    const real = await realpath(folder);
    if (above.includes(real)) return;
    for (const entry of entries) {
      if (entry.name.startsWith('.') || LEFTOVERS.has(entry.name)) continue;
      const path = join(folder, entry.name);
      const kind = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
      if (kind === null) continue;
      if (kind.isFile()) files.push(`${prefix}${entry.name}`);
      else if (kind.isDirectory() && above.length < DEEPEST) await walk(path, `${prefix}${entry.name}/`, [...above, real]);
      if (files.length > MOST_FILES) throw new AppError('ARGUMENT_INVALID', `${root} holds more than ${MOST_FILES} files. Name the folder of one set.`);
    }
  }
  await walk(root, '', []);
  return { root, files: files.toSorted() };
}

/** What lies below a direct child folder, as a listing of its own. */
export function childListing(listing: Listing, child: string): Listing {
  return { root: join(listing.root, child), files: listing.files.filter((file) => file.startsWith(`${child}/`)).map((file) => file.slice(child.length + 1)) };
}

/** Names of direct child folders that hold any file, sorted. */
export function childFolders(listing: Listing): readonly string[] {
  return [...new Set(listing.files.filter((file) => file.includes('/')).map((file) => file.slice(0, file.indexOf('/'))))].toSorted();
}

export function isPicture(file: string): boolean {
  return PICTURES.has(extname(file).toLowerCase());
}

/** Pictures among the files whose path matches, as relative paths. */
export function picturesAt(listing: Listing, pattern: RegExp): readonly string[] {
  return listing.files.filter((file) => pattern.test(file) && isPicture(file));
}

export function fullPath(listing: Listing, file: string): string {
  return join(listing.root, ...file.split('/'));
}

/** File name without folders and without its last extension. */
export function stemOf(file: string): string {
  const name = nameOf(file);
  const extension = extname(name);
  return extension === '' ? name : name.slice(0, -extension.length);
}

export function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Path without its last part, '' for a file at the root. */
export function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
