import { createHash } from 'node:crypto';
import type { FileDigest } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import { throwIfCancelled } from '../cancel.ts';
import { fileError, openEvidence, type OpenEvidence } from './open.ts';

export interface ReadOnce {
  readonly digest: FileDigest;
  /** The whole file, or null when it is larger than `maximumBytes`; such a file is hashed and not kept. */
  readonly content: Uint8Array | null;
  /** The first bytes, at most 4096, for telling the type. */
  readonly head: Uint8Array;
}

const CHUNK = 4 * 1024 * 1024;
const HEAD = 4096;

/**
 * Reads a file exactly once: three digests and, within the limit, its bytes, all of the same pass, so that the digest is of what is analysed.
 * Throws the errors of `openEvidence`, FILE_CHANGED when the file grew, shrank or was rewritten meanwhile, CANCELLED, FILE_READ_FAILED.
 */
export async function readOnce(path: string, maximumBytes: number, signal?: AbortSignal): Promise<ReadOnce> {
  const file = await openEvidence(path);
  try {
    const result = await hashAndKeep(file, path, maximumBytes, signal);
    const after = await file.handle.stat({ bigint: true });
    if (Number(after.size) !== file.bytes || after.mtimeNs !== file.modified) throw changed(path);
    return result;
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await file.handle.close();
  }
}

async function hashAndKeep(file: OpenEvidence, path: string, maximumBytes: number, signal: AbortSignal | undefined): Promise<ReadOnce> {
  const hashes = { sha256: createHash('sha256'), sha1: createHash('sha1'), md5: createHash('md5') };
  const keep = file.bytes <= maximumBytes;
  // allocUnsafeSlow: a buffer of its own, never a slice of the shared pool, so that it is freed as a whole.
  const content = Buffer.allocUnsafeSlow(keep ? file.bytes : CHUNK);
  const head = Buffer.alloc(Math.min(HEAD, file.bytes));
  let position = 0;
  while (position < file.bytes) {
    throwIfCancelled(signal);
    const offset = keep ? position : 0;
    const { bytesRead } = await file.handle.read(content, offset, Math.min(CHUNK, file.bytes - position), position);
    if (bytesRead === 0) throw changed(path);
    const chunk = content.subarray(offset, offset + bytesRead);
    if (position < head.length) head.set(chunk.subarray(0, head.length - position), position);
    for (const hash of Object.values(hashes)) hash.update(chunk);
    position += bytesRead;
  }
  const digest = { bytes: file.bytes, sha256: hashes.sha256.digest('hex'), sha1: hashes.sha1.digest('hex'), md5: hashes.md5.digest('hex') };
  return { digest, content: keep ? content : null, head };
}

function changed(path: string): AppError {
  return new AppError('FILE_CHANGED', `${path} changed while it was read. Make a copy that nothing writes to and analyse that.`);
}
