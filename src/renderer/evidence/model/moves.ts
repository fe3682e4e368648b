import { lineAt, lineOfItem, segmentOf, type Layout } from './layout.ts';

export type Move = 'left' | 'right' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** The item a move leads to from `index`; items of folded folders are passed over. `pageLines`: lines that fit on the screen. Stays where there is nowhere to go. */
export function moveFocus(layout: Layout, index: number, move: Move, pageLines: number): number {
  if (layout.total === 0) return 0;
  const from = Math.min(Math.max(0, index), layout.total - 1);
  switch (move) {
    case 'left':
      return stepItem(layout, from, -1);
    case 'right':
      return stepItem(layout, from, 1);
    case 'up':
      return stepLines(layout, from, -1);
    case 'down':
      return stepLines(layout, from, 1);
    case 'pageUp':
      return stepLines(layout, from, -Math.max(1, pageLines));
    case 'pageDown':
      return stepLines(layout, from, Math.max(1, pageLines));
    case 'first':
      return openItem(layout, 0, 1) ?? from;
    case 'last':
      return openItem(layout, layout.total - 1, -1) ?? from;
  }
}

function stepItem(layout: Layout, from: number, direction: 1 | -1): number {
  return openItem(layout, from + direction, direction) ?? from;
}

/** Nearest item from `index` on in a direction that is not in a folded folder. */
function openItem(layout: Layout, index: number, direction: 1 | -1): number | null {
  let at = index;
  for (;;) {
    const number = segmentOf(layout, at);
    if (number === null) return null;
    const segment = layout.segments[number]!;
    if (!segment.folded) return at;
    at = direction === 1 ? segment.start + segment.items : segment.start - 1;
  }
}

/** Moves by lines of items, keeping the column; a page that runs past an end stops at the last line of items. */
function stepLines(layout: Layout, from: number, lines: number): number {
  const direction = lines > 0 ? 1 : -1;
  const number = segmentOf(layout, from);
  if (number === null) return from;
  const column = (from - layout.segments[number]!.start) % layout.columns;
  const wanted = lineOfItem(layout, from) + lines;
  const target = nearestItems(layout, wanted, direction) ?? nearestItems(layout, Math.min(Math.max(0, wanted), layout.lineCount - 1), -direction as 1 | -1);
  if (target === null) return from;
  return Math.min(target.start + column, target.end - 1);
}

function nearestItems(layout: Layout, line: number, direction: 1 | -1): { readonly start: number; readonly end: number } | null {
  for (let at = line; at >= 0 && at < layout.lineCount; at += direction) {
    const found = lineAt(layout, at);
    if (found?.kind === 'items') return found;
  }
  return null;
}
