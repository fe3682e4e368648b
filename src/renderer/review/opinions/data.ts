import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { SignalLayer, SignalName, SignalRun } from '../../../contract/index.ts';
import { api } from '../../api/client.ts';
import { notifyError } from '../../api/errors.ts';
import { keys, queryClient } from '../../api/queries.ts';
import { useReview } from '../state.ts';
import { mapsOf, shownRun, withRun } from './run.ts';

/** Second opinions of one picture, and what can be done with them. */
export interface Opinions {
  /** Newest first; undefined until the host has answered. */
  readonly runs: readonly SignalRun[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  /** The run that is shown. */
  readonly run: SignalRun | null;
  /** Layers of which it has a map; the same array as long as they are the same. */
  readonly layers: readonly SignalLayer[];
  readonly running: SignalRun | null;
  /** Asked for from here and not answered yet. */
  readonly starting: boolean;
  /** All methods where none are named. */
  readonly start: (names: readonly SignalName[] | null) => void;
  readonly cancel: () => void;
}

export function useOpinions(slug: string, evidenceId: number): Opinions {
  const key = useMemo(() => keys.signals(slug, evidenceId), [slug, evidenceId]);
  const { data: runs, error, refetch } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.signals.list({ case: slug, evidenceId }, { signal }) });
  const chosen = useReview((state) => state.opinionRun);
  const run = shownRun(runs ?? [], chosen);
  const named = mapsOf(run).join(' ');
  const layers = useMemo(() => (named === '' ? [] : (named.split(' ') as SignalLayer[])), [named]);
  const running = runs?.find(({ status }) => status === 'running') ?? null;
  const take = useCallback((taken: SignalRun) => void queryClient.setQueryData<SignalRun[]>(key, (list) => withRun(list, taken)), [key]);

  const { mutate, isPending } = useMutation({
    mutationFn: (names: readonly SignalName[] | null) => api.signals.start({ case: slug, evidenceId, names: names === null ? null : [...names] }),
    onSuccess: (started) => {
      // What the run says is on its way with the events; only that it is there is known already.
      take(started);
      useReview.setState({ opinionRun: null });
    },
    onError: (failure) => notifyError(failure, 'The second opinions were not started'),
  });
  const runId = running?.id ?? null;
  const cancel = useCallback(() => {
    if (runId === null) return;
    api.signals.cancel({ case: slug, runId }).then(take, (failure: unknown) => notifyError(failure, 'The second opinions were not cancelled'));
  }, [slug, runId, take]);
  const retry = useCallback(() => void refetch(), [refetch]);
  return { runs, error, retry, run, layers, running, starting: isPending, start: mutate, cancel };
}
