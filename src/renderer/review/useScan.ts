import { useCallback, useState } from 'react';
import type { ReviewView } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyDone, notifyError } from '../api/errors.ts';
import { keys, queryClient, useJobs } from '../api/queries.ts';
import { useSettings } from '../settings/useSettings.ts';
import { isLive } from '../ui/words.ts';

export interface ScanOfItem {
  readonly start: () => void;
  /** Asked for from here and not finished yet. */
  readonly running: boolean;
}

/** Scans this one picture with the model and provider of the settings; a file that failed is taken up again. */
export function useScan(slug: string, review: ReviewView): ScanOfItem {
  const { settings } = useSettings();
  const [jobId, setJobId] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const jobs = useJobs(slug);
  const { id, status } = review.item;
  const start = useCallback(() => {
    async function ask(): Promise<void> {
      setAsking(true);
      try {
        const input = { case: slug, items: { ids: [id] }, settings: { model: settings.model, provider: settings.provider, options: {} } };
        const job = await (status === 'failed' || status === 'skipped' ? api.jobs.retry(input) : api.jobs.scan(input));
        setJobId(job.id);
        notifyDone('The picture is in the queue. Its finding appears here when it is done.');
        await queryClient.invalidateQueries({ queryKey: keys.jobs(slug) });
      } catch (error) {
        notifyError(error, 'The scan could not be started');
      } finally {
        setAsking(false);
      }
    }
    void ask();
  }, [slug, id, status, settings.model, settings.provider]);
  const job = jobs.data?.find((one) => one.id === jobId);
  return { start, running: asking || (job !== undefined && isLive(job)) };
}
