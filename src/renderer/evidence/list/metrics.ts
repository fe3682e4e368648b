import { columnsFor } from '../model/pages.ts';

export const GAP = 6;

/** Sizes of the list in CSS pixels. */
export interface ListMetrics {
  readonly view: 'grid' | 'table';
  readonly columns: number;
  /** Height of a line of items with the gap below it. */
  readonly line: number;
  readonly picture: number;
  readonly header: number;
  /** Height of the row of column titles; 0 in the grid. */
  readonly titles: number;
}

/** Lines of the grid hold as many tiles as fit; a tile is a picture of about 4:3 over two lines of text. */
export function listMetrics(view: 'grid' | 'table', width: number, thumbnail: number, rem: number): ListMetrics {
  const header = Math.round(rem * 2);
  if (view === 'table') return { view, columns: 1, line: Math.round(rem * 2.5), picture: Math.round(rem * 2.125), header, titles: Math.round(rem * 2) };
  const columns = columnsFor(width, thumbnail, GAP);
  const tile = (Math.max(width, 120) - GAP * (columns - 1)) / columns;
  const picture = Math.round(tile * 0.72);
  return { view, columns, picture, line: picture + Math.round(rem * 2.625) + GAP, header, titles: 0 };
}
