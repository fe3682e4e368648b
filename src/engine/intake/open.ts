import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { AppError } from '../../contract/errors.ts';

export interface OpenEvidence {
  readonly handle: FileHandle;
  readonly bytes: number;
  /** Modification time in nanoseconds, to notice a change while reading. */
  readonly modified: bigint;
}

/** O_NONBLOCK: opening a named pipe must not wait for a writer. */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK;
/** Absent on macOS and Windows; refused with EPERM for files of another owner. */
const NO_ACCESS_TIME = (constants as { O_NOATIME?: number }).O_NOATIME ?? 0;

/**
 * Opens evidence for reading only, leaving its access time alone where the system permits that.
 * Throws FILE_NOT_FOUND, FILE_NO_PERMISSION, FILE_IS_DIRECTORY, FILE_NOT_REGULAR, FILE_EMPTY or FILE_READ_FAILED. The caller closes the handle.
 */
export async function openEvidence(path: string): Promise<OpenEvidence> {
  const handle = await openHandle(path);
  try {
    const facts = await handle.stat({ bigint: true });
    if (facts.isDirectory()) throw directory(path);
    if (!facts.isFile()) throw new AppError('FILE_NOT_REGULAR', `${path} is a device, pipe or socket. Copy its content into a file first.`);
    if (facts.size === 0n) throw new AppError('FILE_EMPTY', `${path} holds no bytes. Fetch it again from its source.`);
    return { handle, bytes: Number(facts.size), modified: facts.mtimeNs };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, READ_ONLY | NO_ACCESS_TIME);
  } catch (error) {
    if (NO_ACCESS_TIME === 0 || codeOf(error) !== 'EPERM') throw fileError(error, path);
  }
  try {
    return await open(path, READ_ONLY);
  } catch (error) {
    throw fileError(error, path);
  }
}

function directory(path: string): AppError {
  return new AppError('FILE_IS_DIRECTORY', `${path} is a folder. Name a picture in it, or scan the folder.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Translates a failure of the file system into the error a person can act on. */
export function fileError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') {
    return new AppError('FILE_NOT_FOUND', `${path} does not exist. Check the path, or whether its disk is mounted.`, { system: code }, error);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('FILE_NO_PERMISSION', `${path} may not be read by this user. Change its permissions or copy it.`, { system: code }, error);
  }
  if (code === 'EISDIR') return directory(path);
  if (code === 'ENXIO' || code === 'EWOULDBLOCK') {
    return new AppError('FILE_NOT_REGULAR', `${path} is a device, pipe or socket. Copy its content into a file first.`, { system: code }, error);
  }
  return new AppError('FILE_READ_FAILED', `${path} could not be read (${code || 'unknown reason'}). Check the disk and try again.`, { system: code }, error);
}
