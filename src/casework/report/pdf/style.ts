import type { Face } from './fonts.ts';

/** A4 in points, its margins, and the one set of type sizes of the report. */
export const PAGE = { width: 595.28, height: 841.89, left: 62, right: 62, top: 84, bottom: 72 } as const;
export const WIDTH = PAGE.width - PAGE.left - PAGE.right;
export const BODY = PAGE.height - PAGE.top - PAGE.bottom;
export const FLOOR = PAGE.height - PAGE.bottom;

export const COLOUR = { text: '#16181d', muted: '#5b616b', rule: '#b9bec7', faint: '#e3e6ea', head: '#eef0f3', warning: '#9a4200', notice: '#fdf3e7', strong: '#16181d' } as const;

export interface TextStyle {
  readonly face: Face;
  readonly size: number;
  readonly leading: number;
  readonly colour: string;
}

export const STYLE = {
  body: { face: 'regular', size: 10, leading: 14, colour: COLOUR.text },
  strong: { face: 'bold', size: 10, leading: 14, colour: COLOUR.strong },
  muted: { face: 'regular', size: 8.5, leading: 12, colour: COLOUR.muted },
  warning: { face: 'regular', size: 10, leading: 14, colour: COLOUR.warning },
  title: { face: 'bold', size: 24, leading: 30, colour: COLOUR.text },
  subtitle: { face: 'regular', size: 13, leading: 18, colour: COLOUR.muted },
  heading1: { face: 'bold', size: 16, leading: 21, colour: COLOUR.text },
  heading2: { face: 'bold', size: 12.5, leading: 17, colour: COLOUR.text },
  heading3: { face: 'bold', size: 10.5, leading: 14, colour: COLOUR.text },
  caption: { face: 'regular', size: 8.5, leading: 11.5, colour: COLOUR.text },
  label: { face: 'regular', size: 8, leading: 10.5, colour: COLOUR.muted },
  tableCaption: { face: 'bold', size: 8.5, leading: 11.5, colour: COLOUR.text },
  cell: { face: 'regular', size: 8.5, leading: 11.5, colour: COLOUR.text },
  cellFixed: { face: 'mono', size: 7.6, leading: 11.5, colour: COLOUR.text },
  cellHead: { face: 'bold', size: 8.5, leading: 11.5, colour: COLOUR.text },
  fact: { face: 'regular', size: 9.5, leading: 13, colour: COLOUR.text },
  factLabel: { face: 'regular', size: 9.5, leading: 13, colour: COLOUR.muted },
  factFixed: { face: 'mono', size: 8.3, leading: 13, colour: COLOUR.text },
  code: { face: 'mono', size: 8, leading: 11, colour: COLOUR.text },
  furniture: { face: 'regular', size: 7.5, leading: 10, colour: COLOUR.muted },
  tick: { face: 'regular', size: 7.5, leading: 9, colour: COLOUR.muted },
} as const satisfies Record<string, TextStyle>;
