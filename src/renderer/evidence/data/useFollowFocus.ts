import { useEffect, type RefObject } from 'react';
import type { ListPlace } from '../query.ts';
import type { EvidenceRows } from './useEvidenceRows.ts';

/** How far from its former place an item is looked for, in items. Rows that are not loaded are not asked for. */
const REACH = 300;

/** Where an item stands now, looked for outwards from where it stood, or null where it is not among the loaded rows near by. */
export function placeNear(idAt: (index: number) => number | undefined, from: number, id: number): number | null {
  for (let distance = 0; distance <= REACH; distance += 1) {
    if (idAt(from - distance) === id) return from - distance;
    if (idAt(from + distance) === id) return from + distance;
  }
  return null;
}

/**
 * Keeps the focus on its item when the list changes under it: an item that got a status may leave the list, and a running scan puts others in between.
 * Where the item is gone, the focus stays at its place and takes the item that is there now.
 */
export function useFollowFocus(rows: EvidenceRows, place: ListPlace, setPlace: (place: Partial<ListPlace>) => void, scroller: RefObject<HTMLElement | null>, reveal: (grab: boolean) => void): void {
  const { itemAt, total } = rows;
  const { focus, focusId } = place;
  useEffect(() => {
    if (total === null || total === 0) return;
    const here = itemAt(Math.min(focus, total - 1));
    if (here === undefined || (here.id === focusId && focus < total)) return;
    const moved = focusId === null ? null : placeNear((index) => itemAt(index)?.id, focus, focusId);
    setPlace(moved === null ? { focus: Math.min(focus, total - 1), focusId: here.id } : { focus: moved });
    if (scroller.current?.contains(document.activeElement) === true) reveal(true);
  }, [itemAt, total, focus, focusId, setPlace, scroller, reveal]);
}
