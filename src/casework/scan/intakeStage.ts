import type { Intake } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { inTransaction } from '../store/database.ts';
import { type EvidenceRow, recordIntake } from '../store/evidence.ts';
import { commitFailure, runFileTask } from './fileTask.ts';
import { isCancelled, reportProgress, type ScanJob, type StageProgress } from './job.ts';
import { createRateMeter } from './rate.ts';

const PAGE = 100;
/** A disk that gives less than this is taken for one that hangs. Bytes a second. */
const SLOWEST_READ = 200_000;
const LEAST_SECONDS = 120;
/** Opening a file counts like reading this much of it. */
const FILE_COST = 200_000;
/** Read results waiting for a common commit; a lost one costs reading the file again. */
const BATCH = 25;
const BATCH_MILLISECONDS = 500;

interface Read {
  readonly evidence: EvidenceRow;
  readonly intake: Intake;
}

/** Reads every new file once: three digests and what it is. `before` is what an earlier process did of the same job. */
export async function intakeStage(job: ScanJob, before: Pick<StageProgress, 'done' | 'failed'> = { done: 0, failed: 0 }): Promise<void> {
  const { files, bytes } = job.work.unread();
  if (files === 0) return;
  const progress: StageProgress = { stage: 'intake', total: before.done + files, meter: createRateMeter(), done: before.done, failed: before.failed, weightLeft: bytes + files * FILE_COST, reportedAt: 0 };
  reportProgress(job, progress, true);
  let waiting: Read[] = [];
  let since = performance.now();
  let afterId = 0;
  for (let page = job.work.unreadPage(afterId, PAGE); page.length > 0 && !isCancelled(job); page = job.work.unreadPage(afterId, PAGE)) {
    for (const evidence of page) {
      if (isCancelled(job)) break;
      afterId = evidence.id;
      const seconds = job.request.secondsPerFile ?? LEAST_SECONDS + evidence.size / SLOWEST_READ;
      const outcome = await runFileTask(job, evidence, seconds, (path, signal) => job.engine.intake(path, { options: job.request.options, signal }));
      if (outcome.kind === 'cancelled') break;
      if (outcome.kind === 'done') waiting.push({ evidence, intake: outcome.value });
      else {
        progress.failed += 1;
        commitFailure(job, evidence, outcome.error, outcome.intake);
      }
      progress.done += 1;
      progress.weightLeft -= evidence.size + FILE_COST;
      progress.meter.add(evidence.size + FILE_COST);
      if (waiting.length >= BATCH || performance.now() - since > BATCH_MILLISECONDS) {
        commitReads(job, waiting);
        waiting = [];
        since = performance.now();
      }
      reportProgress(job, progress);
    }
  }
  commitReads(job, waiting);
  reportProgress(job, progress, true);
}

function commitReads(job: ScanJob, reads: readonly Read[]): void {
  const { database, actor } = job.session;
  inTransaction(database, () => {
    for (const { evidence, intake } of reads) {
      recordIntake(database, evidence.id, intake.digest, intake.facts);
      job.onSettled?.(evidence.id, 'read');
      appendAudit(database, { actor, action: 'evidence.hashed', subject: `evidence ${evidence.id}`, details: { run: job.run.id, path: evidence.path, digest: intake.digest, format: intake.facts.format } });
    }
  });
}
