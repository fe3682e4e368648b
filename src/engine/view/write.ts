import { randomUUID } from 'node:crypto';
import { mkdir, rename, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../contract/errors.ts';

/**
 * Writes a file of the cache whole: a temporary file beside it, then a rename. Not synced to disk, for what a power cut takes can be made again.
 * Throws ARTIFACT_WRITE_FAILED.
 */
export async function writeWhole(target: string, content: Uint8Array): Promise<void> {
  const folder = dirname(target);
  const temporary = join(folder, `.tmp-${process.pid}-${randomUUID()}-${basename(target)}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    const system = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const advice = system === 'ENOSPC' ? 'The disk is full: free some space and try again.' : "Check that the case's cache folder may be written to.";
    throw new AppError('ARTIFACT_WRITE_FAILED', `A picture for the screen could not be written (${system}). ${advice}`, { path: target, system }, error);
  }
}
