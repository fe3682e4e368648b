import { useQuery, keepPreviousData, type UseQueryResult } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import type { EvidenceItem, Lint, ReportRow } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyDone, notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { collectAll } from '../evidence/data/collect.ts';
import { markingStore } from '../evidence/data/marking.ts';
import { useEvidenceQuery, type EvidenceList } from '../evidence/query.ts';
import { useCustody } from '../custody/data.ts';
import { readDraft } from './draft.ts';
import { choices, meaningOf, START, withoutLeftOut, type ApiSelection, type Choice } from './selection.ts';

/** Reports of a case, newest first; kept up to date by the case's events. */
export function useReports(slug: string): UseQueryResult<ReportRow[]> {
  return useQuery({ queryKey: keys.reports(slug), queryFn: ({ signal }) => api.reports.list({ case: slug }, { signal }), select: newestFirst });
}

function newestFirst(reports: ReportRow[]): ReportRow[] {
  return reports.toSorted((left, right) => right.id - left.id);
}

const PLAIN: EvidenceList = { filter: {}, sort: { by: 'path', descending: false }, groupByFolder: false };
/** Rows the list of items shows; more are counted. */
export const SHOWN = 200;

export interface Chosen {
  readonly choice: Choice;
  /** What the calls get; null while nothing is chosen or it is still being read. */
  readonly selection: ApiSelection | null;
  /** The first items the choice finds, those left out included. */
  readonly items: readonly Pick<EvidenceItem, 'id' | 'name' | 'path' | 'width'>[];
  /** All that the choice finds, those left out included. */
  readonly total: number;
  /** Left out of them. */
  readonly except: ReadonlySet<number>;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The items a report is about, as chosen in this window. */
export function useChosen(slug: string): Chosen {
  const choice = choices((one) => one[slug]) ?? START;
  const marked = markingStore(slug)((one) => one.selection);
  const { filter } = useEvidenceQuery(slug);
  const meaning = meaningOf(choice, marked, filter);
  const ids = meaning !== null && 'ids' in meaning.base ? meaning.base.ids : null;
  const found = meaning !== null && 'filter' in meaning.base ? meaning.base.filter : null;
  const custody = useCustody(slug);
  const page = useQuery({
    queryKey: [...keys.evidence(slug), 'report', found],
    queryFn: ({ signal }) => api.evidence.query({ case: slug, ...PLAIN, filter: found ?? {}, offset: 0, limit: SHOWN }, { signal }),
    enabled: found !== null,
    placeholderData: keepPreviousData,
  });
  // A filter with items left out can only be said by naming the rest.
  const named = useQuery({
    queryKey: [...keys.evidence(slug), 'report-ids', found],
    queryFn: async () => (await collectAll(slug, { ...PLAIN, filter: found ?? {} })).map(({ id }) => id),
    enabled: found !== null && (meaning?.except.size ?? 0) > 0,
  });
  const except = meaning?.except ?? NONE;
  const shared = { choice, except, retry: () => void Promise.all([page.refetch(), custody.refetch()]) };
  if (meaning === null) return { ...shared, selection: null, items: [], total: 0, pending: false, error: null };
  if (ids !== null) {
    const wanted = new Set(ids);
    const items = (custody.data?.items ?? []).filter(({ evidenceId }) => wanted.has(evidenceId)).map(({ evidenceId, path }) => ({ id: evidenceId, path, name: path.split(/[\\/]/).at(-1) ?? path, width: 1 }));
    return { ...shared, selection: withoutLeftOut(ids, except), items: items.slice(0, SHOWN), total: ids.length, pending: custody.isPending, error: custody.data === undefined ? custody.error : null };
  }
  const total = page.data?.total ?? 0;
  const whole: ApiSelection | null = total === 0 ? null : meaning.base;
  const selection = except.size === 0 ? whole : named.data === undefined ? null : withoutLeftOut(named.data, except);
  return { ...shared, selection, items: page.data?.items ?? [], total, pending: page.isPending, error: page.data === undefined ? page.error : named.data === undefined ? named.error : null };
}

const NONE: ReadonlySet<number> = new Set();

/** How many items the report is about. */
export function countChosen({ items, total, except }: Pick<Chosen, 'items' | 'total' | 'except'>): number {
  // Left out are only items that were seen in the list.
  const ids = new Set(items.map(({ id }) => id));
  return total - [...except].filter((id) => ids.has(id)).length;
}

/** What is missing, for the fields as they stand after a pause in typing. */
export function useLints(slug: string, selection: ApiSelection | null, revision: number): UseQueryResult<Lint[]> {
  const [settled] = useDebouncedValue(revision, 500);
  return useQuery({
    queryKey: [...keys.lint(slug), selection, settled],
    queryFn: ({ signal }) => {
      const fields = readDraft(slug);
      if (selection === null || fields === null) return [];
      return api.reports.lint({ case: slug, items: selection, fields }, { signal });
    },
    enabled: selection !== null && revision > 0,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
}

/** Puts a report's newest state where it stands in the list, or adds it. */
export function withReport(reports: readonly ReportRow[] | undefined, report: ReportRow): ReportRow[] {
  if (reports === undefined) return [report];
  return reports.some(({ id }) => id === report.id) ? reports.map((one) => (one.id === report.id ? report : one)) : [report, ...reports];
}

export interface Signature {
  readonly pkcs12: string;
  readonly passphrase: string;
}

/** Starts making a report; true when it has begun. */
export async function makeReport(slug: string, selection: ApiSelection, final: boolean, signature: Signature | null): Promise<boolean> {
  const fields = readDraft(slug);
  if (fields === null) return false;
  try {
    const row = await api.reports.make({ case: slug, items: selection, fields, final, signature });
    queryClient.setQueryData<ReportRow[]>(keys.reports(slug), (reports) => withReport(reports, row));
    notifyDone(final ? 'The final report is being made. Its progress stands at the right.' : 'The draft is being made. Its progress stands at the right.');
    return true;
  } catch (error) {
    notifyError(error, final ? 'The final report is not being made' : 'The draft is not being made');
    await queryClient.invalidateQueries({ queryKey: keys.lint(slug) });
    return false;
  }
}

export async function cancelReport(slug: string, id: number): Promise<void> {
  try {
    const row = await api.reports.cancel({ case: slug, id });
    queryClient.setQueryData<ReportRow[]>(keys.reports(slug), (reports) => withReport(reports, row));
  } catch (error) {
    notifyError(error, 'The report was not cancelled');
    await queryClient.invalidateQueries({ queryKey: keys.reports(slug) });
  }
}
