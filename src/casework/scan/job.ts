import type { AnalysisOptions, Provider, ScanEvent, ScanStage } from '../../contract/index.ts';
import type { CaseSession } from '../caseFolder.ts';
import type { AnalyzeCall, EnginePort } from '../enginePort.ts';
import type { ModelReference } from '../modelFolder.ts';
import type { StartedRun } from '../store/runs.ts';
import type { RateMeter } from './rate.ts';
import type { WorkList } from './workList.ts';

export interface ScanRequest {
  readonly model: ModelReference;
  readonly provider: Provider | 'auto';
  readonly options: AnalysisOptions;
  /** Try files again whose failure is known from an earlier run. */
  readonly retryFailed: boolean;
  /** Longest time one file may take in seconds, or null for a limit that grows with its size. */
  readonly secondsPerFile: number | null;
}

export interface ScanControl {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ScanEvent) => void;
  /** Progress inside the file in work, for single files. */
  readonly onFileProgress?: AnalyzeCall['onProgress'];
  /** A file was taken up. */
  readonly onFile?: (path: string) => void;
}

/** What became of a file: `read` is a digest taken, the others end its way through the scan. */
export type Settlement = 'read' | 'known' | 'analysed' | 'failed' | 'skipped';

/** Everything the stages of one scan share. */
export interface ScanJob {
  readonly session: CaseSession;
  readonly engine: EnginePort;
  readonly request: ScanRequest;
  readonly control: ScanControl;
  readonly run: StartedRun;
  readonly work: WorkList;
  /** Called inside the transaction that commits what became of a file, so that whoever keeps count never counts wrong. */
  readonly onSettled?: (evidenceId: number, settlement: Settlement) => void;
  /** Rows that were written while listing. */
  readonly onListed?: (evidenceIds: readonly number[]) => void;
}

export function isCancelled(job: ScanJob): boolean {
  return job.control.signal?.aborted === true;
}

export function emit(job: ScanJob, event: ScanEvent): void {
  job.control.onEvent?.(event);
}

export interface StageProgress {
  readonly stage: ScanStage;
  total: number;
  readonly meter: RateMeter;
  done: number;
  failed: number;
  weightLeft: number;
  reportedAt: number;
}

/** Least time between two progress events of a stage in milliseconds. */
const PROGRESS_INTERVAL = 200;

/** Reports the stage's progress, at most five times a second unless `force`. */
export function reportProgress(job: ScanJob, progress: StageProgress, force = false): void {
  const now = performance.now();
  if (!force && now - progress.reportedAt < PROGRESS_INTERVAL) return;
  progress.reportedAt = now;
  const { stage, total, done, failed } = progress;
  emit(job, { type: 'progress', stage, done, total, failed, ...progress.meter.estimate(progress.weightLeft) });
}
