import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { EvidenceItem, ReviewStatus } from '../../../contract/evidence.ts';
import { NOTHING, type Selection } from '../model/selection.ts';

/** What is selected and which folders are folded, per case, as long as the window lives. */
export interface Marking {
  readonly selection: Selection;
  /** Index where the run of Shift starts. */
  readonly anchor: number | null;
  readonly folded: ReadonlySet<string>;
  /** Status of the selected items when they were selected or last set, for taking a change back. */
  readonly standings: ReadonlyMap<number, ReviewStatus>;
}

export type MarkingStore = UseBoundStore<StoreApi<Marking>>;
const stores = new Map<string, MarkingStore>();

export function markingStore(slug: string): MarkingStore {
  const known = stores.get(slug);
  if (known !== undefined) return known;
  const store = create<Marking>(() => ({ selection: NOTHING, anchor: null, folded: new Set(), standings: new Map() }));
  stores.set(slug, store);
  return store;
}

export function clearSelection(slug: string): void {
  markingStore(slug).setState({ selection: NOTHING, anchor: null, standings: new Map() });
}

/** Keeps a new selection; `items` are those whose status is known now. */
export function setSelection(slug: string, selection: Selection, items: Iterable<EvidenceItem>): void {
  markingStore(slug).setState((now) => {
    const standings = new Map(now.standings);
    for (const { id, review } of items) standings.set(id, review);
    return { selection, standings };
  });
}

export function toggleFolder(slug: string, folder: string): void {
  markingStore(slug).setState((now) => {
    const folded = new Set(now.folded);
    if (!folded.delete(folder)) folded.add(folder);
    return { folded };
  });
}

export function foldAll(slug: string, folders: Iterable<string>): void {
  markingStore(slug).setState({ folded: new Set(folders) });
}
