import type { BigIntStats } from 'node:fs';
import { lstat, opendir, readlink } from 'node:fs/promises';
import type { ErrorCode } from '../../contract/index.ts';
import { type EvidenceEntry, entryKind } from './entry.ts';
import { displayPath, joinBytes } from './pathText.ts';

/** Open directory handles are limited; below this depth a directory is read whole before going down. */
const STREAMED_DEPTH = 100;

export interface WalkOptions {
  /** A folder that is left out, with a row saying so: the case itself, when it lies inside the evidence. */
  readonly exclude?: string;
  readonly signal?: AbortSignal;
}

interface Folder {
  readonly path: Buffer;
  readonly depth: number;
  readonly ancestors: ReadonlySet<string>;
}

/**
 * Streams everything below `root` (bytes of an absolute path), reading directories only; no file is opened. Memory does not grow
 * with the number of entries. Symbolic links are reported and never followed; a folder that is its own ancestor (a bind mount) is
 * reported and not entered; what cannot be read is reported with its reason. Never throws for a single entry.
 */
export async function* walkEvidence(root: Buffer, options: WalkOptions = {}): AsyncGenerator<EvidenceEntry> {
  const excluded = options.exclude === undefined ? '' : await identityOf(Buffer.from(options.exclude));
  yield* walkFolder({ path: root, depth: 0, ancestors: new Set([await identityOf(root)]) }, excluded, options.signal);
}

async function* walkFolder(folder: Folder, excluded: string, signal: AbortSignal | undefined): AsyncGenerator<EvidenceEntry> {
  try {
    for await (const name of namesIn(folder)) {
      if (signal?.aborted === true) return;
      yield* visit(joinBytes(folder.path, name), folder, excluded, signal);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield { pathBytes: folder.path, kind: 'directory', size: 0, mtimeNs: 0n, reason: { status: 'failed', ...unreadable(error, 'folder') } };
  }
}

async function* visit(path: Buffer, folder: Folder, excluded: string, signal: AbortSignal | undefined): AsyncGenerator<EvidenceEntry> {
  let status: BigIntStats;
  try {
    status = await lstat(path, { bigint: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    yield { pathBytes: path, kind: 'unknown', size: 0, mtimeNs: 0n, reason: { status: 'failed', ...unreadable(error, 'entry') } };
    return;
  }
  const entry = { pathBytes: path, kind: entryKind(status), size: Number(status.size), mtimeNs: status.mtimeNs };
  if (entry.kind === 'file') {
    yield { ...entry, reason: null };
    return;
  }
  if (entry.kind !== 'directory') {
    yield { ...entry, reason: { status: 'skipped', code: 'FILE_NOT_REGULAR', message: await describeSpecial(path, entry.kind) } };
    return;
  }
  const identity = `${status.dev}:${status.ino}`;
  if (identity === excluded) {
    yield { ...entry, reason: { status: 'skipped', code: 'FILE_NOT_REGULAR', message: 'This is the folder of the case itself; it was not scanned.' } };
    return;
  }
  if (folder.ancestors.has(identity)) {
    yield { ...entry, reason: { status: 'skipped', code: 'FILE_NOT_REGULAR', message: 'This folder contains itself (a mount loop); it was not entered again.' } };
    return;
  }
  yield* walkFolder({ path, depth: folder.depth + 1, ancestors: new Set(folder.ancestors).add(identity) }, excluded, signal);
}

async function* namesIn(folder: Folder): AsyncGenerator<Buffer> {
  // The types of opendir know only text names; with the encoding 'buffer' Node gives the bytes of each name.
  const directory = await opendir(folder.path, { encoding: 'buffer' as BufferEncoding });
  if (folder.depth < STREAMED_DEPTH) {
    for await (const entry of directory) yield nameBytes(entry.name);
    return;
  }
  const names: Buffer[] = [];
  for await (const entry of directory) names.push(nameBytes(entry.name));
  yield* names;
}

function nameBytes(name: string | Uint8Array): Buffer {
  return Buffer.from(name as Uint8Array);
}

async function describeSpecial(path: Buffer, kind: EvidenceEntry['kind']): Promise<string> {
  if (kind !== 'symlink') return `A ${kind} holds no picture of its own; it was not opened.`;
  try {
    const target = await readlink(path, { encoding: 'buffer' });
    return `A symbolic link to ${displayPath(target)}; links are not followed. Scan the target to include it.`;
  } catch {
    return 'A symbolic link that cannot be read; links are not followed.';
  }
}

async function identityOf(path: Buffer): Promise<string> {
  try {
    const status = await lstat(path, { bigint: true });
    return `${status.dev}:${status.ino}`;
  } catch {
    return '';
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string';
}

function unreadable(error: NodeJS.ErrnoException, what: string): { readonly code: ErrorCode; readonly message: string } {
  if (error.code === 'EACCES' || error.code === 'EPERM') return { code: 'FILE_NO_PERMISSION', message: `The ${what} may not be read by this account. Grant read permission and scan again.` };
  if (error.code === 'ENOENT') return { code: 'FILE_NOT_FOUND', message: `The ${what} was there and then was not.` };
  return { code: 'FILE_READ_FAILED', message: `The ${what} cannot be read (${error.code ?? error.message}).` };
}
