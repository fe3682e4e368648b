import type { Job, JobStage } from '../../contract/index.ts';

/** The stage a job is at: the first one not done among those begun last, or its last. Null before it knows of any. */
export function currentStage(job: Job): JobStage | null {
  const open = job.stages.filter((stage) => stage.done < stage.total);
  return open.find((stage) => stage.stage === 'analyze') ?? open.at(-1) ?? job.stages.at(-1) ?? null;
}

/** The stage that a job is for: the analysis of a scan, the hashing of what was added. Null before it knows of any. */
export function mainStage(job: Job): JobStage | null {
  const wanted = job.kind === 'add' ? 'intake' : 'analyze';
  return job.stages.find((stage) => stage.stage === wanted) ?? job.stages.at(-1) ?? null;
}

/** How far a stage is, 0..1; 0 while its total is unknown. */
export function stageShare(stage: JobStage): number {
  return stage.total <= 0 ? 0 : Math.min(1, Math.max(0, stage.done / stage.total));
}

/** The one job the frame shows: what works before what waits, the older first. */
export function leadingJob(jobs: readonly Job[]): Job | null {
  const order: readonly Job['status'][] = ['running', 'pausing', 'cancelling', 'paused', 'queued'];
  const live = jobs.filter((job) => order.includes(job.status)).toSorted((left, right) => order.indexOf(left.status) - order.indexOf(right.status) || left.id - right.id);
  return live[0] ?? null;
}

export type JobCommand = 'pause' | 'resume' | 'cancel';

/** What may be asked of a job in its state. While it pauses or stops it can still be told to stop. */
export function commandsFor(status: Job['status']): readonly JobCommand[] {
  switch (status) {
    case 'queued':
    case 'running':
      return ['pause', 'cancel'];
    case 'paused':
    case 'interrupted':
      return ['resume', 'cancel'];
    case 'pausing':
      return ['cancel'];
    case 'cancelling':
    case 'cancelled':
    case 'finished':
    case 'failed':
      return [];
  }
}
