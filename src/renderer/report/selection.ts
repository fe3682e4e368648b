import { create } from 'zustand';
import type { EvidenceFilter, ReviewStatus } from '../../contract/index.ts';
import type { Selection } from '../evidence/model/selection.ts';

/** Which items a report is about. */
export interface Choice {
  /** `selected`: as selected under Evidence; `status`: every item with one of `reviews`; `all`: the whole case. */
  readonly kind: 'selected' | 'status' | 'all';
  readonly reviews: readonly ReviewStatus[];
  /** Items left out of what the choice finds. */
  readonly leftOut: ReadonlySet<number>;
}

export type ApiSelection = { ids: number[] } | { filter: EvidenceFilter };

export const START: Choice = { kind: 'all', reviews: ['traces_found', 'inconclusive', 'no_traces_found', 'verified'], leftOut: new Set() };

/** The choice of each case, as long as the window lives. */
export const choices = create<Readonly<Record<string, Choice | undefined>>>(() => ({}));

export function choose(slug: string, part: Partial<Choice>): void {
  choices.setState((now) => ({ [slug]: { ...(now[slug] ?? START), ...part } }));
}

export function toggleItem(leftOut: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(leftOut);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** What the choice means before anything is left out, and which of it is left out; null where it means nothing. */
export function meaningOf({ kind, reviews, leftOut }: Choice, selection: Selection, listFilter: EvidenceFilter): { readonly base: ApiSelection; readonly except: ReadonlySet<number> } | null {
  if (kind === 'all') return { base: { filter: {} }, except: leftOut };
  if (kind === 'status') return reviews.length === 0 ? null : { base: { filter: { review: [...reviews] } }, except: leftOut };
  if (selection.kind === 'some') return selection.ids.size === 0 ? null : { base: { ids: [...selection.ids].toSorted((left, right) => left - right) }, except: leftOut };
  return { base: { filter: listFilter }, except: new Set([...selection.except, ...leftOut]) };
}

/** Ids less those left out; null where nothing is left. */
export function withoutLeftOut(ids: readonly number[], except: ReadonlySet<number>): ApiSelection | null {
  const left = ids.filter((id) => !except.has(id));
  return left.length === 0 ? null : { ids: left };
}
