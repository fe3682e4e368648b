import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artifact, ArtifactKind } from '../../contract/analysis.ts';
import type { Size } from '../../contract/geometry.ts';
import { AppError } from '../../contract/errors.ts';

/** What an artifact is; with the written bytes it makes the whole `Artifact` record. */
export interface ArtifactLabel extends Size {
  readonly kind: ArtifactKind;
  readonly mimeType: 'image/png' | 'image/jpeg';
}

/** One artifact being written: bytes go to a temporary file, `commit` gives it the name of its SHA-256, `discard` removes it. */
export interface ArtifactWriter {
  write(chunk: Uint8Array): Promise<void>;
  commit(): Promise<Artifact>;
  discard(): Promise<void>;
}

const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg' } as const;

/**
 * Opens a writer below `caseFolder`/artifacts. A crash leaves at most a temporary file, never a half artifact: the file is synced, then renamed, then
 * its folder is synced. Content that is there already is kept and named again. Throws ARTIFACT_WRITE_FAILED.
 */
export async function openArtifact(caseFolder: string, label: ArtifactLabel): Promise<ArtifactWriter> {
  const root = join(caseFolder, 'artifacts');
  const temporary = join(root, `.tmp-${process.pid}-${randomUUID()}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await guarded(root, async () => {
    await mkdir(root, { recursive: true });
    return open(temporary, 'wx');
  });
  return {
    async write(chunk) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      await guarded(temporary, async () => writeAll(handle, chunk));
    },
    async commit() {
      const sha256 = hash.digest('hex');
      const name = `${sha256}.${EXTENSIONS[label.mimeType]}`;
      const folder = join(root, sha256.slice(0, 2));
      await guarded(folder, async () => {
        await handle.sync();
        await handle.close();
        await place(temporary, folder, name, bytes);
      });
      const { kind, mimeType, width, height } = label;
      return { kind, path: `artifacts/${sha256.slice(0, 2)}/${name}`, sha256, bytes, mimeType, width, height };
    },
    async discard() {
      await handle.close().catch(() => undefined);
      await unlink(temporary).catch(() => undefined);
    },
  };
}

/** Removes what processes that are gone left half-written below `caseFolder`/artifacts. A process id in use again keeps its file until the next time. */
export async function removeStale(caseFolder: string): Promise<void> {
  const root = join(caseFolder, 'artifacts');
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    const owner = /^\.tmp-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await unlink(join(root, name)).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Writes an artifact that is in memory as a whole. */
export async function writeArtifact(caseFolder: string, label: ArtifactLabel, content: Uint8Array): Promise<Artifact> {
  const writer = await openArtifact(caseFolder, label);
  try {
    await writer.write(content);
    return await writer.commit();
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

async function place(temporary: string, folder: string, name: string, bytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const known = await stat(path).catch(() => undefined);
  if (known?.size === bytes) {
    await unlink(temporary);
    return;
  }
  await rename(temporary, path);
  await syncFolder(folder);
}

async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.byteLength) {
    const { bytesWritten } = await handle.write(chunk, written, chunk.byteLength - written, null);
    written += bytesWritten;
  }
}

/** A folder can be synced on POSIX systems only; elsewhere the rename is as durable as the system makes it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guarded<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const advice = code === 'ENOSPC' ? 'The disk is full: free some space and run this again.' : 'Check that the case folder may be written to.';
    throw new AppError('ARTIFACT_WRITE_FAILED', `A result could not be written below the case folder (${code}). ${advice}`, { path, system: code }, error);
  }
}
