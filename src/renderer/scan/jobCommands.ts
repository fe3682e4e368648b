import type { Job } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { withJob } from '../api/events.ts';
import { keys, queryClient } from '../api/queries.ts';
import type { JobCommand } from './progress.ts';

const FAILED: Readonly<Record<JobCommand, string>> = { pause: 'The job was not paused', resume: 'The job does not go on', cancel: 'The job was not cancelled' };

/** Asks a job to pause, go on or stop, and shows its answer at once. */
export async function commandJob(slug: string, jobId: number, command: JobCommand): Promise<void> {
  try {
    const job = await api.jobs[command]({ case: slug, jobId });
    queryClient.setQueryData<Job[]>(keys.jobs(slug), (jobs) => withJob(jobs, job));
  } catch (error) {
    notifyError(error, FAILED[command]);
    await queryClient.invalidateQueries({ queryKey: keys.jobs(slug) });
  }
}
