import type { EvidenceSort } from '../../../contract/evidence.ts';

export const COLUMN_IDS = ['thumbnail', 'name', 'folder', 'score', 'regions', 'area', 'domain', 'type', 'pixels', 'size', 'camera', 'taken', 'status', 'review'] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** What the number is and how it was measured, for the header's tooltip. */
  readonly meaning: string;
  /** Least width in rem, so that it grows with the text, and the share it takes of room left over. */
  readonly width: number;
  readonly share: number;
  readonly sort: EvidenceSort['by'] | null;
  readonly numeric: boolean;
}

export const COLUMNS: readonly Column[] = [
  column('thumbnail', '', 'The picture, small', 2.75, 0, null),
  column('name', 'Name', 'File name; names that are not valid text are shown escaped', 7.5, 3, 'name'),
  column('folder', 'Folder', 'Folder of the file as it was taken in', 8, 3, 'path'),
  column('score', 'Score', 'Score of the whole picture, 0 to 1, from the newest analysis of its present content', 5, 0, 'score', true),
  column('regions', 'Regions', 'Connected regions with traces at the threshold of the analysis', 3.75, 0, 'regions', true),
  column('area', 'Area', 'Share of the picture at or above the threshold of the analysis', 3.75, 0, 'maskShare', true),
  column('domain', 'Domain', 'What kind of picture it is, as the examiner set it', 5.5, 0, 'domain'),
  column('type', 'Type', 'File type by content, not by extension', 3.5, 0, 'format'),
  column('pixels', 'Pixels', 'Width and height in pixels, as stored', 5.5, 0, 'pixels', true),
  column('size', 'Size', 'Size of the file', 4.25, 0, 'bytes', true),
  column('camera', 'Camera', 'Make and model as the file states them; a claim of the file, not a measurement', 6.25, 2, 'camera'),
  column('taken', 'Taken', 'Local time as the file states it; a claim of the file, not a measurement', 7.5, 0, 'takenAt'),
  column('status', 'Scan', 'Where the analysis stands', 4.5, 1, 'status'),
  column('review', 'Review', 'Where the examiner stands', 7.75, 0, 'review'),
];

function column(id: ColumnId, title: string, meaning: string, width: number, share: number, sort: EvidenceSort['by'] | null, numeric = false): Column {
  return { id, title, meaning, width, share, sort, numeric };
}

/** Not shown until chosen: the folder is in the tooltip and the headers, and everything else fits a screen of 1440 pixels. */
const HIDDEN_AT_FIRST: readonly ColumnId[] = ['folder', 'taken'];

/** Tracks of the CSS grid. */
export function columnTracks(columns: readonly Column[]): string {
  return columns.map(({ width, share }) => (share === 0 ? `${width}rem` : `minmax(${width}rem, ${share}fr)`)).join(' ');
}

/** Least width of a row in rem, gaps and padding left out. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

/** Columns in their fixed order; the name is always among them. Unknown names in kept text are passed over. */
export function chosenColumns(kept: string | null): readonly Column[] {
  const ids = parseIds(kept);
  if (ids === null) return COLUMNS.filter(({ id }) => !HIDDEN_AT_FIRST.includes(id));
  return COLUMNS.filter(({ id }) => id === 'name' || ids.includes(id));
}

export function toggleColumn(columns: readonly Column[], id: ColumnId): readonly Column[] {
  const shown = columns.some((one) => one.id === id);
  return COLUMNS.filter((one) => one.id === 'name' || (one.id === id ? !shown : columns.includes(one)));
}

export function columnsText(columns: readonly Column[]): string {
  return JSON.stringify(columns.map(({ id }) => id));
}

function parseIds(kept: string | null): readonly unknown[] | null {
  if (kept === null) return null;
  try {
    const value: unknown = JSON.parse(kept);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Sort after a click on a header: the same column turns round, another starts with its natural direction (numbers from the top). */
export function sortAfterClick(sort: EvidenceSort, column: Column): EvidenceSort {
  if (column.sort === null) return sort;
  if (column.sort === sort.by) return { by: sort.by, descending: !sort.descending };
  return { by: column.sort, descending: column.numeric };
}

export const SORTS: readonly { readonly value: EvidenceSort['by']; readonly label: string }[] = [
  { value: 'score', label: 'Score' },
  { value: 'maskShare', label: 'Area with traces' },
  { value: 'regions', label: 'Regions' },
  { value: 'path', label: 'Path' },
  { value: 'name', label: 'Name' },
  { value: 'takenAt', label: 'Time taken' },
  { value: 'camera', label: 'Camera' },
  { value: 'pixels', label: 'Pixels' },
  { value: 'bytes', label: 'Size' },
  { value: 'format', label: 'Type' },
  { value: 'review', label: 'Review status' },
  { value: 'status', label: 'Scan status' },
  { value: 'domain', label: 'Domain' },
  { value: 'addedAt', label: 'Time added' },
];
