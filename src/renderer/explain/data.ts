import { useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import type { Ablation, Consent, Exchange, Explanation, FindingView, PromptPicture, PromptVariant, ServerStatus, StatementReview } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { settingsWritten } from '../settings/useSettings.ts';
import { withExplanation, withReview, type Decision } from './logic/decisions.ts';
import { DECISION_WORDS } from './logic/words.ts';
import { chooseExplanation } from './state.ts';

export function useExplanations(slug: string, evidenceId: number): UseQueryResult<Explanation[]> {
  return useQuery({ queryKey: keys.explanations(slug, evidenceId), queryFn: ({ signal }) => api.explain.list({ case: slug, evidenceId }, { signal }) });
}

/** Measures a finding when it is first shown, and puts what was measured into the list of its explanations. */
export function useMeasuring(slug: string, evidenceId: number, finding: FindingView | null, list: readonly Explanation[] | undefined): UseQueryResult<number> {
  const findingId = finding?.id ?? 0;
  const missing = list !== undefined && !list.some((one) => one.kind === 'measured' && one.findingId === findingId);
  return useQuery({
    queryKey: [...keys.explanations(slug, evidenceId), 'measure', findingId],
    queryFn: async ({ signal }) => {
      const measured = await api.explain.measure({ case: slug, findingId }, { signal });
      takeExplanations(slug, evidenceId, [measured]);
      return measured.id;
    },
    enabled: finding !== null && missing,
    staleTime: 0,
    gcTime: 0,
  });
}

export function takeExplanations(slug: string, evidenceId: number, explanations: readonly Explanation[]): void {
  queryClient.setQueryData<Explanation[]>(keys.explanations(slug, evidenceId), (list) => explanations.toReversed().reduce<Explanation[] | undefined>(withExplanation, list));
}

export function useServer(slug: string | null): UseQueryResult<ServerStatus> {
  return useQuery({ queryKey: keys.server(slug), queryFn: ({ signal }) => api.explain.server({ case: slug }, { signal }) });
}

/** Asks the server what it is and can do; the only call here that sends something before a question is asked. */
export function useProbe(slug: string | null): UseMutationResult<ServerStatus, Error, void> {
  return useMutation({
    mutationFn: async () => {
      await settingsWritten();
      return api.explain.probe({ case: slug });
    },
    onSuccess: async (status) => {
      queryClient.setQueryData(keys.server(slug), status);
      await queryClient.invalidateQueries({ queryKey: ['server'], predicate: ({ queryKey }) => queryKey[1] !== (slug ?? '') });
    },
    onError: (error) => notifyError(error, 'The connection was not checked'),
  });
}

/** Starts one run a variant and shows the first. */
export function useAsking(slug: string, evidenceId: number): UseMutationResult<Explanation[], Error, { readonly findingId: number; readonly variants: PromptVariant[] }> {
  return useMutation({
    mutationFn: ({ findingId, variants }) => api.explain.ask({ case: slug, findingId, variants }),
    onSuccess: (started) => {
      takeExplanations(slug, evidenceId, started);
      const first = started.find(({ variant }) => variant === 'mask') ?? started[0];
      if (first !== undefined) chooseExplanation(first.id);
    },
    onError: async (error) => {
      notifyError(error, 'The model was not asked');
      await queryClient.invalidateQueries({ queryKey: keys.server(slug) });
    },
  });
}

export async function cancelExplanations(slug: string, evidenceId: number, ids: readonly number[]): Promise<void> {
  try {
    takeExplanations(slug, evidenceId, await Promise.all(ids.map((explanationId) => api.explain.cancel({ case: slug, explanationId }))));
  } catch (error) {
    notifyError(error, 'It was not cancelled');
  }
}

export interface DecisionMade {
  readonly explanationId: number;
  readonly statementId: number;
  readonly decision: Decision;
  /** The examiner's words, for `edited` alone. */
  readonly text: string | null;
}

/** Shows the decision at once and writes it; the host's answer, with author and time, takes its place. */
export async function decide(slug: string, evidenceId: number, made: DecisionMade): Promise<void> {
  const key = keys.explanations(slug, evidenceId);
  await queryClient.cancelQueries({ queryKey: key, exact: true });
  const before = queryClient.getQueryData<Explanation[]>(key)?.find(({ id }) => id === made.explanationId)?.statements.find(({ id }) => id === made.statementId)?.review ?? null;
  const show = (review: StatementReview | null): void => {
    queryClient.setQueryData<Explanation[]>(key, (list) => withReview(list, made.explanationId, made.statementId, review));
  };
  show({ decision: made.decision, text: made.text, author: '', at: '' });
  try {
    show(await api.explain.decide({ case: slug, ...made }));
    await queryClient.invalidateQueries({ queryKey: [...key, 'decisions', made.explanationId, made.statementId] });
  } catch (error) {
    show(before);
    notifyError(error, `The sentence was not marked as ${DECISION_WORDS[made.decision].toLowerCase()}`);
  }
}

export function useDecisions(slug: string, explanation: Explanation, statementId: number, open: boolean): UseQueryResult<StatementReview[]> {
  return useQuery({
    queryKey: [...keys.explanations(slug, explanation.evidenceId), 'decisions', explanation.id, statementId],
    queryFn: ({ signal }) => api.explain.decisions({ case: slug, explanationId: explanation.id, statementId }, { signal }),
    enabled: open,
    staleTime: 0,
  });
}

export function useExchanges(slug: string, explanation: Explanation): UseQueryResult<Exchange[]> {
  return useQuery({ queryKey: [...keys.explanations(slug, explanation.evidenceId), 'exchanges', explanation.id], queryFn: ({ signal }) => api.explain.exchanges({ case: slug, explanationId: explanation.id }, { signal }), staleTime: 0 });
}

export function useAblation(slug: string, { evidenceId, batch }: Explanation): UseQueryResult<Ablation | null> {
  return useQuery({ queryKey: [...keys.explanations(slug, evidenceId), 'ablation', batch], queryFn: ({ signal }) => api.explain.ablation({ case: slug, batch: batch ?? 0 }, { signal }), enabled: batch !== null });
}

/** The pictures a model would see, made now if need be; nothing is sent. */
export function usePreview(slug: string, findingId: number, variant: PromptVariant, wanted: boolean): UseQueryResult<PromptPicture[]> {
  return useQuery({ queryKey: ['preview', slug, findingId, variant], queryFn: ({ signal }) => api.explain.preview({ case: slug, findingId, variant }, { signal }), enabled: wanted, staleTime: Infinity });
}

export function useConsent(slug: string): UseQueryResult<Consent | null> {
  return useQuery({ queryKey: keys.consent(slug), queryFn: ({ signal }) => api.explain.consent({ case: slug }, { signal }) });
}

export function useSetConsent(slug: string): UseMutationResult<Consent, Error, { readonly given: boolean; readonly reason: string }> {
  return useMutation({
    mutationFn: (input) => api.explain.setConsent({ case: slug, ...input }),
    onSuccess: async (consent) => {
      queryClient.setQueryData(keys.consent(slug), consent);
      await Promise.all([queryClient.invalidateQueries({ queryKey: ['server'] }), queryClient.invalidateQueries({ queryKey: keys.audit(slug) })]);
    },
  });
}
