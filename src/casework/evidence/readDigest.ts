import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Linux only: reading leaves the access time alone. Refused with EPERM for files of another owner. */
const NO_ACCESS_TIME = (constants as { O_NOATIME?: number }).O_NOATIME ?? 0;
/** O_NONBLOCK: a named pipe that took the file's place must not make the check wait. */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK;
/** O_NOFOLLOW (not on Windows): a link that took the place of a file of evidence is not read through. */
const NO_LINK = (constants as { O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;
/** Hashing one piece takes about a millisecond, so that other work of the process gets its turn. */
const PIECE = 256 * 1024;

export interface ReadDigest {
  readonly sha256: string;
  /** Bytes read. */
  readonly bytes: number;
  /** Nanoseconds since 1970 of the file that was read. */
  readonly mtimeNs: bigint;
}

/** Reads a file once and gives its SHA-256; nothing is written and, where the system allows it, no access time set. Throws system errors, and the reason of `signal` when it aborts. */
export async function readDigest(path: string | Buffer, options: { readonly followLinks: boolean; readonly signal?: AbortSignal | undefined }): Promise<ReadDigest> {
  const file = await openForReading(path, READ_ONLY | (options.followLinks ? 0 : NO_LINK));
  try {
    const { mtimeNs, size } = await file.stat({ bigint: true });
    const hash = createHash('sha256');
    // One byte more than it should hold shows at once that there is no more.
    const piece = Buffer.allocUnsafe(Math.min(PIECE, Number(size) + 1));
    let bytes = 0;
    for (let read = await file.read(piece); read.bytesRead > 0; read = await file.read(piece)) {
      hash.update(piece.subarray(0, read.bytesRead));
      bytes += read.bytesRead;
      options.signal?.throwIfAborted();
    }
    return { sha256: hash.digest('hex'), bytes, mtimeNs };
  } finally {
    await file.close();
  }
}

async function openForReading(path: string | Buffer, flags: number): Promise<FileHandle> {
  try {
    return await open(path, flags | NO_ACCESS_TIME);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    return open(path, flags);
  }
}
