import { lstat, realpath, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError, toErrorRecord } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { type CaseSession, recordAuditHead } from '../caseFolder.ts';
import type { EnginePort } from '../enginePort.ts';
import { type EvidenceEntry, entryKind } from '../evidence/entry.ts';
import { walkEvidence } from '../evidence/walk.ts';
import { writeContactSheet } from '../sheet/contactSheet.ts';
import { countRun } from '../store/evidence.ts';
import { analyzeStage } from './analyzeStage.ts';
import { intakeStage } from './intakeStage.ts';
import { emit, isCancelled, reportProgress, type ScanControl, type ScanJob, type ScanRequest } from './job.ts';
import { listStage } from './listStage.ts';
import { createRateMeter } from './rate.ts';
import { endRun, startRun } from './runRecord.ts';
import { runWork } from './workList.ts';

export interface ScanSummary {
  readonly runId: number;
  /** Files with a finding, known ones included. */
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  /** Files not come to, when the scan was cancelled. */
  readonly waiting: number;
  readonly cancelled: boolean;
  /** Paths of the contact sheet's pages; empty when the scan was cancelled. */
  readonly sheets: readonly string[];
}

/**
 * Scans a folder into a case: lists, reads, analyses, writes the contact sheet. Every entry gets a row; no single file stops the scan.
 * What is known from earlier runs with the same model and options is not analysed again, so an interrupted scan goes on where it was.
 * Errors (the run is then marked failed): FILE_NOT_FOUND, ARGUMENT_INVALID, MODEL_*, PROVIDER_UNAVAILABLE, ARTIFACT_WRITE_FAILED, ENGINE_CRASHED.
 */
export async function scanFolder(session: CaseSession, engine: EnginePort, folder: string, request: ScanRequest, control: ScanControl = {}): Promise<ScanSummary> {
  const root = await requireFolder(folder);
  const walk = walkEvidence(Buffer.from(root), { exclude: session.paths.folder, ...(control.signal === undefined ? {} : { signal: control.signal }) });
  return runScan(session, engine, { root, entries: walk }, request, control);
}

/** Analyses one file into a case; a link is followed, since it was named. Errors as for `scanFolder`; a folder is FILE_IS_DIRECTORY. */
export async function analyzeFile(session: CaseSession, engine: EnginePort, file: string, request: ScanRequest, control: ScanControl = {}): Promise<ScanSummary> {
  return runScan(session, engine, { root: null, entries: [await requireFile(file)] }, request, control);
}

interface Source {
  readonly root: string | null;
  readonly entries: AsyncIterable<EvidenceEntry> | Iterable<EvidenceEntry>;
}

async function runScan(session: CaseSession, engine: EnginePort, source: Source, request: ScanRequest, control: ScanControl): Promise<ScanSummary> {
  const started = performance.now();
  const { run, rootId } = startRun(session, source.root, request);
  const job: ScanJob = { session, engine, request, control, run, work: runWork(session.database, run.id) };
  emit(job, { type: 'started', case: session.slug, root: source.root ?? '', resumed: run.resumes !== null });
  try {
    await listStage(job, source.entries, { actor: session.actor, rootId, run, appVersion: APP_VERSION, retryFailed: request.retryFailed });
    if (!isCancelled(job)) await intakeStage(job);
    if (!isCancelled(job)) await analyzeStage(job);
    const cancelled = isCancelled(job);
    const sheets = cancelled ? [] : await sheetStage(job);
    endRun(session, run, cancelled ? 'interrupted' : 'finished', null);
    const { analysed: done, failed, skipped, pending: waiting } = countRun(session.database, run.id);
    emit(job, { type: 'finished', done, failed, skipped, seconds: (performance.now() - started) / 1000, contactSheet: sheets[0] ?? null, cancelled });
    return { runId: run.id, done, failed, skipped, waiting, cancelled, sheets };
  } catch (error) {
    endRun(session, run, 'failed', toErrorRecord(error));
    throw error;
  } finally {
    await rm(join(session.paths.folder, 'scratch'), { recursive: true, force: true });
    await recordAuditHead(session.database, session.paths);
  }
}

async function sheetStage(job: ScanJob): Promise<readonly string[]> {
  const { total } = countRun(job.session.database, job.run.id);
  const progress = { stage: 'sheet' as const, total, meter: createRateMeter(), done: 0, failed: 0, weightLeft: total, reportedAt: 0 };
  const sheets = await writeContactSheet(job.session, {
    scoreCalibrated: job.request.model.manifest.scoreCalibrated,
    calibrations: job.request.model.calibration === undefined ? [] : [job.request.model.calibration],
    onItem: () => {
      progress.done = Math.min(total, progress.done + 1);
      progress.weightLeft = Math.max(0, progress.weightLeft - 1);
      progress.meter.add(1);
      reportProgress(job, progress);
    },
  });
  reportProgress(job, { ...progress, done: total, weightLeft: 0 }, true);
  return sheets;
}

/** Absolute path of a folder to scan, links resolved. Errors: FILE_NOT_FOUND; ARGUMENT_INVALID when it is a file. */
export async function requireFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  const status = await stat(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `There is no folder ${path}. Check the path, or whether its disk is mounted.`, { path }, error);
  });
  if (!status.isDirectory()) throw new AppError('ARGUMENT_INVALID', `${path} is a file, and a scan wants a folder. Use "palimpsest analyze" for a single file.`, { path });
  return realpath(path);
}

/** A named file as an entry, links resolved. Errors: FILE_NOT_FOUND, FILE_IS_DIRECTORY. */
export async function requireFile(file: string): Promise<EvidenceEntry> {
  const path = await realpath(resolve(file)).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `There is no file ${resolve(file)}. Check the path, or whether its disk is mounted.`, { path: resolve(file) }, error);
  });
  const status = await lstat(path, { bigint: true });
  if (status.isDirectory()) throw new AppError('FILE_IS_DIRECTORY', `${path} is a folder. Name a picture in it, or use "palimpsest scan" for the whole folder.`, { path });
  const kind = entryKind(status);
  const reason = kind === 'file' ? null : { status: 'failed' as const, code: 'FILE_NOT_REGULAR' as const, message: `${path} is a ${kind}. Copy its content into a file first.` };
  return { pathBytes: Buffer.from(path), kind, size: Number(status.size), mtimeNs: status.mtimeNs, reason };
}
