import { useCallback, useMemo, useState } from 'react';
import type { EvidenceItem, ReviewStatus } from '../../../contract/evidence.ts';
import { notifyError } from '../../api/errors.ts';
import type { Layout } from '../model/layout.ts';
import { moveFocus, type Move } from '../model/moves.ts';
import { EVERYTHING, NOTHING, rangeOf, toggle, withItems } from '../model/selection.ts';
import type { EvidenceList, ListPlace } from '../query.ts';
import { collectRange } from './collect.ts';
import { clearSelection, markingStore, setSelection } from './marking.ts';
import { undoStatus } from './triage.ts';
import type { EvidenceRows } from './useEvidenceRows.ts';
import { statusActions, type Triage } from './useTriage.ts';

export interface Revealed {
  readonly count: number;
  readonly grab: boolean;
}

export interface ListKeys {
  /** Handlers of the list's own actions, by action id. */
  readonly actions: Record<string, () => void>;
  readonly pick: (index: number, how: 'focus' | 'toggle' | 'extend') => void;
  readonly setStatus: (review: ReviewStatus) => void;
  readonly clear: () => void;
  /** Brings the focused item onto the screen; `grab` also gives it the keyboard. */
  readonly reveal: (grab: boolean) => void;
  readonly revealed: Revealed;
}

const MOVES: readonly (readonly [string, string, Move])[] = [
  ['left', 'selectLeft', 'left'],
  ['right', 'selectRight', 'right'],
  ['up', 'selectUp', 'up'],
  ['down', 'selectDown', 'down'],
  ['pageUp', 'selectPageUp', 'pageUp'],
  ['pageDown', 'selectPageDown', 'pageDown'],
  ['first', 'selectFirst', 'first'],
  ['last', 'selectLast', 'last'],
];

/** Focus, selection and status by keyboard and pointer. Moving does not select; Shift extends; Space chooses one by one. */
export function useListKeys({ slug, list, layout, rows, place, setPlace, pageLines, triage, open }: {
  readonly slug: string;
  readonly list: EvidenceList;
  readonly layout: Layout;
  readonly rows: EvidenceRows;
  readonly place: ListPlace;
  readonly setPlace: (place: Partial<ListPlace>) => void;
  readonly pageLines: number;
  readonly triage: Triage;
  readonly open: (index: number) => void;
}): ListKeys {
  const [revealed, setRevealed] = useState<Revealed>({ count: 0, grab: false });
  const reveal = useCallback((grab: boolean) => setRevealed((now) => ({ count: now.count + 1, grab })), []);

  return useMemo(() => {
    const { focus } = place;
    const focused = rows.itemAt(focus);

    function focusOn(index: number): void {
      setPlace({ focus: index, focusId: rows.itemAt(index)?.id ?? null });
      reveal(true);
    }
    function go(move: Move): void {
      markingStore(slug).setState({ anchor: null });
      focusOn(moveFocus(layout, focus, move, pageLines));
    }
    function extendTo(index: number): void {
      const { anchor, selection } = markingStore(slug).getState();
      const from = anchor ?? focus;
      const { start, end } = rangeOf(from, index);
      // A run replaces what the same run had chosen before; what Space chose stays only when the run is new.
      const base = anchor === null ? selection : NOTHING;
      markingStore(slug).setState({ anchor: from });
      focusOn(index);
      const items = loaded(rows, start, end);
      if (items !== null) return setSelection(slug, withItems(base, items.map(({ id }) => id)), items);
      collectRange(slug, list, start, end).then(
        (found) => setSelection(slug, withItems(base, found.map(({ id }) => id)), found),
        (error: unknown) => notifyError(error, 'These items were not selected'),
      );
    }
    function toggleAt(index: number): void {
      const item = rows.itemAt(index);
      if (item === undefined) return;
      const { selection } = markingStore(slug).getState();
      setSelection(slug, toggle(selection, item.id), [item]);
      markingStore(slug).setState({ anchor: null });
    }
    /** Where triage goes on: after the end of what was set. */
    function setStatus(review: ReviewStatus): void {
      const { anchor } = markingStore(slug).getState();
      triage.status(review, focused);
      focusOn(moveFocus(layout, Math.max(focus, anchor ?? 0), 'right', pageLines));
    }
    function setFolderStatus(review: ReviewStatus): void {
      triage.folderStatus(review, focused);
    }
    function pick(index: number, how: 'focus' | 'toggle' | 'extend'): void {
      if (how === 'extend') return extendTo(index);
      focusOn(index);
      if (how === 'toggle') return toggleAt(index);
      clearSelection(slug);
    }

    const actions: Record<string, () => void> = {
      ...statusActions(setStatus, setFolderStatus),
      'evidence.toggle': () => toggleAt(focus),
      'evidence.selectAll': () => setSelection(slug, EVERYTHING, []),
      'evidence.clearSelection': () => clearSelection(slug),
      'evidence.open': () => open(focus),
      'evidence.undo': () => void undoStatus(slug),
    };
    for (const [plain, extended, move] of MOVES) {
      actions[`evidence.${plain}`] = () => go(move);
      actions[`evidence.${extended}`] = () => extendTo(moveFocus(layout, focus, move, pageLines));
    }
    return { actions, pick, setStatus, clear: () => clearSelection(slug), reveal, revealed };
  }, [slug, list, layout, rows, place, setPlace, pageLines, triage, open, reveal, revealed]);
}

/** The items [start, end) where all of them are loaded, or null. */
function loaded(rows: EvidenceRows, start: number, end: number): EvidenceItem[] | null {
  const items: EvidenceItem[] = [];
  for (let index = start; index < end; index += 1) {
    const item = rows.itemAt(index);
    if (item === undefined) return null;
    items.push(item);
  }
  return items;
}
