import type { Shape } from '../../../contract/annotations.ts';
import type { Point, Size } from '../../../contract/geometry.ts';
import type { Handle } from '../logic/handles.ts';
import { measureWords, SHAPE_COLOURS } from '../logic/shapes.ts';
import { LINE_HEIGHT, textFont } from './axes.ts';

/** A 2D context in CSS pixels of the stage, and how stored points come there. */
export interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly place: (point: Point) => { readonly x: number; readonly y: number };
  /** CSS pixels for each stored pixel. */
  readonly scale: number;
  /** Whether stored x runs up or down the screen. */
  readonly turned: boolean;
  readonly size: Size;
}

export interface Look {
  readonly strong: boolean;
  readonly selected: boolean;
  /** Text of the tag beside it, or null. */
  readonly tag: string | null;
}

const DARK = 'rgb(0 0 0 / 0.85)';
const ARROW_HEAD = 13;

/** Every line twice, light on dark, so that it shows on any picture. */
export function drawShape(pen: Pen, shape: Shape, look: Look): void {
  const colour = SHAPE_COLOURS[shape.type];
  const width = look.strong || look.selected ? 3 : 2;
  if (shape.type === 'text') drawText(pen, shape, look);
  else {
    const line = trace(pen, shape);
    stroke(pen.context, line, width, colour);
    if (shape.type === 'measure') drawLabel(pen, middle(pen, shape.from, shape.to), measureWords(shape, pen.size), colour);
  }
  if (look.tag !== null) drawTag(pen, shape, look.tag, colour, look.strong || look.selected);
}

function stroke(context: CanvasRenderingContext2D, line: Path2D, width: number, colour: string): void {
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.strokeStyle = DARK;
  context.lineWidth = width + 2.5;
  context.stroke(line);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(line);
}

function trace({ place, scale, turned }: Pen, shape: Exclude<Shape, { type: 'text' }>): Path2D {
  const line = new Path2D();
  switch (shape.type) {
    case 'rectangle': {
      const one = place([shape.x, shape.y]);
      const other = place([shape.x + shape.width, shape.y + shape.height]);
      line.rect(Math.min(one.x, other.x), Math.min(one.y, other.y), Math.abs(one.x - other.x), Math.abs(one.y - other.y));
      break;
    }
    case 'ellipse': {
      const centre = place([shape.x, shape.y]);
      const x = shape.radiusX * scale;
      const y = shape.radiusY * scale;
      line.ellipse(centre.x, centre.y, turned ? y : x, turned ? x : y, 0, 0, 2 * Math.PI);
      break;
    }
    case 'polygon':
      for (const point of shape.points) {
        const { x, y } = place(point);
        line.lineTo(x, y);
      }
      line.closePath();
      break;
    case 'arrow':
    case 'measure': {
      const from = place(shape.from);
      const to = place(shape.to);
      line.moveTo(from.x, from.y);
      line.lineTo(to.x, to.y);
      const angle = Math.atan2(to.y - from.y, to.x - from.x);
      if (shape.type === 'arrow') {
        for (const turn of [2.6, -2.6]) {
          line.moveTo(to.x, to.y);
          line.lineTo(to.x + ARROW_HEAD * Math.cos(angle + turn), to.y + ARROW_HEAD * Math.sin(angle + turn));
        }
      } else {
        for (const end of [from, to]) {
          line.moveTo(end.x - 6 * Math.sin(angle), end.y + 6 * Math.cos(angle));
          line.lineTo(end.x + 6 * Math.sin(angle), end.y - 6 * Math.cos(angle));
        }
      }
    }
  }
  return line;
}

/** The line of a polygon that is not closed yet, with its corners. */
export function drawOpenLine({ context, place }: Pen, points: readonly Point[], at: Point, colour: string): void {
  const line = new Path2D();
  for (const point of [...points, at]) {
    const { x, y } = place(point);
    line.lineTo(x, y);
  }
  stroke(context, line, 2, colour);
  for (const [index, point] of points.entries()) dot(context, place(point), index === 0 ? 5 : 3, '#ffffff');
}

