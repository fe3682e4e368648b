import type { EvidenceGroup } from '../../../contract/evidence.ts';

/** One line of the list: the header of a folder, or the items [start, end) of the result side by side. */
export type Line = { readonly kind: 'header'; readonly group: number } | { readonly kind: 'items'; readonly group: number | null; readonly start: number; readonly end: number };

interface Segment {
  readonly start: number;
  readonly items: number;
  /** Line of its header, or of its first items where there are no headers. */
  readonly firstLine: number;
  readonly lines: number;
  readonly folded: boolean;
}

/** Where every item of a result stands. Only folders are held in memory, never items, so that 100,000 items cost nothing. */
export interface Layout {
  readonly columns: number;
  readonly total: number;
  readonly lineCount: number;
  /** Folders with a header each; empty where the list is not grouped. */
  readonly groups: readonly EvidenceGroup[];
  readonly segments: readonly Segment[];
}

/** Lays out `total` items in lines of `columns`; with `groups` every folder starts a new line under its header and a folded one shows its header only. */
export function layOut(total: number, columns: number, groups: readonly EvidenceGroup[] | null, folded: ReadonlySet<string>): Layout {
  const wide = Math.max(1, Math.floor(columns));
  if (groups === null) {
    const lines = Math.ceil(total / wide);
    return { columns: wide, total, lineCount: lines, groups: [], segments: [{ start: 0, items: total, firstLine: 0, lines, folded: false }] };
  }
  const segments: Segment[] = [];
  let line = 0;
  let items = 0;
  for (const group of groups) {
    const isFolded = folded.has(group.folder);
    const lines = 1 + (isFolded ? 0 : Math.ceil(group.items / wide));
    segments.push({ start: group.start, items: group.items, firstLine: line, lines, folded: isFolded });
    line += lines;
    items += group.items;
  }
  return { columns: wide, total: items, lineCount: line, groups, segments };
}

export function lineAt(layout: Layout, line: number): Line | null {
  if (line < 0 || line >= layout.lineCount) return null;
  const at = lastWhere(layout.segments.length, (index) => layout.segments[index]!.firstLine <= line);
  const segment = layout.segments[at]!;
  const headed = layout.groups.length > 0;
  if (headed && line === segment.firstLine) return { kind: 'header', group: at };
  const start = segment.start + (line - segment.firstLine - (headed ? 1 : 0)) * layout.columns;
  return { kind: 'items', group: headed ? at : null, start, end: Math.min(start + layout.columns, segment.start + segment.items) };
}

/** Line an item stands on; the header's line for an item of a folded folder; 0 for an index outside. */
export function lineOfItem(layout: Layout, index: number): number {
  const at = segmentOf(layout, index);
  if (at === null) return 0;
  const segment = layout.segments[at]!;
  if (segment.folded) return segment.firstLine;
  return segment.firstLine + (layout.groups.length > 0 ? 1 : 0) + Math.floor((index - segment.start) / layout.columns);
}

/** Number of the folder an item belongs to, or null where the list is not grouped or there is no such item. */
export function groupOfItem(layout: Layout, index: number): number | null {
  return layout.groups.length === 0 ? null : segmentOf(layout, index);
}

/** The header that stands above `line`, or null where the list is not grouped. */
export function headerAbove(layout: Layout, line: number): number | null {
  if (layout.groups.length === 0 || layout.lineCount === 0) return null;
  return layout.segments[lastWhere(layout.segments.length, (index) => layout.segments[index]!.firstLine <= line)]!.firstLine;
}

/** First and one past the last item index shown on lines [from, to], or null where those lines hold headers only. */
export function itemsOnLines(layout: Layout, from: number, to: number): { readonly start: number; readonly end: number } | null {
  let start: number | null = null;
  let end = 0;
  for (let line = from; line <= to; line += 1) {
    const at = lineAt(layout, line);
    if (at?.kind !== 'items') continue;
    start ??= at.start;
    end = at.end;
  }
  return start === null ? null : { start, end };
}

export function segmentOf(layout: Layout, index: number): number | null {
  if (index < 0 || index >= layout.total) return null;
  return lastWhere(layout.segments.length, (at) => layout.segments[at]!.start <= index);
}

/** Greatest index for which `holds` is true, where it is true up to some index and false after; 0 where it never is. */
function lastWhere(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
