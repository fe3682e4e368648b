import type { EvidenceEntry } from '../evidence/entry.ts';
import { readFinding } from '../store/findings.ts';
import { emit, isCancelled, reportProgress, type ScanJob, type StageProgress } from './job.ts';
import { createRateMeter } from './rate.ts';
import { type RegisterContext, type Registered, registerEntries } from './register.ts';

/** Small enough that one transaction stays a matter of milliseconds. */
const BATCH = 100;

/** Turns entries into rows as they stream in; memory holds one batch. Files already known are reported at once. */
export async function listStage(job: ScanJob, entries: AsyncIterable<EvidenceEntry> | Iterable<EvidenceEntry>, context: RegisterContext, progress: StageProgress = startListing()): Promise<void> {
  let batch: EvidenceEntry[] = [];
  for await (const entry of entries) {
    batch.push(entry);
    if (batch.length < BATCH) continue;
    flush(job, context, batch, progress);
    batch = [];
    if (isCancelled(job)) return;
  }
  flush(job, context, batch, progress);
  reportProgress(job, { ...progress, total: progress.done }, true);
}

/** Progress of a listing; one may go on over several sources. */
export function startListing(): StageProgress {
  return { stage: 'list', total: 0, meter: createRateMeter(), done: 0, failed: 0, weightLeft: 0, reportedAt: 0 };
}

function flush(job: ScanJob, context: RegisterContext, batch: readonly EvidenceEntry[], progress: StageProgress): void {
  const rows = registerEntries(job.session.database, context, batch);
  for (const row of rows) {
    if (row.status === 'pending' || row.status === 'kept') continue;
    if (row.status === 'failed') progress.failed += 1;
    emitKnown(job, row);
  }
  if (rows.length > 0) job.onListed?.(rows.map((row) => row.id));
  progress.done += rows.length;
  reportProgress(job, { ...progress, total: progress.done });
}

function emitKnown(job: ScanJob, row: Exclude<Registered, { status: 'pending' | 'kept' }>): void {
  if (row.status === 'known') {
    const finding = readFinding(job.session.database, row.findingId);
    emit(job, { type: 'item', path: row.path, status: 'known', score: finding?.score ?? null, regions: finding?.regions.length ?? null, error: null });
    return;
  }
  emit(job, { type: 'item', path: row.path, status: row.status, score: null, regions: null, error: { code: row.code, message: row.message } });
}
