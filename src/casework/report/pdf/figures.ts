import type { Block, Legend, ReportPicture, ScaleBar } from '../document.ts';
import type { Flow } from './flow.ts';
import { baseline, ensure, flowLines, gap, left, nextPage } from './flow.ts';
import type { Tag } from './pen.ts';
import { BODY, COLOUR, PAGE, STYLE, WIDTH } from './style.ts';
import { oneLine, wrapText } from './text.ts';

export type FigureBlock = Extract<Block, { kind: 'figure' }>;

/** Points one pixel of a file is printed at, at most: 120 pixels an inch, so that no picture is blown up to a blur. */
export const LARGEST_PIXEL = 72 / 120;
const BETWEEN = 12;
const FRAME = 0.5;
/** Left for headings above and the caption below on the figure's page. */
const TALLEST = 460;
const LOWEST = 100;
const TALLEST_ROW = 190;
const COLUMNS = 3;
/** Share of its height that a figure keeps where it is made lower to fit on the page. */
const SHRINKS_TO = 0.66;

interface Placed {
  readonly picture: ReportPicture;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly label: ReturnType<typeof wrapText>;
}

interface Layout {
  readonly lines: readonly (readonly Placed[])[];
  /** Points per pixel of the first picture's file, for the scale bar. */
  readonly scale: number;
  readonly caption: ReturnType<typeof wrapText>;
  readonly keyHeight: number;
}

/** "Figure 3. Text". The number may come with the word. */
export function figureCaption(block: FigureBlock): string {
  const name = /^\d/.test(block.number) ? `Figure ${block.number}` : block.number;
  return [name, block.caption].filter((part) => part !== '').join('. ');
}

function lineOf(flow: Flow, pictures: readonly ReportPicture[], scales: readonly number[], cell: number | null): readonly Placed[] {
  let x: number = PAGE.left;
  return pictures.map((picture, index) => {
    const width = picture.width * (scales[index] ?? 0);
    // A narrow picture's label may be wider than the picture; it keeps to its share of the line.
    const room = cell ?? (WIDTH - BETWEEN * (pictures.length - 1)) / pictures.length;
    const placed = { picture, x, width, height: picture.height * (scales[index] ?? 0), label: picture.label === '' ? [] : wrapText(flow.type, picture.label, STYLE.label, Math.max(room, width)) };
    x += Math.max(width, cell ?? (pictures.length > 1 ? Math.min(room, Math.max(width, 90)) : width)) + BETWEEN;
    return placed;
  });
}

/** `cap` is the height, in points, that one line of pictures may have here. */
function layoutFigure(flow: Flow, block: FigureBlock, cap = TALLEST): Layout {
  const caption = wrapText(flow.type, figureCaption(block), STYLE.caption, WIDTH);
  const keyHeight = block.scaleBar === null && block.legend === null ? 0 : block.legend === null ? 24 : 34;
  const pictures = block.pictures;
  const extra = caption.length * STYLE.caption.leading + keyHeight + 40;
  const tallest = Math.max(LOWEST, Math.min(TALLEST, cap, BODY - 90 - extra));
  if (block.arrangement === 'row') {
    const columns = Math.min(COLUMNS, Math.max(1, pictures.length));
    const cell = (WIDTH - BETWEEN * (columns - 1)) / columns;
    const lines: (readonly Placed[])[] = [];
    for (let from = 0; from < pictures.length; from += columns) {
      const part = pictures.slice(from, from + columns);
      lines.push(lineOf(flow, part, part.map((picture) => Math.min(LARGEST_PIXEL, cell / picture.width, TALLEST_ROW / picture.height)), cell));
    }
    return { lines, scale: firstScale(lines), caption, keyHeight };
  }
  const gaps = BETWEEN * (pictures.length - 1);
  const wide = pictures.reduce((sum, picture) => sum + picture.width, 0);
  const high = Math.max(...pictures.map((picture) => picture.height));
  const beside = Math.min(LARGEST_PIXEL, (WIDTH - gaps) / wide, tallest / high);
  // Beside each other they compare best; only very wide pictures, which would be mere strips, stand one above the other. The scale is the same for all either way.
  const widest = Math.max(...pictures.map((picture) => picture.width));
  const stackedHeight = pictures.reduce((sum, picture) => sum + picture.height, 0);
  const stacked = Math.min(LARGEST_PIXEL, WIDTH / widest, (tallest - 20 * (pictures.length - 1)) / stackedHeight);
  const lines = high * beside < LOWEST && stacked > beside * 1.25 && pictures.length > 1
    ? pictures.map((picture) => lineOf(flow, [picture], [stacked], null))
    : [lineOf(flow, pictures, pictures.map(() => beside), null)];
  return { lines, scale: firstScale(lines), caption, keyHeight };
}

