/** What is chosen: some items by id, or everything the filter finds but a few. */
export type Selection = { readonly kind: 'some'; readonly ids: ReadonlySet<number> } | { readonly kind: 'all'; readonly except: ReadonlySet<number> };

export const NOTHING: Selection = { kind: 'some', ids: new Set() };
export const EVERYTHING: Selection = { kind: 'all', except: new Set() };

export function isSelected(selection: Selection, id: number): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);
}

export function toggle(selection: Selection, id: number): Selection {
  const set = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  if (!set.delete(id)) set.add(id);
  return selection.kind === 'some' ? { kind: 'some', ids: set } : { kind: 'all', except: set };
}

/** Adds items. */
export function withItems(selection: Selection, ids: Iterable<number>): Selection {
  if (selection.kind === 'some') return { kind: 'some', ids: new Set([...selection.ids, ...ids]) };
  const except = new Set(selection.except);
  for (const id of ids) except.delete(id);
  return { kind: 'all', except };
}

/** How many of `total` found items are chosen. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);
}

/** Both ends of a run of items, whichever was first, as [start, end). */
export function rangeOf(anchor: number, focus: number): { readonly start: number; readonly end: number } {
  return { start: Math.min(anchor, focus), end: Math.max(anchor, focus) + 1 };
}
