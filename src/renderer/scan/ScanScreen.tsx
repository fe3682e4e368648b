import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Job } from '../../contract/index.ts';
import { useCase, useJobs } from '../api/queries.ts';
import { frameState, useStatusLine } from '../app/frameState.ts';
import { useActions } from '../shortcuts/registry.ts';
import { ActionTooltip } from '../ui/ActionTooltip.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenHead } from '../ui/ScreenHead.tsx';
import screen from '../ui/screen.module.css';
import { countOf, isLive } from '../ui/words.ts';
import { FailuresDrawer } from './FailuresDrawer.tsx';
import { JobCard } from './JobCard.tsx';
import { commandJob } from './jobCommands.ts';
import { JobHistory } from './JobHistory.tsx';
import { commandsFor, leadingJob } from './progress.ts';
import classes from './scan.module.css';
import { ScanPicture } from './ScanPicture.tsx';
import { StartScan } from './StartScan.tsx';

/** The queue of a case: what runs, what waits, what was done, and how to begin. */
export function ScanScreen({ slug }: { readonly slug: string }): ReactNode {
  const { data: view } = useCase(slug);
  const { data, error, isPending, refetch } = useJobs(slug);
  const [failuresOf, setFailuresOf] = useState<number | null>(null);
  const jobs = data ?? [];
  const live = jobs.filter((job) => isLive(job) || job.status === 'interrupted').toReversed();
  const past = jobs.filter((job) => !live.includes(job));
  const leading = leadingJob(jobs);
  useStatusLine(data === undefined ? null : `${countOf(live.length, 'job')} in the queue, ${countOf(past.length, 'job')} done`);
  useActions('global', { 'scan.pause': pauseOrResume(slug, leading) });
  if (view === undefined) return null;
  return (
    <div className={screen.page}>
      <ScreenHead title="Scan" text="Jobs run one after another and go on when Palimpsest is closed and opened again. Everything else stays usable meanwhile.">
        <ActionTooltip action="case.add">
          <Button variant="default" disabled={view.status !== 'open'} leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => frameState.setState({ addingTo: slug })}>
            Add evidence
          </Button>
        </ActionTooltip>
      </ScreenHead>
      <div className={classes.columns}>
        <div className={classes.queue}>
          {isPending && <Skeleton height={150} />}
          {error !== null && data === undefined && <ErrorState error={error} retry={() => void refetch()} />}
          {data !== undefined && jobs.length === 0 && (
            <EmptyState
              title="No jobs yet"
              text={view.counts.items === 0 ? 'Add evidence first: it is listed and hashed here, with its progress. Then start a scan.' : 'Start a scan: each picture gets a probability map, regions and a score.'}
              picture={<ScanPicture />}
              action={
                view.counts.items === 0 ? (
                  <Button leftSection={<IconPlus size={15} aria-hidden="true" />} onClick={() => frameState.setState({ addingTo: slug })}>
                    Add evidence
                  </Button>
                ) : undefined
              }
            />
          )}
          {live.map((job) => (
            <JobCard key={job.id} slug={slug} job={job} onFailures={() => setFailuresOf(job.id)} />
          ))}
          {past.length > 0 && <JobHistory jobs={past} onFailures={setFailuresOf} />}
        </div>
        <StartScan slug={slug} counts={view.counts} status={view.status} queued={live.some((job) => job.kind !== 'add')} />
      </div>
      <FailuresDrawer slug={slug} job={jobs.find((job) => job.id === failuresOf) ?? null} onClose={() => setFailuresOf(null)} />
    </div>
  );
}

function pauseOrResume(slug: string, job: Job | null): (() => void) | undefined {
  const command = job === null ? undefined : commandsFor(job.status).find((one) => one !== 'cancel');
  return job === null || command === undefined ? undefined : () => void commandJob(slug, job.id, command);
}