function firstScale(lines: readonly (readonly Placed[])[]): number {
  const first = lines[0]?.[0];
  return first === undefined ? 0 : first.width / first.picture.width;
}

function lineHeight(line: readonly Placed[]): number {
  return Math.max(...line.map((one) => one.height + (one.label.length === 0 ? 0 : 3 + one.label.length * STYLE.label.leading))) + 8;
}

function tailHeight(layout: Layout): number {
  return layout.keyHeight + 2 + layout.caption.length * STYLE.caption.leading;
}

function wholeHeight(layout: Layout): number {
  return layout.lines.reduce((sum, line) => sum + lineHeight(line), 0) + tailHeight(layout);
}

/** The layout made lower, down to a share of its height, so that it fits into `room`: a picture a little smaller reads better than half a page left empty. */
function shrunk(flow: Flow, block: FigureBlock, layout: Layout, room: number): Layout {
  const over = wholeHeight(layout) - room;
  const [line] = layout.lines;
  if (over <= 0 || line === undefined || layout.lines.length > 1) return layout;
  const height = Math.max(...line.map((one) => one.height));
  const least = Math.max(LOWEST, height * SHRINKS_TO);
  return least >= height ? layout : layoutFigure(flow, block, Math.max(least, height - over));
}

/** What must stand together at the figure's beginning: all of it where it fits on a page, else its first line. */
export function figureLead(flow: Flow, block: FigureBlock): number {
  if (block.pictures.length === 0) return 0;
  const layout = layoutFigure(flow, block);
  const whole = wholeHeight(shrunk(flow, block, layout, 0)) + 10;
  if (whole <= BODY - 80) return whole;
  return lineHeight(layout.lines[0] ?? []) + 10 + (layout.lines.length === 1 ? Math.min(tailHeight(layout), layout.keyHeight + 3 * STYLE.caption.leading) : 0);
}

/** Pictures, scale bar, legend and caption. The last line of pictures keeps the caption's beginning with it. */
export function drawFigure(flow: Flow, block: FigureBlock): void {
  if (block.pictures.length === 0) return;
  gap(flow, 10);
  ensure(flow, figureLead(flow, block) - 10);
  const layout = shrunk(flow, block, layoutFigure(flow, block), left(flow));
  const { pen } = flow;
  const group = pen.open(null, 'Div');
  layout.lines.forEach((line, index) => {
    const last = index === layout.lines.length - 1;
    const needed = lineHeight(line) + (last ? Math.min(tailHeight(layout), layout.keyHeight + 3 * STYLE.caption.leading) : 0);
    if (needed > left(flow) + 0.01 && index > 0) nextPage(flow);
    drawPictures(flow, group, line);
  });
  drawKey(flow, group, block, layout);
  const caption = pen.open(group, 'Caption');
  flow.y += 2;
  flowLines(flow, { lines: layout.caption, style: STYLE.caption, x: PAGE.left, tag: caption });
  pen.close(caption);
  pen.close(group);
  gap(flow, 12);
}

