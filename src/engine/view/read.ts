import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { fileError, openEvidence } from '../intake/open.ts';
import { throwIfDropped } from './gate.ts';

const CHUNK = 4 * 1024 * 1024;

/**
 * Reads a file whole and makes sure that its content is the one that `sha256` names: another picture must never be shown under a finding.
 * Throws the errors of `openEvidence`, FILE_TOO_LARGE, FILE_CHANGED, CANCELLED, FILE_READ_FAILED.
 */
export async function readNamed(path: string, sha256: string, maximumBytes: number, signal?: AbortSignal): Promise<Uint8Array> {
  const file = await openEvidence(path);
  try {
    if (file.bytes > maximumBytes) throw new AppError('FILE_TOO_LARGE', `${file.bytes} bytes are above the limit of ${maximumBytes}. Raise the limit or view a part.`, { bytes: file.bytes });
    const hash = createHash('sha256');
    const content = Buffer.allocUnsafeSlow(file.bytes);
    for (let position = 0; position < file.bytes; ) {
      throwIfDropped(signal);
      const { bytesRead } = await file.handle.read(content, position, Math.min(CHUNK, file.bytes - position), position);
      if (bytesRead === 0) throw changed(path);
      hash.update(content.subarray(position, position + bytesRead));
      position += bytesRead;
    }
    if (hash.digest('hex') !== sha256) throw changed(path);
    return content;
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await file.handle.close();
  }
}

function changed(path: string): AppError {
  return new AppError('FILE_CHANGED', `${path} is no longer the file that was taken in. Put the original back, or add the new file to the case.`);
}
