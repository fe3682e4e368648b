import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import { AppError } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { walkEvidence } from '../evidence/walk.ts';
import { intakeStage } from '../scan/intakeStage.ts';
import { isCancelled, type ScanJob } from '../scan/job.ts';
import { listStage, startListing } from '../scan/listStage.ts';
import { addRoot } from '../scan/runRecord.ts';
import { requireFile, requireFolder } from '../scan/scan.ts';
import { prepared, type WritableDatabase } from '../store/database.ts';
import { setJobListed, type JobRow } from './jobRows.ts';

/** Errors: ARGUMENT_INVALID for a path that is not absolute or lies in the case's own folder; FILE_NOT_FOUND for the first that is not there. */
export async function requirePaths(paths: readonly string[], caseFolder: string): Promise<void> {
  const own = await realpath(caseFolder);
  for (const path of paths) {
    if (!isAbsolute(path)) throw new AppError('ARGUMENT_INVALID', `"${path}" is not a full path. Begin it at the root of the file system.`, { path });
    const real = await realpath(path).catch((error: unknown) => {
      throw new AppError('FILE_NOT_FOUND', `There is nothing at ${path}. Check the path, or whether its disk is mounted.`, { path }, error);
    });
    if (real === own || real.startsWith(own + sep)) throw new AppError('ARGUMENT_INVALID', `${path} belongs to the case itself. Choose evidence outside the case's folder.`, { path });
  }
}

/** The folder a run of this job is about: the only path, if it is a folder, else null. */
export async function onlyFolder(paths: readonly string[]): Promise<string | null> {
  const [path] = paths;
  if (path === undefined || paths.length > 1) return null;
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() === true ? requireFolder(path) : null;
}

/**
 * Lists files and folders and reads what is new: rows with digests and facts, pending or with the reason why they cannot be analysed. What the case knows
 * already stays as it is. A folder that is gone ends the job (FILE_NOT_FOUND); it can be resumed when the disk is back.
 */
export async function addFiles(job: ScanJob, row: JobRow): Promise<void> {
  const { session, run, control } = job;
  if (row.listed) takeOver(session.database, row.id, run.id);
  else {
    const progress = startListing();
    const context = { actor: session.actor, run, appVersion: APP_VERSION, retryFailed: false, keepKnownOfJob: row.id };
    for (const path of row.paths) {
      if (isCancelled(job)) return;
      const isFolder = (await stat(path).catch(() => null))?.isDirectory() === true;
      if (!isFolder) {
        await listStage(job, [await requireFile(path)], { ...context, rootId: null }, progress);
        continue;
      }
      const root = await requireFolder(path);
      const entries = walkEvidence(Buffer.from(root), { exclude: session.paths.folder, ...(control.signal === undefined ? {} : { signal: control.signal }) });
      await listStage(job, entries, { ...context, rootId: addRoot(session, root) }, progress);
    }
    if (isCancelled(job)) return;
    setJobListed(session.database, row.id);
  }
  await intakeStage(job, { done: row.filesRead, failed: row.stages.find((stage) => stage.stage === 'intake')?.failed ?? 0 });
}

/** What earlier runs of the job had listed and not read is this run's work now. */
function takeOver(database: WritableDatabase, jobId: number, runId: number): void {
  prepared(database, `UPDATE evidence SET seen_run = ? WHERE status = 'pending' AND sha256 IS NULL AND seen_run IN (SELECT id FROM run WHERE job_id = ?)`).run(runId, jobId);
}