function drawText({ context, place, scale }: Pen, { at, text, size }: Extract<Shape, { type: 'text' }>, { strong, selected }: Look): void {
  const { x, y } = place(at);
  const pixels = size * scale;
  if (pixels < 2) return dot(context, { x, y }, 3, SHAPE_COLOURS.text);
  context.font = textFont(pixels);
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.strokeStyle = DARK;
  context.lineWidth = Math.max(3, pixels * 0.16) + (strong || selected ? 1.5 : 0);
  context.fillStyle = SHAPE_COLOURS.text;
  for (const [index, line] of text.split('\n').entries()) {
    const middleY = y + (index + 0.5) * LINE_HEIGHT * pixels;
    context.strokeText(line, x, middleY);
    context.fillText(line, x, middleY);
  }
}

function drawTag(pen: Pen, shape: Shape, tag: string, colour: string, strong: boolean): void {
  const { context } = pen;
  const anchor = tagAnchor(pen, shape);
  context.font = textFont(11);
  const width = Math.ceil(context.measureText(tag).width) + 8;
  const x = anchor.x - 2;
  const y = anchor.y - 20;
  context.fillStyle = strong ? colour : DARK;
  context.beginPath();
  context.roundRect(x, y, width, 15, 3);
  context.fill();
  context.fillStyle = strong ? '#000000' : colour;
  context.textBaseline = 'middle';
  context.fillText(tag, x + 4, y + 8);
}

/** Where the tag stands: above the upper left corner on the screen, or above where a line begins. */
function tagAnchor({ place }: Pen, shape: Shape): { x: number; y: number } {
  if (shape.type === 'arrow' || shape.type === 'measure') return place(shape.from);
  if (shape.type === 'text') return place(shape.at);
  const corners: readonly Point[] = shape.type === 'polygon' ? shape.points : shape.type === 'ellipse' ? [[shape.x - shape.radiusX, shape.y - shape.radiusY], [shape.x + shape.radiusX, shape.y + shape.radiusY]] : [[shape.x, shape.y], [shape.x + shape.width, shape.y + shape.height]];
  const places = corners.map(place);
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

function middle({ place }: Pen, from: Point, to: Point): { x: number; y: number } {
  return place([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]);
}

function drawLabel({ context }: Pen, { x, y }: { readonly x: number; readonly y: number }, text: string, colour: string): void {
  context.font = textFont(12);
  const width = Math.ceil(context.measureText(text).width) + 10;
  context.fillStyle = DARK;
  context.beginPath();
  context.roundRect(x - width / 2, y + 8, width, 18, 3);
  context.fill();
  context.fillStyle = colour;
  context.textBaseline = 'middle';
  context.fillText(text, x - width / 2 + 5, y + 17.5);
}

export function drawHandles({ context, place }: Pen, handles: readonly Handle[]): void {
  for (const { at, kind } of handles) {
    const { x, y } = place(at);
    const side = kind === 'solid' ? 8 : 6;
    context.fillStyle = DARK;
    context.fillRect(x - side / 2 - 1.5, y - side / 2 - 1.5, side + 3, side + 3);
    context.fillStyle = kind === 'solid' ? '#ffffff' : '#8a8a8a';
    context.fillRect(x - side / 2, y - side / 2, side, side);
  }
}

function dot(context: CanvasRenderingContext2D, { x, y }: { readonly x: number; readonly y: number }, radius: number, colour: string): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.strokeStyle = DARK;
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

/** The brush's outline at the pointer; `radius` in CSS pixels. Dashed while it erases. */
export function drawBrush({ context, place }: Pen, at: Point, radius: number, erasing: boolean): void {
  const { x, y } = place(at);
  const shown = Math.max(1.5, radius);
  context.lineWidth = 3;
  context.strokeStyle = DARK;
  context.beginPath();
  context.arc(x, y, shown, 0, 2 * Math.PI);
  context.stroke();
  context.lineWidth = 1.25;
  context.strokeStyle = '#ffffff';
  context.setLineDash(erasing ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
}
