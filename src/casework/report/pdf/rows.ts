import type { Flow } from './flow.ts';
import { atTop, baseline, left, nextPage } from './flow.ts';
import type { Tag } from './pen.ts';
import type { TextStyle } from './style.ts';
import { BODY, COLOUR, PAGE, WIDTH } from './style.ts';
import type { Line } from './text.ts';
import { wrapText } from './text.ts';

export interface CellColumn {
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly style: TextStyle;
}

const PADDING = 3.5;

/** Columns by their shares of the width. */
export function columnsOf(shares: readonly { readonly share: number; readonly align: 'left' | 'right'; readonly style: TextStyle }[], inset: number): readonly CellColumn[] {
  const sum = shares.reduce((total, one) => total + one.share, 0) || 1;
  let x: number = PAGE.left;
  return shares.map((one) => {
    const width = (WIDTH * one.share) / sum;
    const column = { x: x + inset, width: Math.max(width - 2 * inset, 8), align: one.align, style: one.style };
    x += width;
    return column;
  });
}

export function wrapRow(flow: Flow, columns: readonly CellColumn[], texts: readonly string[]): readonly (readonly Line[])[] {
  return columns.map((column, index) => wrapText(flow.type, texts[index] ?? '', column.style, column.width));
}

export function rowHeight(columns: readonly CellColumn[], cells: readonly (readonly Line[])[]): number {
  return Math.max(...cells.map((lines, index) => lines.length * (columns[index]?.style.leading ?? 0))) + 2 * PADDING;
}

export interface RowOptions {
  /** Tag of each cell. */
  readonly tags: readonly Tag[];
  /** Called after every page break within or before the row. */
  readonly onBreak: () => void;
  /** Height taken by what `onBreak` draws. */
  readonly headHeight: number;
  /** Height of the next row where that must stand on the same page. */
  readonly following: number;
}

/** One row with a hairline below. It is divided only where it is taller than a whole page. */
export function drawRow(flow: Flow, columns: readonly CellColumn[], cells: readonly (readonly Line[])[], options: RowOptions): void {
  const height = rowHeight(columns, cells);
  const whole = BODY - options.headHeight;
  const wanted = height + options.following > whole ? height : height + options.following;
  if (wanted > left(flow) + 0.01 && !(atTop(flow) && height > whole)) breakPage(flow, options);
  if (height <= left(flow) + 0.01) {
    drawPiece(flow, columns, cells, options.tags);
    return;
  }
  const leading = Math.max(...columns.map((column) => column.style.leading));
  const longest = Math.max(...cells.map((lines) => lines.length));
  let from = 0;
  let fresh = false;
  while (from < longest) {
    const fits = Math.floor((left(flow) - 2 * PADDING + 0.01) / leading);
    if (fits < 1 && !fresh) {
      breakPage(flow, options);
      fresh = true;
      continue;
    }
    // Below a header that fills its page, one line still goes on: no text is ever dropped.
    const room = Math.max(1, fits);
    fresh = false;
    const start = from;
    drawPiece(flow, columns, cells.map((lines) => lines.slice(start, start + room)), options.tags);
    from += room;
    if (from < longest) breakPage(flow, options);
  }
}

function breakPage(flow: Flow, options: RowOptions): void {
  nextPage(flow);
  options.onBreak();
}

function drawPiece(flow: Flow, columns: readonly CellColumn[], cells: readonly (readonly Line[])[], tags: readonly Tag[]): void {
  const top = flow.y;
  columns.forEach((_, index) => {
    const lines = cells[index] ?? [];
    const tag = tags[index];
    if (tag !== undefined && lines.length > 0) flow.pen.content(tag, () => drawCell(flow, columns, index, lines, top));
  });
  flow.y = top + rowHeight(columns, cells);
  const bottom = flow.y;
  flow.pen.artifact(() => flow.pen.rule(PAGE.left, bottom, PAGE.left + WIDTH, bottom, 0.4, COLOUR.rule));
}

function drawCell(flow: Flow, columns: readonly CellColumn[], index: number, lines: readonly Line[], top: number): void {
  const column = columns[index];
  if (column === undefined) return;
  lines.forEach((line, row) => {
    const x = column.align === 'right' ? column.x + column.width - line.width : column.x;
    flow.pen.text(line, x, baseline(top + PADDING + row * column.style.leading, column.style), column.style);
  });
}

/** A header row over a grey ground; tagged once, drawn again as no content on later pages. */
export function drawHead(flow: Flow, columns: readonly CellColumn[], cells: readonly (readonly Line[])[], tags: readonly Tag[] | null): void {
  const top = flow.y;
  const height = rowHeight(columns, cells);
  flow.pen.artifact(() => {
    flow.pen.fill(PAGE.left, top, WIDTH, height, COLOUR.head);
    flow.pen.rule(PAGE.left, top, PAGE.left + WIDTH, top, 0.9, COLOUR.text);
    flow.pen.rule(PAGE.left, top + height, PAGE.left + WIDTH, top + height, 0.6, COLOUR.text);
  });
  columns.forEach((_, index) => {
    const draw = (): void => drawCell(flow, columns, index, cells[index] ?? [], top);
    const tag = tags?.[index];
    if (tag === undefined) flow.pen.artifact(draw);
    else flow.pen.content(tag, draw);
  });
  flow.y = top + height;
}
