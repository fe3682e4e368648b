import type { ReportDocument } from '../document.ts';
import type { Typesetter } from './fonts.ts';
import type { Pen, Tag } from './pen.ts';
import type { TextStyle } from './style.ts';
import { BODY, FLOOR, PAGE } from './style.ts';
import type { Line } from './text.ts';

/** Where the next thing goes, shared by all blocks while they are laid out. */
export interface Flow {
  readonly document: ReportDocument;
  readonly pen: Pen;
  readonly type: Typesetter;
  /** Points from the page's top. */
  y: number;
  /** From 1; 0 before the first page. */
  page: number;
  /** Page of every heading by id: filled while laying out first, read while drawing. */
  readonly headings: Map<string, number>;
  readonly onPage: (page: number) => void;
}

export function nextPage(flow: Flow): void {
  flow.page += 1;
  flow.y = PAGE.top;
  flow.pen.addPage();
  flow.onPage(flow.page);
}

/** Nothing stands on the page yet. */
export function atTop(flow: Flow): boolean {
  return flow.y <= PAGE.top + 0.01;
}

export function left(flow: Flow): number {
  return FLOOR - flow.y;
}

/** Goes to a new page unless `height` fits on this one; what is taller than a page begins on a fresh one. */
export function ensure(flow: Flow, height: number): void {
  if (left(flow) + 0.01 < Math.min(height, BODY) && !atTop(flow)) nextPage(flow);
}

/** Distance to what stands above; none at the top of a page. */
export function gap(flow: Flow, points: number): void {
  if (!atTop(flow)) flow.y = Math.min(flow.y + points, FLOOR);
}

/** Baseline of a line whose box begins at `y`. Noto's ascent and descent are 1.069 and 0.293 of its size. */
export function baseline(y: number, style: TextStyle): number {
  return y + style.leading / 2 + style.size * 0.36;
}

export interface LineBlock {
  readonly lines: readonly Line[];
  readonly style: TextStyle;
  readonly x: number;
  readonly tag: Tag;
  /** Drawn beside every piece, for instance a bar. */
  readonly beside?: (top: number, bottom: number) => void;
}

/** Sets lines down the page and over pages, never leaving one line alone at the foot or the head of a page. */
export function flowLines(flow: Flow, block: LineBlock): void {
  const { leading } = block.style;
  let index = 0;
  while (index < block.lines.length) {
    const take = linesHere(block.lines.length - index, Math.floor((left(flow) + 0.01) / leading));
    if (take === 0) {
      nextPage(flow);
      continue;
    }
    const top = flow.y;
    const piece = block.lines.slice(index, index + take);
    flow.pen.content(block.tag, () => {
      piece.forEach((line, row) => flow.pen.text(line, block.x, baseline(top + row * leading, block.style), block.style));
    });
    flow.y += take * leading;
    const bottom = flow.y;
    if (block.beside !== undefined) {
      const draw = block.beside;
      flow.pen.artifact(() => draw(top, bottom));
    }
    index += take;
    if (index < block.lines.length) nextPage(flow);
  }
}

/** How many of `rest` lines go on a page that has room for `room`. */
function linesHere(rest: number, room: number): number {
  if (room >= rest) return rest;
  if (rest <= 3) return 0;
  const take = Math.min(room, rest - 2);
  return take < 2 ? 0 : take;
}

/** Height that the first lines of a text need, so that what stands above can stay with them. */
export function firstLines(count: number, style: TextStyle): number {
  return (count <= 3 ? count : 2) * style.leading;
}
