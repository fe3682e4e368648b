import { describe, expect, it } from 'vitest';
import type { EvidenceGroup } from '../../../contract/evidence.ts';
import { groupOfItem, headerAbove, itemsOnLines, layOut, lineAt, lineOfItem } from './layout.ts';
import { moveFocus } from './moves.ts';
import { columnsFor, PAGE, pagesOf, requestsFor } from './pages.ts';

const NONE = new Set<string>();
function groupsOf(...counts: readonly number[]): EvidenceGroup[] {
  let start = 0;
  return counts.map((items, index) => {
    const group = { folder: `folder ${index}`, items, start, highestScore: null };
    start += items;
    return group;
  });
}

describe('layout without folders', () => {
  const layout = layOut(100_000, 8, null, NONE);
  it('has a line for every eight items', () => {
    expect(layout.lineCount).toBe(12_500);
    expect(lineAt(layout, 12_499)).toEqual({ kind: 'items', group: null, start: 99_992, end: 100_000 });
    expect(lineAt(layout, 12_500)).toBeNull();
  });
  it('finds the line of an item', () => {
    expect(lineOfItem(layout, 0)).toBe(0);
    expect(lineOfItem(layout, 99_999)).toBe(12_499);
    expect(headerAbove(layout, 3)).toBeNull();
  });
  it('holds for nothing at all', () => {
    const empty = layOut(0, 8, null, NONE);
    expect(empty.lineCount).toBe(0);
    expect(lineAt(empty, 0)).toBeNull();
    expect(moveFocus(empty, 0, 'down', 5)).toBe(0);
  });
});

describe('layout with folders', () => {
  const groups = groupsOf(5, 3, 9);
  const layout = layOut(17, 4, groups, NONE);
  it('starts each folder on a new line under its header', () => {
    // header 0, items 1-2; header 3, items 4; header 5, items 6-8
    expect(layout.lineCount).toBe(9);
    expect(lineAt(layout, 0)).toEqual({ kind: 'header', group: 0 });
    expect(lineAt(layout, 2)).toEqual({ kind: 'items', group: 0, start: 4, end: 5 });
    expect(lineAt(layout, 3)).toEqual({ kind: 'header', group: 1 });
    expect(lineAt(layout, 4)).toEqual({ kind: 'items', group: 1, start: 5, end: 8 });
    expect(lineAt(layout, 8)).toEqual({ kind: 'items', group: 2, start: 16, end: 17 });
  });
  it('goes from item to line and back for every item', () => {
    for (let index = 0; index < 17; index += 1) {
      const line = lineAt(layout, lineOfItem(layout, index));
      expect(line?.kind === 'items' && line.start <= index && index < line.end).toBe(true);
    }
    expect(groupOfItem(layout, 7)).toBe(1);
    expect(groupOfItem(layout, 17)).toBeNull();
    expect(headerAbove(layout, 7)).toBe(5);
  });
  it('shows only the header of a folded folder', () => {
    const folded = layOut(17, 4, groups, new Set(['folder 1']));
    expect(folded.lineCount).toBe(8);
    expect(lineOfItem(folded, 6)).toBe(3);
    expect(lineAt(folded, 4)).toEqual({ kind: 'header', group: 2 });
    expect(itemsOnLines(folded, 1, 5)).toEqual({ start: 0, end: 12 });
    expect(itemsOnLines(folded, 3, 3)).toBeNull();
  });
});

describe('moves', () => {
  const layout = layOut(17, 4, groupsOf(5, 3, 9), NONE);
  const folded = layOut(17, 4, groupsOf(5, 3, 9), new Set(['folder 1']));
  it('steps over headers and keeps the column where there is one', () => {
    expect(moveFocus(layout, 2, 'down', 3)).toBe(4);
    expect(moveFocus(layout, 4, 'down', 3)).toBe(5);
    expect(moveFocus(layout, 7, 'down', 3)).toBe(10);
    expect(moveFocus(layout, 10, 'up', 3)).toBe(7);
    expect(moveFocus(layout, 4, 'right', 3)).toBe(5);
  });
  it('passes over a folded folder', () => {
    expect(moveFocus(folded, 4, 'right', 3)).toBe(8);
    expect(moveFocus(folded, 8, 'left', 3)).toBe(4);
    expect(moveFocus(folded, 4, 'down', 3)).toBe(8);
    expect(moveFocus(layOut(17, 4, groupsOf(5, 3, 9), new Set(['folder 0', 'folder 2'])), 0, 'last', 3)).toBe(7);
  });
  it('stays at the ends and stops pages at the last line', () => {
    expect(moveFocus(layout, 0, 'left', 3)).toBe(0);
    expect(moveFocus(layout, 1, 'up', 3)).toBe(1);
    expect(moveFocus(layout, 16, 'down', 3)).toBe(16);
    expect(moveFocus(layout, 2, 'pageDown', 100)).toBe(16);
    expect(moveFocus(layout, 16, 'pageUp', 100)).toBe(0);
    expect(moveFocus(layout, 9, 'last', 3)).toBe(16);
    expect(moveFocus(layout, 9, 'first', 3)).toBe(0);
  });
  it('stays where every folder is folded', () => {
    const all = layOut(17, 4, groupsOf(5, 3, 9), new Set(['folder 0', 'folder 1', 'folder 2']));
    for (const move of ['left', 'right', 'up', 'down', 'pageUp', 'pageDown', 'first', 'last'] as const) expect(moveFocus(all, 6, move, 2)).toBe(6);
  });
});

describe('pages', () => {
  it('names the pages a window touches', () => {
    expect(pagesOf(0, 40)).toEqual([0]);
    expect(pagesOf(PAGE - 1, PAGE + 1)).toEqual([0, 1]);
    expect(pagesOf(99_990, 100_000)).toEqual([499]);
    expect(pagesOf(0, 0)).toEqual([0]);
  });
  it('covers a run with bounded requests', () => {
    expect(requestsFor(10, 2510, 1000)).toEqual([{ offset: 10, limit: 1000 }, { offset: 1010, limit: 1000 }, { offset: 2010, limit: 500 }]);
    expect(requestsFor(5, 5, 1000)).toEqual([]);
  });
  it('fits columns with their gaps, never fewer than two', () => {
    expect(columnsFor(1066, 128, 6)).toBe(8);
    expect(columnsFor(1065, 128, 6)).toBe(7);
    expect(columnsFor(100, 320, 6)).toBe(2);
  });
});
