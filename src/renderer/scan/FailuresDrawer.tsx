import { Button, Drawer, Skeleton } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Job, JobFailure } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { errorTitle, notifyError } from '../api/errors.ts';
import { withJob } from '../api/events.ts';
import { keys, queryClient } from '../api/queries.ts';
import { toReview } from '../app/routes.ts';
import { DEFAULT_SETTINGS, useSettings } from '../settings/useSettings.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { countOf, formatTime, STATUS_WORDS } from '../ui/words.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import classes from './scan.module.css';

/** Files a job could not deal with, by reason, each with what to do; they can be tried again. */
export function FailuresDrawer({ slug, job, onClose }: { readonly slug: string; readonly job: Job | null; readonly onClose: () => void }): ReactNode {
  return (
    <Drawer opened={job !== null} onClose={onClose} position="right" size="min(640px, 94vw)" title="Problem files">
      {job !== null && <Failures slug={slug} job={job} onClose={onClose} />}
    </Drawer>
  );
}

/** Failures of one reason stand together, the most frequent reason first. */
export function byReason(failures: readonly JobFailure[]): readonly { readonly code: JobFailure['problem']['code']; readonly failures: readonly JobFailure[] }[] {
  const groups = Map.groupBy(failures, (one) => one.problem.code);
  return [...groups].map(([code, list]) => ({ code, failures: list })).toSorted((left, right) => right.failures.length - left.failures.length);
}

function Failures({ slug, job, onClose }: { readonly slug: string; readonly job: Job; readonly onClose: () => void }): ReactNode {
  const { settings } = useSettings();
  const { data, error, isPending, refetch } = useQuery({ queryKey: [...keys.failures(slug, job.id), job.failures], queryFn: ({ signal }) => api.jobs.failures({ case: slug, jobId: job.id }, { signal }) });
  const retry = useMutation({
    mutationFn: (ids: number[]) =>
      api.jobs.retry({ case: slug, items: { ids }, settings: job.settings ?? { model: settings.model === '' ? DEFAULT_SETTINGS.model : settings.model, provider: settings.provider, options: { ...DEFAULT_OPTIONS, threshold: settings.threshold } } }),
    onSuccess: (next) => {
      queryClient.setQueryData<Job[]>(keys.jobs(slug), (jobs) => withJob(jobs, next));
      onClose();
    },
    onError: (cause) => notifyError(cause, 'The files were not taken up again'),
  });
  if (isPending) return <Skeleton height={160} />;
  if (error !== null) return <ErrorState error={error} retry={() => void refetch()} />;
  if (data.length === 0) return <EmptyState title="No problem files" text="Every file of this job was dealt with." />;
  return (
    <div className={classes.failures}>
      <div className={classes.failuresHead}>
        <span>{countOf(data.length, 'file')}. Each stays listed in the evidence with its reason.</span>
        <Button variant="default" loading={retry.isPending} leftSection={<IconRefresh size={15} aria-hidden="true" />} onClick={() => retry.mutate(data.map((one) => one.evidenceId))}>
          Retry all
        </Button>
      </div>
      {byReason(data).map((group) => (
        <section key={group.code} className={classes.reason}>
          <header>
            <h3>
              {errorTitle(group.code)} <span className={classes.dim}>{countOf(group.failures.length, 'file')}</span>
            </h3>
            <Button variant="subtle" size="compact-xs" onClick={() => retry.mutate(group.failures.map((one) => one.evidenceId))}>
              Retry these
            </Button>
          </header>
          <ul>
            {group.failures.slice(0, 200).map((one) => (
              <li key={one.evidenceId}>
                <Link href={toReview(slug, one.evidenceId)} className={classes.failurePath}>
                  {one.path}
                </Link>
                <span>{one.problem.message}</span>
                <span className={classes.dim}>
                  {STATUS_WORDS[one.status]}, {formatTime(one.at)}
                </span>
              </li>
            ))}
            {group.failures.length > 200 && <li className={classes.dim}>and {countOf(group.failures.length - 200, 'more file')}; Evidence lists them all.</li>}
          </ul>
        </section>
      ))}
    </div>
  );
}
