import type { ErrorCode } from '../../contract/index.ts';

export type EntryKind = 'file' | 'symlink' | 'fifo' | 'socket' | 'device' | 'directory' | 'unknown';

/** One thing found in an evidence folder. Everything that is not a directory that could be listed becomes a row. */
export interface EvidenceEntry {
  readonly pathBytes: Buffer;
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Why it will not be analysed, or null for an ordinary file. */
  readonly reason: { readonly status: 'failed' | 'skipped'; readonly code: ErrorCode; readonly message: string } | null;
}

/** Kind of a directory entry from its file status. */
export function entryKind(status: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean; isFIFO(): boolean; isSocket(): boolean; isBlockDevice(): boolean; isCharacterDevice(): boolean }): EntryKind {
  if (status.isFile()) return 'file';
  if (status.isDirectory()) return 'directory';
  if (status.isSymbolicLink()) return 'symlink';
  if (status.isFIFO()) return 'fifo';
  if (status.isSocket()) return 'socket';
  return status.isBlockDevice() || status.isCharacterDevice() ? 'device' : 'unknown';
}
