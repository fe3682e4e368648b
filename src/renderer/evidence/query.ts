import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { evidenceFilterSchema, evidenceSortSchema, type EvidenceFilter, type EvidenceSort } from '../../contract/evidence.ts';
import { cleanFilter, sameFilter } from './model/filters.ts';

/** What the list of evidence shows and in which order. Review goes through the same list with previous and next. */
export interface EvidenceList {
  readonly filter: EvidenceFilter;
  readonly sort: EvidenceSort;
  readonly groupByFolder: boolean;
}

/** Where the examiner stands in the list, so that coming back from a review shows the same place. */
export interface ListPlace {
  /** Index of the focused item in the result. */
  readonly focus: number;
  readonly focusId: number | null;
  readonly scrollTop: number;
  /** Item opened last in the review; the list goes on there. */
  readonly reviewed: number | null;
}

export interface EvidenceQueryState extends EvidenceList {
  readonly place: ListPlace;
  readonly setFilter: (filter: EvidenceFilter) => void;
  readonly setSort: (sort: EvidenceSort) => void;
  readonly setGroupByFolder: (groupByFolder: boolean) => void;
  readonly apply: (list: EvidenceList) => void;
  readonly setPlace: (place: Partial<ListPlace>) => void;
}

export const START: EvidenceList = { filter: {}, sort: { by: 'score', descending: true }, groupByFolder: false };
const TOP: ListPlace = { focus: 0, focusId: null, scrollTop: 0, reviewed: null };

const stores = new Map<string, UseBoundStore<StoreApi<EvidenceQueryState>>>();

/** The store of one case; it lives as long as the window and its list is kept in the session. */
export function evidenceQueryStore(slug: string): UseBoundStore<StoreApi<EvidenceQueryState>> {
  const known = stores.get(slug);
  if (known !== undefined) return known;
  const store = create<EvidenceQueryState>((set) => ({
    ...readKept(slug),
    place: TOP,
    setFilter: (filter) => set((now) => (sameFilter(filter, now.filter) ? now : { filter: cleanFilter(filter), place: TOP })),
    setSort: (sort) => set({ sort, place: TOP }),
    setGroupByFolder: (groupByFolder) => set({ groupByFolder, place: TOP }),
    apply: ({ filter, sort, groupByFolder }) => set({ filter: cleanFilter(filter), sort, groupByFolder, place: TOP }),
    setPlace: (place) => set((now) => ({ place: { ...now.place, ...place } })),
  }));
  store.subscribe((now, before) => {
    if (now.filter !== before.filter || now.sort !== before.sort || now.groupByFolder !== before.groupByFolder) keep(slug, now);
  });
  stores.set(slug, store);
  return store;
}

export function useEvidenceQuery(slug: string): EvidenceQueryState {
  return evidenceQueryStore(slug)();
}

/** Text that is equal for equal lists; part of the keys under which results are kept. */
export function listKey({ filter, sort, groupByFolder }: EvidenceList): string {
  return JSON.stringify([cleanFilter(filter), sort.by, sort.descending, groupByFolder]);
}

/** Reads what an earlier page of this session kept; anything unreadable is the start. */
export function parseKept(text: string | null): EvidenceList {
  if (text === null) return START;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return START;
    const { filter, sort, groupByFolder } = value as Record<string, unknown>;
    return { filter: evidenceFilterSchema.parse(filter), sort: evidenceSortSchema.parse(sort), groupByFolder: groupByFolder === true };
  } catch {
    return START;
  }
}

function readKept(slug: string): EvidenceList {
  return parseKept(sessionStorage.getItem(storageKey(slug)));
}

function keep(slug: string, { filter, sort, groupByFolder }: EvidenceList): void {
  sessionStorage.setItem(storageKey(slug), JSON.stringify({ filter, sort, groupByFolder }));
}

function storageKey(slug: string): string {
  return `palimpsest.evidence.${slug}`;
}
