import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { EvidenceGroup, EvidenceItem, EvidencePage } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { keys, queryClient } from '../../api/queries.ts';
import { PAGE, pagesOf } from '../model/pages.ts';
import { listKey, type EvidenceList } from '../query.ts';
import { listPace } from './pace.ts';

/** Pages that nobody shows and that are still kept, beyond which the oldest are dropped. */
const KEPT_PAGES = 40;
/** Rows beyond the screen that are loaded before they are reached. */
const AHEAD = 100;

export interface EvidenceRows {
  /** Items found, or null while unknown. */
  readonly total: number | null;
  /** Folders of a grouped list; null where it is not grouped or they are not known yet. */
  readonly groups: readonly EvidenceGroup[] | null;
  readonly itemAt: (index: number) => EvidenceItem | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  /** Says which items are on the screen. */
  readonly show: (start: number, end: number) => void;
}

interface LoadedPages {
  readonly pages: ReadonlyMap<number, readonly EvidenceItem[]>;
  readonly total: number | null;
  readonly error: unknown;
}

interface Snapshot {
  readonly text: string | null;
  readonly groupByFolder: boolean;
  readonly pages: LoadedPages['pages'];
  readonly total: number | null;
  readonly groups: readonly EvidenceGroup[] | null;
}

const NO_PAGES: LoadedPages['pages'] = new Map();

export function pageKey(slug: string, list: EvidenceList, page: number): readonly unknown[] {
  return [...keys.evidence(slug), 'page', listKey(list), page];
}

/** The rows of a list, loaded by the window that is shown; only that window and a little of the past is in memory. */
export function useEvidenceRows(slug: string, list: EvidenceList, firstShown: number): EvidenceRows {
  const text = listKey(list);
  const [shown, setShown] = useState(() => ({ text, pages: pagesOf(firstShown, firstShown + 1) }));
  const pages = shown.text === text ? shown.pages : [0];
  const asked = useQueries({ queries: pages.map((page) => pageOptions(slug, list, page)), combine: combinePages });
  const groups = useQuery({
    queryKey: [...keys.evidence(slug), 'groups', text],
    queryFn: ({ signal }) => api.evidence.groups({ case: slug, filter: list.filter, sort: list.sort, groupByFolder: true }, { signal }),
    enabled: list.groupByFolder,
  });
  const error = asked.error ?? (list.groupByFolder ? groups.error : null);
  const askedGroups = list.groupByFolder ? (groups.data ?? null) : null;

  // The last whole answer. While another list is on its way the one before stays on the screen: no flash, and no keyboard focus lost.
  const last = useRef<Snapshot>({ text: null, groupByFolder: false, pages: NO_PAGES, total: null, groups: null });
  const before = last.current;
  const isWhole = asked.total !== null && (!list.groupByFolder || askedGroups !== null);
  const isWaiting = !isWhole && error === null && before.text !== text && before.groupByFolder === list.groupByFolder;
  const loadedPages = isWaiting ? before.pages : asked.pages;
  const total = isWaiting ? before.total : (asked.total ?? (before.text === text ? before.total : null));
  const shownGroups = isWaiting ? before.groups : askedGroups;
  useEffect(() => {
    if (isWhole) last.current = { text, groupByFolder: list.groupByFolder, pages: asked.pages, total: asked.total, groups: askedGroups };
  });

  useEffect(() => dropOldPages(slug), [slug, pages]);

  const show = useCallback((start: number, end: number) => {
    const wanted = pagesOf(start - AHEAD, total === null ? end : Math.min(total, end + AHEAD));
    setShown((now) => (now.text === text && now.pages.length === wanted.length && now.pages[0] === wanted[0] ? now : { text, pages: wanted }));
  }, [text, total]);
  const itemAt = useCallback((index: number) => loadedPages.get(Math.floor(index / PAGE))?.[index % PAGE], [loadedPages]);
  const retry = useCallback(() => void queryClient.invalidateQueries({ queryKey: keys.evidence(slug) }), [slug]);
  return useMemo(() => ({ total, groups: shownGroups, itemAt, error, retry, show }), [total, shownGroups, itemAt, error, retry, show]);
}

function pageOptions(slug: string, list: EvidenceList, page: number): { queryKey: readonly unknown[]; queryFn: (context: { signal: AbortSignal }) => Promise<EvidencePage>; gcTime: number } {
  return {
    queryKey: pageKey(slug, list, page),
    queryFn: async ({ signal }) => {
      await calm(signal);
      return api.evidence.query({ case: slug, filter: list.filter, sort: list.sort, groupByFolder: list.groupByFolder, offset: page * PAGE, limit: PAGE }, { signal });
    },
    gcTime: 60_000,
  };
}

/** Waits until the list is not rushing past, so that a page nobody stops at is never asked for. */
async function calm(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => listPace.whenCalm(resolve));
  signal.throwIfAborted();
}

function combinePages(results: UseQueryResult<EvidencePage>[]): LoadedPages {
  const pages = new Map<number, readonly EvidenceItem[]>();
  let total: number | null = null;
  let newest = -1;
  let error: unknown = null;
  for (const result of results) {
    if (result.data === undefined) {
      error ??= result.error;
      continue;
    }
    pages.set(result.data.offset / PAGE, result.data.items);
    if (result.dataUpdatedAt > newest) {
      newest = result.dataUpdatedAt;
      total = result.data.total;
    }
  }
  return { pages, total, error };
}

function dropOldPages(slug: string): void {
  const idle = queryClient.getQueryCache().findAll({ queryKey: [...keys.evidence(slug), 'page'], type: 'inactive' });
  if (idle.length <= KEPT_PAGES) return;
  const oldest = idle.toSorted((one, other) => one.state.dataUpdatedAt - other.state.dataUpdatedAt).slice(0, idle.length - KEPT_PAGES);
  for (const query of oldest) queryClient.getQueryCache().remove(query);
}
