import { useEffect } from 'react';
import type { CaseEvent, Explanation, Job } from '../../contract/index.ts';
import { takeCheckProgress } from '../custody/progress.ts';
import { withProgress } from '../explain/logic/decisions.ts';
import { countOf, JOB_KIND_WORDS } from '../ui/words.ts';
import { api, connectionState, dropConnection } from './client.ts';
import { notifyDone, toRecord } from './errors.ts';
import { keys, queryClient } from './queries.ts';

/** The host says `alive` every 15 s; three missed ones mean that the line is dead without having closed. */
const SILENCE_LIMIT = 50_000;
/** Rows change many times a second while a scan runs; the page asks again at most this often, in milliseconds. */
const REFRESH_EVERY = 800;

/** Puts a job's newest state where it stands in the list, or adds it. */
export function withJob(jobs: readonly Job[] | undefined, job: Job): Job[] {
  if (jobs === undefined) return [job];
  return jobs.some((one) => one.id === job.id) ? jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs];
}

/** Words for a job that has just ended, or null where nothing ended before our eyes. */
export function endWords(before: Job | undefined, job: Job): string | null {
  if (before === undefined || before.status === job.status || (job.status !== 'finished' && job.status !== 'failed')) return null;
  const name = JOB_KIND_WORDS[job.kind];
  if (job.status === 'failed') return `${name} has stopped: ${job.error?.message ?? 'see the queue.'}`;
  return `${name} has finished${job.failures === 0 ? '.' : `, with ${countOf(job.failures, 'problem file')}.`}`;
}

function takeJob(slug: string, job: Job): void {
  const before = queryClient.getQueryData<Job[]>(keys.jobs(slug))?.find((one) => one.id === job.id);
  queryClient.setQueryData<Job[]>(keys.jobs(slug), (jobs) => withJob(jobs, job));
  const words = endWords(before, job);
  if (words !== null) notifyDone(words);
}

/** Shows how far a running explanation is, without asking for the whole of it. */
function takeProgress(slug: string, event: Extract<CaseEvent, { type: 'explanation' }>): void {
  queryClient.setQueryData<Explanation[]>(keys.explanations(slug, event.evidenceId), (list) => withProgress(list, event));
}

/** Collects keys and invalidates them together, the first time at once and then once per interval. */
function createRefresher(): { readonly add: (...list: (readonly unknown[])[]) => void; readonly stop: () => void } {
  const pending = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  function flush(): void {
    timer = null;
    if (pending.size === 0) return;
    const list = [...pending.values()];
    pending.clear();
    for (const queryKey of list) void queryClient.invalidateQueries({ queryKey });
    timer = setTimeout(flush, REFRESH_EVERY);
  }
  return {
    add(...list) {
      for (const key of list) pending.set(JSON.stringify(key), key);
      timer ??= setTimeout(flush, 0);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Keys of what one event makes out of date. A review view is asked again only where its item is named. */
export function keysTouched(slug: string, event: CaseEvent): (readonly unknown[])[] {
  switch (event.type) {
    case 'alive':
      return [];
    case 'job':
      return ['finished', 'failed', 'cancelled'].includes(event.job.status) ? [keys.case(slug), keys.evidence(slug), keys.facets(slug), keys.failures(slug, event.job.id), keys.cases] : [];
    case 'case':
      return [keys.case(slug), keys.audit(slug), keys.lint(slug), keys.cases];
    case 'annotations':
      return [keys.annotations(slug, event.evidenceId), keys.mask(slug, event.evidenceId), keys.evidence(slug), keys.case(slug), keys.lint(slug)];
    case 'custody':
      // While it runs, how far it is stands in the event itself.
      return event.done < event.total ? [] : [keys.custody(slug), ['checks', slug], keys.evidence(slug), keys.audit(slug), keys.lint(slug)];
    case 'report':
      return [keys.reports(slug), keys.audit(slug)];
    case 'explanation':
      // While it runs its progress is in the event itself.
      return event.status === 'running' && event.progress !== null ? [] : [keys.explanations(slug, event.evidenceId)];
    case 'signals':
      return [keys.signals(slug, event.evidenceId), keys.audit(slug)];
    case 'evidence':
      return [keys.evidence(slug), keys.facets(slug), keys.case(slug), keys.custody(slug), keys.lint(slug), ...(event.ids.length === 0 ? [['review', slug]] : event.ids.map((id) => keys.review(slug, id)))];
  }
}

async function reopened(slug: string): Promise<boolean> {
  try {
    await api.cases.open({ case: slug });
    return true;
  } catch {
    // Whoever is sent to the list of cases is told there who holds the case.
    return false;
  }
}

/** Keeps everything shown of an open case up to date while mounted, by the frame, once per case. `onLeft`: the case was left in another window. */
export function useCaseEvents(slug: string, ready: boolean, onLeft: (slug: string) => void): void {
  const connection = connectionState((one) => one.state);
  useEffect(() => {
    if (!ready || connection !== 'open') return;
    const stop = new AbortController();
    const refresher = createRefresher();
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    function heard(): void {
      clearTimeout(watchdog);
      watchdog = setTimeout(dropConnection, SILENCE_LIMIT);
    }
    // A host that was started again has no case open yet: on a new line it is opened once more before anyone is sent away.
    let mayReopen = true;
    async function listen(name: string): Promise<void> {
      heard();
      const events = await api.cases.events({ case: name }, { signal: stop.signal });
      for await (const event of events) {
        heard();
        mayReopen = false;
        if (event.type === 'job') takeJob(name, event.job);
        // Without files to read it only says that something else of the custody changed.
        if (event.type === 'custody' && event.total > 0) takeCheckProgress(name, event.done, event.total);
        if (event.type === 'explanation') takeProgress(name, event);
        refresher.add(...keysTouched(name, event));
      }
    }
    async function keepListening(name: string): Promise<void> {
      while (!stop.signal.aborted) {
        try {
          await listen(name);
        } catch (error) {
          // A broken line shows as the connection bar and ends this effect; anything else but this is tried again.
          if (toRecord(error).code === 'CASE_NOT_OPEN' && !stop.signal.aborted) {
            const opened = mayReopen && (await reopened(name));
            mayReopen = false;
            if (opened) continue;
            if (!stop.signal.aborted) onLeft(name);
            return;
          }
        }
        clearTimeout(watchdog);
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
    }
    void keepListening(slug);
    return () => {
      stop.abort();
      clearTimeout(watchdog);
      refresher.stop();
    };
  }, [slug, ready, connection, onLeft]);
}
