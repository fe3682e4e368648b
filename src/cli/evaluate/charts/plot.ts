import type { Point } from '../curves.ts';
import { type Attributes, element, short } from './svg.ts';

/** A line through points in data coordinates. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** A point to mark on it, such as the threshold in use. */
  readonly marked?: Point;
}

/** Bars side by side, one height a bin; all series of a chart have as many bins, over the whole of the x axis. */
export interface Bars {
  readonly name: string;
  readonly heights: readonly number[];
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

export interface Plot {
  readonly title: string;
  /** What is to be seen, in words, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines?: readonly Line[];
  readonly bars?: readonly Bars[];
  /** Thin dashed lines to read against: the diagonal of chance, a threshold. */
  readonly guides?: readonly { readonly name: string; readonly from: Point; readonly to: Point }[];
}

/** On white paper of its own, so that a dark page and a printer show the same. Colours of Okabe and Ito, told apart with any colour vision; dashes tell lines apart without colour. */
const PAPER = '#ffffff';
const INK = '#1a1a1a';
const GRID = '#d9d9d9';
const GUIDE = '#767676';
const STYLES: readonly { readonly colour: string; readonly dash: string }[] = [
  { colour: '#0072b2', dash: '' }, { colour: '#d55e00', dash: '8 3' }, { colour: '#009e73', dash: '2 3' }, { colour: '#cc79a7', dash: '8 3 2 3' }, { colour: '#000000', dash: '5 3' },
  { colour: '#a06f00', dash: '1 2' }, { colour: '#6b8e00', dash: '10 4' }, { colour: '#7a3b9a', dash: '4 2 1 2' }, { colour: '#8c2d04', dash: '12 3 2 3 2 3' }, { colour: '#555555', dash: '3 5' },
];
const [WIDTH, HEIGHT] = [860, 460];
const AREA = { left: 64, top: 48, width: 440, height: 340 };
const LEGEND_LEFT = 524;
const LEGEND_LINE = 20;

/** A chart as a whole SVG document with title and description. */
export function drawPlot(plot: Plot): string {
  const place = ({ x, y }: Point): Point => ({
    x: AREA.left + ((x - plot.x.from) / (plot.x.to - plot.x.from)) * AREA.width,
    y: AREA.top + AREA.height - ((y - plot.y.from) / (plot.y.to - plot.y.from)) * AREA.height,
  });
  const content = [
    element('title', { id: 'title' }, plot.title),
    element('desc', { id: 'description' }, plot.description),
    element('rect', { x: 0, y: 0, width: WIDTH, height: HEIGHT, fill: PAPER }),
    text(AREA.left, 26, plot.title, { 'font-size': 16, 'font-weight': 'bold' }),
    ...axes(plot, place),
    ...(plot.bars ?? []).flatMap((bars, at) => drawBars(bars, at, plot.bars?.length ?? 1, plot, place)),
    ...(plot.guides ?? []).map(({ from, to }) => element('line', { ...ends(place(from), place(to)), stroke: GUIDE, 'stroke-width': 1, 'stroke-dasharray': '4 4' })),
    ...(plot.lines ?? []).flatMap((line, at) => drawLine(line, at, place)),
    ...legend(plot),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', { xmlns: 'http://www.w3.org/2000/svg', width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-labelledby': 'title description', 'font-family': 'Noto Sans, Helvetica, Arial, sans-serif', 'font-size': 13, fill: INK }, content)}\n`;
}

function axes({ x, y }: Plot, place: (point: Point) => Point): readonly string[] {
  const bottom = AREA.top + AREA.height;
  return [
    ...x.ticks.flatMap((tick) => {
      const { x: at } = place({ x: tick, y: y.from });
      return [element('line', { ...ends({ x: at, y: AREA.top }, { x: at, y: bottom }), stroke: GRID }), text(at, bottom + 18, short(tick), { 'text-anchor': 'middle' })];
    }),
    ...y.ticks.flatMap((tick) => {
      const { y: at } = place({ x: x.from, y: tick });
      return [element('line', { ...ends({ x: AREA.left, y: at }, { x: AREA.left + AREA.width, y: at }), stroke: GRID }), text(AREA.left - 8, at + 4, short(tick), { 'text-anchor': 'end' })];
    }),
    element('rect', { x: AREA.left, y: AREA.top, width: AREA.width, height: AREA.height, fill: 'none', stroke: INK }),
    text(AREA.left + AREA.width / 2, bottom + 42, x.label, { 'text-anchor': 'middle' }),
    text(18, AREA.top + AREA.height / 2, y.label, { 'text-anchor': 'middle', transform: `rotate(-90 18 ${AREA.top + AREA.height / 2})` }),
  ];
}

function drawLine({ points, marked }: Line, at: number, place: (point: Point) => Point): readonly string[] {
  const path = thinned(points.map(place)).map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${short(x)} ${short(y)}`).join('');
  const dot = marked === undefined ? [] : [element('circle', { cx: place(marked).x, cy: place(marked).y, r: 4.5, fill: PAPER, stroke: style(at).colour, 'stroke-width': 2 })];
  return path === '' ? dot : [element('path', { d: path, fill: 'none', 'stroke-width': 2, 'stroke-linejoin': 'round', ...stroke(at) }), ...dot];
}

/** Leaves out points less than half a pixel from the last kept one: a large set has more of them than the eye. */
function thinned(points: readonly Point[]): readonly Point[] {
  const kept: Point[] = [];
  for (const [index, point] of points.entries()) {
    const last = kept.at(-1);
    if (last === undefined || index === points.length - 1 || Math.hypot(point.x - last.x, point.y - last.y) >= 0.5) kept.push(point);
  }
  return kept;
}

function drawBars({ heights }: Bars, at: number, series: number, { x, y }: Plot, place: (point: Point) => Point): readonly string[] {
  const bin = (x.to - x.from) / heights.length;
  return heights.flatMap((height, index) => {
    if (height <= 0) return [];
    const corner = place({ x: x.from + bin * (index + (0.08 + 0.84 * at / series)), y: height });
    const foot = place({ x: x.from + bin * (index + (0.08 + 0.84 * (at + 1) / series)), y: y.from });
    return [element('rect', { x: corner.x, y: corner.y, width: foot.x - corner.x, height: foot.y - corner.y, stroke: style(at).colour, fill: at === 0 ? style(at).colour : PAPER, 'stroke-width': 1.5 })];
  });
}

function legend(plot: Plot): readonly string[] {
  const top = AREA.top + 14;
  const lines = plot.lines ?? [];
  const bars = plot.bars ?? [];
  const entries = [
    ...bars.map(({ name }, at) => ({ name, sample: (y: number) => element('rect', { x: LEGEND_LEFT, y: y - 10, width: 26, height: 11, stroke: style(at).colour, fill: at === 0 ? style(at).colour : PAPER, 'stroke-width': 1.5 }) })),
    ...lines.map(({ name }, at) => ({ name, sample: (y: number) => element('line', { ...ends({ x: LEGEND_LEFT, y: y - 4 }, { x: LEGEND_LEFT + 26, y: y - 4 }), 'stroke-width': 2, ...stroke(at) }) })),
    ...(plot.guides ?? []).map(({ name }) => ({ name, sample: (y: number) => element('line', { ...ends({ x: LEGEND_LEFT, y: y - 4 }, { x: LEGEND_LEFT + 26, y: y - 4 }), stroke: GUIDE, 'stroke-dasharray': '4 4' }) })),
  ];
  return entries.flatMap(({ name, sample }, at) => [sample(top + at * LEGEND_LINE), text(LEGEND_LEFT + 34, top + at * LEGEND_LINE, name, { 'font-size': 12 })]);
}

function style(at: number): { readonly colour: string; readonly dash: string } {
  return STYLES[at % STYLES.length] ?? { colour: INK, dash: '' };
}

function stroke(at: number): Attributes {
  const { colour, dash } = style(at);
  return dash === '' ? { stroke: colour } : { stroke: colour, 'stroke-dasharray': dash };
}

function ends(from: Point, to: Point): Attributes {
  return { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
}

function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, words);
}
