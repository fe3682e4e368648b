/** Rows loaded at once. */
export const PAGE = 200;

/** Numbers of the pages that hold the items [start, end), at least the first one. */
export function pagesOf(start: number, end: number): number[] {
  const first = Math.floor(Math.max(0, start) / PAGE);
  const last = Math.max(first, Math.floor(Math.max(0, end - 1) / PAGE));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** Offsets and limits that cover [start, end) in requests of at most `most` rows. */
export function requestsFor(start: number, end: number, most: number): { readonly offset: number; readonly limit: number }[] {
  const requests: { offset: number; limit: number }[] = [];
  for (let offset = start; offset < end; offset += most) requests.push({ offset, limit: Math.min(most, end - offset) });
  return requests;
}

/** Columns of tiles that fit a width in pixels, at least two; the tiles share what is left over. */
export function columnsFor(width: number, tile: number, gap: number): number {
  return Math.max(2, Math.floor((width + gap) / (tile + gap)));
}
