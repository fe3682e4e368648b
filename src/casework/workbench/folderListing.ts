import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AppError, type FolderListing } from '../../contract/index.ts';
import { isTextPath } from '../evidence/pathText.ts';

const MOST_ENTRIES = 2000;
/** Files looked at together. */
const BATCH = 64;

type Entry = FolderListing['entries'][number];

/**
 * Folders first, then files, by name; hidden ones are left out, and names that are no text, which cannot be typed as a path (adding their folder takes them in).
 * Errors: ARGUMENT_INVALID for a path that is not absolute or no folder, FILE_NOT_FOUND, FILE_NO_PERMISSION, FILE_READ_FAILED.
 */
export async function listFolder(path: string | null): Promise<FolderListing> {
  if (path !== null && !isAbsolute(path)) throw new AppError('ARGUMENT_INVALID', 'Give the whole path of the folder, from the root or the drive on.', { path });
  const folder = resolve(path ?? homedir());
  const names = (await readNames(folder)).filter((name) => !name.startsWith('.'));
  const entries: Entry[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = await Promise.all(names.slice(at, at + BATCH).map((name) => describeEntry(folder, name)));
    entries.push(...batch.filter((entry) => entry !== null));
    if (at + BATCH >= LOOKED_AT) break;
  }
  const order = new Intl.Collator(undefined, { numeric: true }).compare;
  const sorted = entries.toSorted((a, b) => (a.kind === b.kind ? order(a.name, b.name) : a.kind === 'folder' ? -1 : 1));
  const parent = dirname(folder);
  return { path: folder, parent: parent === folder ? null : parent, entries: sorted.slice(0, MOST_ENTRIES), truncated: sorted.length > MOST_ENTRIES || names.length > LOOKED_AT };
}

/** Entries looked at before the list is cut: enough that folders, which come first, are not missed in an ordinary camera folder. */
const LOOKED_AT = 20_000;

async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder, { encoding: 'buffer' })).filter(isTextPath).map((name) => name.toString('utf8'));
  } catch (error) {
    throw asListingError(folder, error);
  }
}

async function describeEntry(folder: string, name: string): Promise<Entry | null> {
  const path = join(folder, name);
  try {
    const status = await stat(path);
    if (status.isDirectory()) return { name, path, kind: 'folder', bytes: null };
    return status.isFile() ? { name, path, kind: 'file', bytes: status.size } : null;
  } catch {
    // A link that leads nowhere, or gone since: nothing that could be added.
    return null;
  }
}

function asListingError(folder: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') return new AppError('FILE_NOT_FOUND', `There is no folder ${folder}. Check the spelling and whether its disk is mounted.`, { path: folder }, error);
  if (code === 'ENOTDIR') return new AppError('ARGUMENT_INVALID', `${folder} is a file, not a folder. Add it as a file or choose its folder.`, { path: folder }, error);
  if (code === 'EACCES' || code === 'EPERM') return new AppError('FILE_NO_PERMISSION', `This account may not look into ${folder}. Choose another folder or have read access granted.`, { path: folder }, error);
  return new AppError('FILE_READ_FAILED', `${folder} could not be listed (${code === '' ? String(error) : code}). Check the disk and try again.`, { path: folder }, error);
}
