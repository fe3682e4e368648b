import type { CaseEvent, Job, JobStage, ScanEvent, ScanStage } from '../../contract/index.ts';
import { type ReadableDatabase, type WritableDatabase } from '../store/database.ts';
import { countFailures } from './jobItems.ts';
import { type JobRow, readJob, setJobStages } from './jobRows.ts';
import { createThrottle } from './throttle.ts';

/** Least time between two events of one job, and between two that name rows of evidence, in milliseconds. */
const EVENT_INTERVAL = 200;
/** Time between two writings of the progress, which is only for showing: what was done is committed with each file. Milliseconds. */
const STAGES_INTERVAL = 2000;
/** Rows one event may name. */
const NAMED_ROWS = 500;

/** What is known of a job in work beyond its row. */
export interface LiveJob {
  readonly id: number;
  readonly view: () => Job;
  readonly onEvent: (event: ScanEvent) => void;
  readonly onFile: (path: string) => void;
  readonly onRows: (evidenceIds: readonly number[]) => void;
  /** The row was changed: tell. */
  readonly changed: () => void;
  /** Writes the progress and tells the last of it. */
  readonly end: () => void;
}

/** Follows the progress of one job and tells it to `emit`, at most five times a second for the job and five for its rows. */
export function followJob(database: WritableDatabase, row: JobRow, emit: (event: CaseEvent) => void): LiveJob {
  const stages = new Map<ScanStage, JobStage>(row.stages.map((stage) => [stage.stage, stage]));
  let current: string | null = null;
  let failures = countFailures(database, row.id);
  let rows = new Set<number>();
  let manyRows = false;
  const view = (): Job => toJob(readJob(database, row.id), { stages: [...stages.values()], current, failures });
  const jobEvents = createThrottle(EVENT_INTERVAL, () => emit({ type: 'job', job: view() }));
  const rowEvents = createThrottle(EVENT_INTERVAL, () => {
    emit({ type: 'evidence', ids: manyRows ? [] : [...rows] });
    rows = new Set();
    manyRows = false;
  });
  let persistedAt = performance.now();
  return {
    id: row.id,
    view,
    onEvent(event) {
      if (event.type === 'item' && event.status === 'failed') failures += 1;
      if (event.type !== 'progress') return;
      const { type: _type, ...stage } = event;
      stages.set(stage.stage, stage);
      if (performance.now() - persistedAt > STAGES_INTERVAL) {
        persistedAt = performance.now();
        setJobStages(database, row.id, [...stages.values()]);
      }
      jobEvents.ask();
    },
    onFile(path) {
      current = path;
      jobEvents.ask();
    },
    onRows(evidenceIds) {
      for (const id of evidenceIds) rows.add(id);
      if (rows.size > NAMED_ROWS) {
        manyRows = true;
        rows.clear();
      }
      if (evidenceIds.length > 0) rowEvents.ask();
    },
    changed: () => jobEvents.ask(),
    end() {
      current = null;
      failures = countFailures(database, row.id);
      // Speeds are of the moment; a job that rests has none.
      for (const [name, stage] of stages) stages.set(name, { ...stage, ratePerHour: null, etaSeconds: null });
      setJobStages(database, row.id, [...stages.values()]);
      rowEvents.flush();
      jobEvents.ask();
      jobEvents.flush();
    },
  };
}

/** A job at rest, as its row has it. */
export function restingJob(database: ReadableDatabase, row: JobRow): Job {
  return toJob(row, { stages: row.stages, current: null, failures: countFailures(database, row.id) });
}

function toJob(row: JobRow, progress: { readonly stages: readonly JobStage[]; readonly current: string | null; readonly failures: number }): Job {
  const { id, kind, status, subject, settings, createdAt, startedAt, finishedAt, error } = row;
  return { id, kind, status, subject, settings, stages: [...progress.stages], current: progress.current, failures: progress.failures, createdAt, startedAt, finishedAt, error };
}
