import type { ReportPicture } from '../document.ts';
import type { Line } from './text.ts';
import type { TextStyle } from './style.ts';

/** An element of the document's structure, seen by readers that do not look at the page. */
export interface Tag {
  readonly type: string;
}

export interface TagOptions {
  readonly alternative?: string;
  readonly scope?: 'Column' | 'Row';
  /** left, top, right, bottom in points from the page's top left. */
  readonly box?: readonly [number, number, number, number];
  readonly ordered?: boolean;
}

export interface Stop {
  readonly at: number;
  readonly colour: string;
}

/**
 * What blocks are drawn with. There are two: one that only lets them be laid out, to learn the number of pages and where headings stand, and one that writes
 * the file. Lengths in points from the page's top left; a text's `y` is its baseline.
 */
export interface Pen {
  addPage(): void;
  text(line: Line, x: number, y: number, style: TextStyle): void;
  rule(x1: number, y1: number, x2: number, y2: number, width: number, colour: string): void;
  fill(x: number, y: number, width: number, height: number, colour: string): void;
  frame(x: number, y: number, width: number, height: number, colour: string): void;
  gradient(x: number, y: number, width: number, height: number, stops: readonly Stop[]): void;
  picture(picture: ReportPicture, x: number, y: number, width: number, height: number): void;
  /** A new element below `parent`; null: below the section that is open. */
  open(parent: Tag | null, type: string, options?: TagOptions): Tag;
  /** Draws a piece of an element on the page; an element may have pieces on several pages. */
  content(tag: Tag, draw: () => void): void;
  /** Draws what is no content: rules, repeated headers. */
  artifact(draw: () => void): void;
  close(tag: Tag): void;
  /** Begins a new section below the document. */
  section(): void;
  /** A link over a box, to a heading. */
  link(tag: Tag, box: readonly [number, number, number, number], target: string, description: string): void;
  /** Marks where a heading stands, for links and bookmarks. */
  target(id: string, y: number, bookmark: { readonly level: number; readonly title: string } | null): void;
  /** Where the signature's field belongs; the first call counts. */
  signatureField(): void;
}

const NOTHING: Tag = { type: '' };

export function createDryPen(): Pen {
  const nothing = (): void => {};
  return {
    addPage: nothing,
    text: nothing,
    rule: nothing,
    fill: nothing,
    frame: nothing,
    gradient: nothing,
    picture: nothing,
    open: () => NOTHING,
    content: (_tag, draw) => draw(),
    artifact: (draw) => draw(),
    close: nothing,
    section: nothing,
    link: nothing,
    target: nothing,
    signatureField: nothing,
  };
}
