import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useJobs } from '../api/queries.ts';
import { currentStage, leadingJob, stageShare } from '../scan/progress.ts';
import { countOf, formatDuration, formatRate, isLive, JOB_KIND_WORDS, JOB_STATUS_WORDS, STAGE_WORDS } from '../ui/words.ts';
import classes from './frame.module.css';
import { toScan } from './routes.ts';

/** The job at work: how far, how fast, how long still. Leads to the queue. Nothing while nothing is in it. */
export function JobsPill({ slug }: { readonly slug: string }): ReactNode {
  const { data: jobs = [] } = useJobs(slug);
  const job = leadingJob(jobs);
  if (job === null) return null;
  const stage = currentStage(job);
  const share = stage === null ? 0 : stageShare(stage);
  const rate = stage?.ratePerHour ?? null;
  const eta = stage?.etaSeconds ?? null;
  const others = jobs.filter(isLive).length - 1;
  const words = `${JOB_KIND_WORDS[job.kind]}: ${JOB_STATUS_WORDS[job.status].toLowerCase()}${stage === null ? '' : `, ${STAGE_WORDS[stage.stage].toLowerCase()} ${stage.done} of ${stage.total}`}`;
  return (
    <Link href={toScan(slug)} className={classes.pill} title={`${words}. Rate and remaining time are measured over the last files of this stage.`}>
      <span className={classes.pillTrack} aria-hidden="true" data-resting={job.status !== 'running' || undefined}>
        <span className={classes.pillFill} style={{ width: `${share * 100}%` }} />
      </span>
      <span>
        {JOB_KIND_WORDS[job.kind].split(' ')[0]} {Math.floor(share * 100)} %
      </span>
      {job.status === 'running' ? (
        <>
          {rate !== null && <span>{formatRate(rate)}</span>}
          {eta !== null && <span>ETA {formatDuration(eta)}</span>}
        </>
      ) : (
        <span>{JOB_STATUS_WORDS[job.status].split(',')[0]}</span>
      )}
      {others > 0 && <span>{`+${countOf(others, 'job')}`}</span>}
    </Link>
  );
}
