import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { CheckOutcome } from '../../contract/index.ts';
import { entryKind } from '../evidence/entry.ts';
import { readDigest } from '../evidence/readDigest.ts';

/** An item as the newest intake has it. */
export interface TakenIn {
  readonly id: number;
  readonly pathBytes: Buffer;
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: string;
  readonly sha256: string;
}

/** What reading one item again showed. */
export interface CheckedFile {
  readonly outcome: CheckOutcome;
  readonly sha256: string | null;
  readonly bytes: number | null;
  readonly modified: string | null;
  readonly modifiedUnchanged: boolean | null;
  readonly message: string;
}

/** Reads a file of evidence again and compares bytes and modification time with intake. Throws only when `signal` aborts. */
export async function checkFile(item: TakenIn, signal?: AbortSignal): Promise<CheckedFile> {
  try {
    const status = await lstat(item.pathBytes, { bigint: true });
    return status.isFile() ? await readAgain(item, signal) : replaced(status);
  } catch (error) {
    signal?.throwIfAborted();
    return failed(error as NodeJS.ErrnoException);
  }
}

async function readAgain(item: TakenIn, signal: AbortSignal | undefined): Promise<CheckedFile> {
  const { sha256, bytes, mtimeNs } = await readDigest(item.pathBytes, { followLinks: false, signal });
  const modified = mtimeNs.toString();
  const modifiedUnchanged = modified === item.mtimeNs;
  const timeWords = modifiedUnchanged ? '' : `; its modification time was ${timeInWords(item.mtimeNs)} and is ${timeInWords(modified)}`;
  const read = { sha256, bytes, modified, modifiedUnchanged };
  if (sha256 === item.sha256) return { outcome: 'unchanged', ...read, message: modifiedUnchanged ? 'as at intake' : `the bytes are as at intake${timeWords}` };
  const sizeWords = bytes === item.size ? `of the same ${bytes} bytes` : `${bytes} bytes in place of ${item.size}`;
  return { outcome: 'changed', ...read, message: `other content than at intake, ${sizeWords}: its SHA-256 is ${sha256}, at intake it was ${item.sha256}${timeWords}` };
}

function replaced(status: BigIntStats): CheckedFile {
  const kind = entryKind(status);
  const article = kind === 'unknown' ? 'something that is no file' : `a ${kind}`;
  return { outcome: 'changed', sha256: null, bytes: null, modified: status.mtimeNs.toString(), modifiedUnchanged: false, message: `${article} stands in the place of the file` };
}

function failed(error: NodeJS.ErrnoException): CheckedFile {
  const nothing = { sha256: null, bytes: null, modified: null, modifiedUnchanged: null };
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { outcome: 'missing', ...nothing, message: 'not where it was at intake. Check that its disk is mounted and check again' };
  if (error.code === 'ELOOP') return { outcome: 'changed', ...nothing, message: 'a link stands in the place of the file' };
  if (error.code === 'EACCES' || error.code === 'EPERM') return { outcome: 'unreadable', ...nothing, message: 'may not be read by this account. Grant read permission and check again' };
  return { outcome: 'unreadable', ...nothing, message: `cannot be read (${error.code ?? error.message}). Check the disk and check again` };
}

/** UTC with the fraction as the file system gives it: a copy often keeps the second and loses the rest. */
export function timeInWords(nanoseconds: string): string {
  const value = BigInt(nanoseconds);
  const seconds = value >= 0n ? value / 1_000_000_000n : (value - 999_999_999n) / 1_000_000_000n;
  const whole = new Date(Number(seconds) * 1000);
  if (Number.isNaN(whole.getTime())) return `${nanoseconds} ns since 1970`;
  return `${whole.toISOString().slice(0, 19)}.${(value - seconds * 1_000_000_000n).toString().padStart(9, '0')}Z`;
}
