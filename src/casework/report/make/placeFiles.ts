import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ReportRow } from '../../../contract/index.ts';
import type { CasePaths } from '../../caseFolder.ts';

export type ReportFile = ReportRow['files'][number];

/** Files of one report while it is made: in a folder of its own below reports/, so that nothing half made has the name of a report. */
export interface Workshop {
  readonly folder: string;
  readonly pdf: string;
  readonly html: string;
  readonly extract: string;
}

const KINDS = [['pdf', 'pdf'], ['html', 'html'], ['extract', 'json']] as const;

function workshopFolder(paths: CasePaths, id: number): string {
  return join(paths.reports, `.making-${id}`);
}

export async function openWorkshop(paths: CasePaths, id: number): Promise<Workshop> {
  const folder = workshopFolder(paths, id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return { folder, pdf: join(folder, 'pdf'), html: join(folder, 'html'), extract: join(folder, 'extract') };
}

export async function closeWorkshop(paths: CasePaths, id: number): Promise<void> {
  await rm(workshopFolder(paths, id), { recursive: true, force: true });
}

/**
 * Syncs the finished files and moves them to their names below reports/. Returns them with size and SHA-256 as they lie on the disk.
 * Error: ARTIFACT_WRITE_FAILED, also where a file of such a name is there already: a report is never written over.
 */
export async function placeFiles(paths: CasePaths, workshop: Workshop, name: string): Promise<readonly ReportFile[]> {
  const taken = KINDS.map(([, extension]) => `${name}.${extension}`).find((file) => existsSync(join(paths.reports, file)));
  if (taken !== undefined) throw new AppError('ARTIFACT_WRITE_FAILED', `There is already a file reports/${taken} in the case that no report of it knows. Move it away and make the report again.`, { file: taken });
  const files: ReportFile[] = [];
  for (const [kind, extension] of KINDS) files.push({ kind, path: `reports/${name}.${extension}`, ...(await synced(workshop[kind])) });
  try {
    for (const [kind, extension] of KINDS) await rename(workshop[kind], join(paths.reports, `${name}.${extension}`));
    await syncFolder(paths.reports);
  } catch (error) {
    await removeFiles(paths, name);
    throw error;
  }
  return files;
}

/** Takes away files that no finished report has: of one that was given up or whose process ended. */
export async function removeFiles(paths: CasePaths, name: string): Promise<void> {
  for (const [, extension] of KINDS) await rm(join(paths.reports, `${name}.${extension}`), { force: true });
}

async function synced(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const piece of file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 })) {
      hash.update(piece as Buffer);
      bytes += (piece as Buffer).length;
    }
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

/** So that the new names survive a power cut; Windows knows no such call for folders. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle?.close();
  }
}
