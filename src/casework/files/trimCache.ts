import { opendir, lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What views of a case may take up in bytes. */
export const CACHE_LIMIT = 4 * 1024 ** 3;
/** Share of the limit that is left after trimming, so that not every opening trims. */
const KEEP = 0.9;

interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  readonly at: number;
}

/** Removes the oldest views until at most nine tenths of `limit` are left, if there are more than `limit`. Follows no links. Returns bytes removed. */
export async function trimCache(folder: string, limit: number = CACHE_LIMIT, signal?: AbortSignal): Promise<number> {
  const files: CachedFile[] = [];
  for await (const file of walk(folder)) {
    if (signal?.aborted === true) return 0;
    files.push(file);
  }
  let left = files.reduce((sum, file) => sum + file.bytes, 0);
  if (left <= limit) return 0;
  let removed = 0;
  for (const file of files.toSorted((a, b) => a.at - b.at)) {
    if (left <= limit * KEEP || signal?.aborted === true) break;
    await rm(file.path, { force: true });
    left -= file.bytes;
    removed += file.bytes;
  }
  return removed;
}

async function* walk(folder: string): AsyncGenerator<CachedFile> {
  // A cache that is itself a link is not ours to clear.
  const status = await lstat(folder).catch(() => null);
  if (status === null || !status.isDirectory()) return;
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) {
      const file = await lstat(path).catch(() => null);
      if (file !== null) yield { path, bytes: file.size, at: file.mtimeMs };
    }
  }
}
