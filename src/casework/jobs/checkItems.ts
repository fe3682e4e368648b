import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { ErrorRecord } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { entryKind } from '../evidence/entry.ts';
import { commitFailure } from '../scan/fileTask.ts';
import { emit, isCancelled, reportProgress, type ScanJob } from '../scan/job.ts';
import { startListing } from '../scan/listStage.ts';
import { isUnchanged, recordChange, rememberedFailure } from '../scan/register.ts';
import { inTransaction } from '../store/database.ts';
import { type EvidenceRow, recordAnalysed, recordFailure } from '../store/evidence.ts';
import { findingIdFor } from '../store/findings.ts';
import { countItems, waitingItems } from './jobItems.ts';
import type { JobRow } from './jobRows.ts';

const PAGE = 100;

interface Looked {
  readonly row: EvidenceRow;
  readonly status: BigIntStats | NodeJS.ErrnoException;
}

/**
 * Looks at every chosen file on its disk before anything is read: what is gone or is no file gets its reason, what changed is read anew, and what is known
 * under the same parameters is settled at once. The status of the others stays until their analysis has ended.
 */
export async function checkItems(job: ScanJob, row: JobRow): Promise<void> {
  const { database } = job.session;
  const { total, done } = countItems(database, row.id);
  const progress = startListing();
  progress.total = total - done;
  let afterId = 0;
  for (let page = waitingItems(database, row.id, afterId, PAGE); page.length > 0 && !isCancelled(job); page = waitingItems(database, row.id, afterId, PAGE)) {
    afterId = page.at(-1)?.id ?? afterId;
    const looked = await Promise.all(page.map(look));
    inTransaction(database, () => {
      for (const one of looked) if (checkItem(job, row, one) === 'failed') progress.failed += 1;
    });
    progress.done += page.length;
    progress.meter.add(page.length);
    progress.weightLeft = progress.total - progress.done;
    reportProgress(job, progress);
  }
  reportProgress(job, progress, true);
}

async function look(row: EvidenceRow): Promise<Looked> {
  return { row, status: await lstat(row.pathBytes, { bigint: true }).catch((error: unknown) => error as NodeJS.ErrnoException) };
}

function checkItem(job: ScanJob, { kind }: JobRow, { row, status }: Looked): 'failed' | 'settled' | 'waiting' {
  const { database, actor } = job.session;
  if (status instanceof Error) return fail(job, row, unreadable(row.path, status));
  const entry = { pathBytes: row.pathBytes, kind: entryKind(status), size: Number(status.size), mtimeNs: status.mtimeNs, reason: null };
  if (entry.kind === 'directory') return fail(job, row, { code: 'FILE_IS_DIRECTORY', message: `${row.path} is a folder. Add it again to take in what is in it.` });
  if (entry.kind !== 'file') return fail(job, row, { code: 'FILE_NOT_REGULAR', message: row.errorMessage ?? `${row.path} is a ${entry.kind} and holds no picture of its own. Add the file it stands for.` });
  if (!isUnchanged(row, entry)) {
    recordChange(database, actor, row, entry);
    return 'waiting';
  }
  if (row.sha256 !== null && findingIdFor(database, row.id, row.sha256, job.run.parametersSha256) !== undefined) {
    recordAnalysed(database, row.id);
    job.onSettled?.(row.id, 'known');
    return 'settled';
  }
  // A retry is asked for by name; a plain scan takes the lasting answer of an earlier one over.
  const remembered = kind === 'retry' ? undefined : rememberedFailure(database, { run: job.run, appVersion: APP_VERSION }, row.id, entry);
  if (remembered === undefined) return 'waiting';
  recordFailure(database, row.id, job.run.id, remembered);
  job.onSettled?.(row.id, remembered.status);
  emit(job, { type: 'item', path: row.path, status: remembered.status, score: null, regions: null, error: { code: remembered.code, message: remembered.message } });
  return remembered.status === 'failed' ? 'failed' : 'settled';
}

function fail(job: ScanJob, row: EvidenceRow, error: ErrorRecord): 'failed' | 'settled' {
  commitFailure(job, row, error, {});
  return error.code === 'FILE_NOT_REGULAR' ? 'settled' : 'failed';
}

function unreadable(path: string, error: NodeJS.ErrnoException): ErrorRecord {
  if (error.code === 'EACCES' || error.code === 'EPERM') return { code: 'FILE_NO_PERMISSION', message: `${path} may not be read by this account. Grant read permission and retry it.` };
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { code: 'FILE_NOT_FOUND', message: `${path} is not there any more. Check that its disk is mounted and retry it.` };
  return { code: 'FILE_READ_FAILED', message: `${path} cannot be read (${error.code ?? error.message}). Check the disk and retry it.` };
}
