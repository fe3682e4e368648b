import { lstat, opendir } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import type { EvidenceEntry } from '../evidence/entry.ts';
import { entryKind } from '../evidence/entry.ts';
import { displayPath, joinBytes } from '../evidence/pathText.ts';
import { walkEvidence } from '../evidence/walk.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';
import type { CheckTask } from './checkRows.ts';

/** Paths named; more are only counted. */
const NAMED = 100;

export const namedSchema = z.object({ count: z.number().int(), paths: z.array(z.string()) });
export type Named = z.infer<typeof namedSchema>;

/** What lies in the folders now against what was listed at intake. */
export const listingSchema = z.object({
  /** Folders looked through: with all below them, or for chosen items each alone. */
  folders: z.number().int(),
  /** Entries that were not there at intake. */
  appeared: namedSchema,
  /** Entries without a digest (never read: links, files that failed at intake) that are gone. Those with a digest are told by their own check. */
  vanished: namedSchema,
  /** Folders that cannot be listed. */
  unlistable: namedSchema,
});
export type Listing = z.infer<typeof listingSchema>;

function named(): { count: number; paths: string[] } {
  return { count: 0, paths: [] };
}

function add(to: { count: number; paths: string[] }, path: string): void {
  to.count += 1;
  if (to.paths.length < NAMED) to.paths.push(path);
}

/**
 * Compares the listing of folders with intake: for a check of everything each root with all below it, for chosen items the folder of each. Files that were
 * taken in one by one have no listing of their folder to compare with. Stops early when `signal` aborts.
 */
export async function compareListing(database: ReadableDatabase, caseFolder: string, task: CheckTask, signal?: AbortSignal): Promise<Listing> {
  const [appeared, vanished, unlistable] = [named(), named(), named()];
  const known = prepared<[Buffer], number>(database, 'SELECT 1 FROM evidence WHERE path_bytes = ?').pluck();
  const folders = task.ids === null ? roots(database) : foldersOf(database, task.ids);
  let seen = 0;
  for (const folder of folders) {
    const entries = task.ids === null ? walkEvidence(folder, { exclude: caseFolder, ...(signal === undefined ? {} : { signal }) }) : entriesOf(folder);
    for await (const entry of entries) {
      if (signal?.aborted === true) break;
      seen += 1;
      if (seen % 200 === 0) await breathe();
      if (known.get(entry.pathBytes) !== undefined) continue;
      if (entry.kind !== 'directory') add(appeared, displayPath(entry.pathBytes));
      else if (entry.reason?.status === 'failed') add(unlistable, displayPath(entry.pathBytes));
    }
  }
  for (const row of withoutDigest(database, task.ids)) {
    if (signal?.aborted === true) break;
    const gone = await lstat(row.pathBytes).then(() => false, (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (gone) add(vanished, row.path);
  }
  return { folders: folders.length, appeared, vanished, unlistable };
}

function roots(database: ReadableDatabase): readonly Buffer[] {
  const all = database.prepare<[], Buffer>('SELECT path_bytes FROM evidence_root ORDER BY path_bytes').pluck().all();
  // A root inside another one is looked through with it.
  return all.filter((root) => !all.some((other) => other !== root && root.length > other.length && root.subarray(0, other.length).equals(other) && root[other.length] === 0x2f));
}

/** Folders of these items as far as they were listed at intake. */
function foldersOf(database: ReadableDatabase, ids: readonly number[]): readonly Buffer[] {
  const paths = database
    .prepare<[string], Buffer>('SELECT min(path_bytes) FROM evidence JOIN evidence_item ON evidence_id = evidence.id WHERE root_id IS NOT NULL AND evidence.id IN (SELECT value FROM json_each(?)) GROUP BY folder_id')
    .pluck()
    .all(JSON.stringify(ids));
  return paths.map((path) => path.subarray(0, Math.max(1, path.lastIndexOf('/'))));
}

async function* entriesOf(folder: Buffer): AsyncGenerator<EvidenceEntry> {
  try {
    // The types of opendir know only text names; with the encoding 'buffer' Node gives the bytes of each name.
    for await (const entry of await opendir(folder, { encoding: 'buffer' as BufferEncoding })) {
      const pathBytes = joinBytes(folder, Buffer.from(entry.name as unknown as Uint8Array));
      const status = await lstat(pathBytes, { bigint: true });
      yield { pathBytes, kind: entryKind(status), size: Number(status.size), mtimeNs: status.mtimeNs, reason: null };
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    yield { pathBytes: folder, kind: 'directory', size: 0, mtimeNs: 0n, reason: { status: 'failed', code: 'FILE_READ_FAILED', message } };
  }
}

function withoutDigest(database: ReadableDatabase, ids: readonly number[] | null): readonly { readonly pathBytes: Buffer; readonly path: string }[] {
  const chosen = ids === null ? '' : 'AND id IN (SELECT value FROM json_each(?))';
  return database.prepare<unknown[], { pathBytes: Buffer; path: string }>(`SELECT path_bytes AS pathBytes, path FROM evidence WHERE sha256 IS NULL ${chosen} ORDER BY id`).all(...(ids === null ? [] : [JSON.stringify(ids)]));
}
