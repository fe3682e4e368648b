import { QueryClient, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { CaseOverview, CaseSummary, HostInfo, Job, ModelInfo } from '../../contract/index.ts';
import { api } from './client.ts';
import { isConnectionLost } from './errors.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Events say when something changed; nothing goes stale by time alone.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => isConnectionLost(error) && failures < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

/** Keys of everything kept: a prefix such as `keys.evidence(slug)` invalidates all pages of it. */
export const keys = {
  host: ['host'] as const,
  models: ['models'] as const,
  settings: ['settings'] as const,
  cases: ['cases'] as const,
  case: (slug: string) => ['case', slug] as const,
  evidence: (slug: string) => ['evidence', slug] as const,
  facets: (slug: string) => ['facets', slug] as const,
  jobs: (slug: string) => ['jobs', slug] as const,
  failures: (slug: string, jobId: number) => ['failures', slug, jobId] as const,
  audit: (slug: string) => ['audit', slug] as const,
  review: (slug: string, evidenceId: number) => ['review', slug, evidenceId] as const,
  annotations: (slug: string, evidenceId: number) => ['annotations', slug, evidenceId] as const,
  mask: (slug: string, evidenceId: number) => ['mask', slug, evidenceId] as const,
  explanations: (slug: string, evidenceId: number) => ['explain', slug, evidenceId] as const,
  signals: (slug: string, evidenceId: number) => ['signals', slug, evidenceId] as const,
  custody: (slug: string) => ['custody', slug] as const,
  checks: (slug: string, evidenceId: number) => ['checks', slug, evidenceId] as const,
  reports: (slug: string) => ['reports', slug] as const,
  lint: (slug: string) => ['lint', slug] as const,
  consent: (slug: string) => ['consent', slug] as const,
  /** What is known of the language model's server, as a case sees it; null outside of any. */
  server: (slug: string | null) => ['server', slug ?? ''] as const,
};

/** Cases this page has opened over the present connection. */
const opened = new Set<string>();

/** The case's view. The first time it is opened, which takes its lock; the host can be asked for that again and again. Error: CASE_IN_USE. */
export async function readCase(slug: string, signal?: AbortSignal): Promise<CaseOverview> {
  const options = signal === undefined ? {} : { signal };
  if (opened.has(slug)) return api.cases.read({ case: slug }, options);
  const view = await api.cases.open({ case: slug }, options);
  opened.add(slug);
  void queryClient.invalidateQueries({ queryKey: keys.cases });
  return view;
}

/** After a case was left: everything known of it goes, so that it is opened anew when it is looked at again. */
export function forgetCase(slug: string): void {
  opened.delete(slug);
  for (const first of ['case', 'evidence', 'facets', 'jobs', 'failures', 'audit', 'review', 'annotations', 'mask', 'explain', 'preview', 'signals', 'custody', 'checks', 'reports', 'lint', 'consent', 'server']) queryClient.removeQueries({ queryKey: [first, slug] });
  void queryClient.invalidateQueries({ queryKey: keys.cases });
}

/** After the line was down: the host may have been started again, so cases are opened once more before anything of them is asked. */
export async function refreshAll(): Promise<void> {
  await Promise.allSettled([...opened].map((slug) => api.cases.open({ case: slug })));
  await queryClient.invalidateQueries();
}

export function useCase(slug: string): UseQueryResult<CaseOverview> {
  return useQuery({ queryKey: keys.case(slug), queryFn: ({ signal }) => readCase(slug, signal) });
}

export function useCases(): UseQueryResult<CaseSummary[]> {
  return useQuery({ queryKey: keys.cases, queryFn: ({ signal }) => api.cases.list(undefined, { signal }) });
}

/** Jobs of an open case, newest first; kept up to date by the case's events. */
export function useJobs(slug: string): UseQueryResult<Job[]> {
  return useQuery({ queryKey: keys.jobs(slug), queryFn: ({ signal }) => api.jobs.list({ case: slug }, { signal }), select: newestFirst });
}

function newestFirst(jobs: Job[]): Job[] {
  return jobs.toSorted((left, right) => right.id - left.id);
}

export function useModels(): UseQueryResult<ModelInfo[]> {
  return useQuery({ queryKey: keys.models, queryFn: ({ signal }) => api.host.models(undefined, { signal }), staleTime: Infinity });
}

export function useHost(): UseQueryResult<HostInfo> {
  return useQuery({ queryKey: keys.host, queryFn: ({ signal }) => api.host.info(undefined, { signal }), staleTime: Infinity });
}
