import type { Shape } from '../../../contract/annotations.ts';
import type { Point } from '../../../contract/geometry.ts';
import type { CanvasContext } from '../../review/canvas/context.ts';
import type { TextFrame } from '../logic/hit.ts';

/** Directions of the screen in stored coordinates, one stored pixel long. */
export interface Axes {
  readonly right: Point;
  readonly down: Point;
}

/** How the picture is turned and mirrored, seen from the screen. */
export function axesOf({ toStored }: Pick<CanvasContext, 'toStored'>): Axes {
  const from = toStored({ x: 0, y: 0 });
  const unit = (to: Point): Point => {
    const dx = to[0] - from[0];
    const dy = to[1] - from[1];
    const length = Math.hypot(dx, dy) || 1;
    return [dx / length, dy / length];
  };
  return { right: unit(toStored({ x: 1, y: 0 })), down: unit(toStored({ x: 0, y: 1 })) };
}

export const LINE_HEIGHT = 1.25;
const WIDTHS_KEPT = 500;
const widths = new Map<string, number>();
let measuring: CanvasRenderingContext2D | null = null;

export function textFont(pixels: number): string {
  return `600 ${pixels}px ${getComputedStyle(document.body).fontFamily}`;
}

/** Width of a text's longest line for a line height of one. */
function widthOf(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  measuring ??= document.createElement('canvas').getContext('2d');
  if (measuring === null) return text.length * 0.6;
  measuring.font = textFont(100);
  const context = measuring;
  const width = Math.max(...text.split('\n').map((line) => context.measureText(line).width)) / 100;
  if (widths.size > WIDTHS_KEPT) widths.clear();
  widths.set(text, width);
  return width;
}

/** Texts stand upright on the screen however the picture is turned; this is their box in stored pixels. */
export function textFrame(shape: Shape, { right, down }: Axes): TextFrame | null {
  if (shape.type !== 'text') return null;
  const { at, text, size } = shape;
  const width = widthOf(text) * size;
  const height = text.split('\n').length * LINE_HEIGHT * size;
  const corner = (x: number, y: number): Point => [at[0] + right[0] * x + down[0] * y, at[1] + right[1] * x + down[1] * y];
  return { corners: [at, corner(width, 0), corner(width, height), corner(0, height)] };
}