function drawPictures(flow: Flow, group: Tag, line: readonly Placed[]): void {
  const { pen } = flow;
  const top = flow.y;
  for (const one of line) {
    const box = [one.x, top, one.x + one.width, top + one.height] as const;
    const figure = pen.open(group, 'Figure', { alternative: one.picture.alternative === '' ? one.picture.label : one.picture.alternative, box });
    pen.content(figure, () => pen.picture(one.picture, one.x, top, one.width, one.height));
    pen.close(figure);
    pen.artifact(() => pen.frame(one.x - FRAME / 2, top - FRAME / 2, one.width + FRAME, one.height + FRAME, COLOUR.rule));
    if (one.label.length === 0) continue;
    const label = pen.open(group, 'P');
    pen.content(label, () => one.label.forEach((text, row) => pen.text(text, one.x, baseline(top + one.height + 3 + row * STYLE.label.leading, STYLE.label), STYLE.label)));
    pen.close(label);
  }
  flow.y = top + lineHeight(line);
}

function drawKey(flow: Flow, group: Tag, block: FigureBlock, layout: Layout): void {
  if (layout.keyHeight === 0) return;
  const { pen } = flow;
  const top = flow.y;
  const words = [block.scaleBar === null ? '' : `Scale bar of ${block.scaleBar.pixels} pixels.`, block.legend === null ? '' : `Colour legend: ${block.legend.title}, from 0 to 1${block.legend.threshold === null ? '' : `, threshold ${threshold(block.legend.threshold)}`}.`];
  const figure = pen.open(group, 'Figure', { alternative: words.filter((word) => word !== '').join(' '), box: [PAGE.left, top, PAGE.left + WIDTH, top + layout.keyHeight] });
  pen.content(figure, () => {
    if (block.scaleBar !== null) drawScaleBar(flow, block.scaleBar, layout.scale, top);
    if (block.legend !== null) drawLegend(flow, block.legend, top);
  });
  pen.close(figure);
  flow.y = top + layout.keyHeight;
}

function drawScaleBar(flow: Flow, bar: ScaleBar, scale: number, top: number): void {
  const { pen } = flow;
  const length = Math.min((bar.pixels / bar.perFilePixel) * scale, WIDTH * 0.55);
  // A bar that would have to be cut says nothing true: then none is drawn and the words say so.
  const fits = (bar.pixels / bar.perFilePixel) * scale <= WIDTH * 0.55;
  if (fits) {
    const y = top + 6;
    pen.rule(PAGE.left, y, PAGE.left + length, y, 1.6, COLOUR.text);
    for (const x of [PAGE.left, PAGE.left + length]) pen.rule(x, y - 3, x, y + 3, 0.8, COLOUR.text);
  }
  const words = fits ? `${bar.pixels} px of the evidence` : 'Scale bar does not fit this figure.';
  pen.text(oneLine(flow.type, words, STYLE.tick, WIDTH / 2), PAGE.left, baseline(top + 11, STYLE.tick), STYLE.tick);
}

function threshold(value: number): string {
  return value.toFixed(2);
}

function drawLegend(flow: Flow, legend: Legend, top: number): void {
  const { pen, type } = flow;
  const width = 190;
  const x = PAGE.left + WIDTH - width;
  const title = oneLine(type, legend.title, STYLE.tick, width);
  pen.text(title, x, baseline(top - 2, STYLE.tick), STYLE.tick);
  const y = top + 9;
  pen.gradient(x, y, width, 8, legend.stops);
  pen.frame(x, y, width, 8, COLOUR.rule);
  const line = baseline(y + 10, STYLE.tick);
  if (legend.threshold !== null) {
    const mark = x + width * Math.min(1, Math.max(0, legend.threshold));
    pen.rule(mark, y - 2, mark, y + 10.5, 1.1, COLOUR.text);
    const words = oneLine(type, `threshold ${threshold(legend.threshold)}`, STYLE.tick, width);
    pen.text(words, Math.min(Math.max(mark - words.width / 2, x + 12), x + width - words.width - 12), line, STYLE.tick);
  }
  pen.text(oneLine(type, '0', STYLE.tick, 20), x, line, STYLE.tick);
  const one = oneLine(type, '1', STYLE.tick, 20);
  pen.text(one, x + width - one.width, line, STYLE.tick);
}
