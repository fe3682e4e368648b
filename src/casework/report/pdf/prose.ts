import type { Block, Tone } from '../document.ts';
import type { Flow } from './flow.ts';
import { atTop, baseline, ensure, firstLines, flowLines, gap, left, nextPage } from './flow.ts';
import { COLOUR, PAGE, STYLE, WIDTH } from './style.ts';
import type { TextStyle } from './style.ts';
import { wrapText } from './text.ts';

type HeadingBlock = Extract<Block, { kind: 'heading' }>;

const TONES: Readonly<Record<Tone, TextStyle>> = { normal: STYLE.body, muted: STYLE.muted, warning: STYLE.warning, strong: STYLE.strong };
const ABOVE = { 1: 24, 2: 16, 3: 11 } as const;
const BELOW = { 1: 7, 2: 4, 3: 2 } as const;
const HEADING = { 1: STYLE.heading1, 2: STYLE.heading2, 3: STYLE.heading3 } as const;
const INDENT = 20;

export function headingText(block: HeadingBlock): string {
  return block.number === '' ? block.text : `${block.number}  ${block.text}`;
}

function headingLines(flow: Flow, block: HeadingBlock): ReturnType<typeof wrapText> {
  return wrapText(flow.type, headingText(block), HEADING[block.level], WIDTH);
}

export function headingHeight(flow: Flow, block: HeadingBlock): number {
  return ABOVE[block.level] + headingLines(flow, block).length * HEADING[block.level].leading + BELOW[block.level];
}

/** A heading; `following` is the height of what must stand on its page below it. */
export function drawHeading(flow: Flow, block: HeadingBlock, following: number): void {
  const { pen } = flow;
  if (block.level === 1) pen.section();
  const style = HEADING[block.level];
  const lines = headingLines(flow, block);
  const height = lines.length * style.leading + BELOW[block.level];
  if (left(flow) < ABOVE[block.level] + height + following && !atTop(flow)) nextPage(flow);
  gap(flow, ABOVE[block.level]);
  ensure(flow, height);
  flow.headings.set(block.id, flow.page);
  pen.target(block.id, flow.y, { level: block.level, title: headingText(block) });
  const tag = pen.open(null, `H${block.level}`);
  flowLines(flow, { lines, style, x: PAGE.left, tag });
  pen.close(tag);
  flow.y += BELOW[block.level];
  if (block.level !== 1) return;
  const y = flow.y - BELOW[1] + 2;
  pen.artifact(() => pen.rule(PAGE.left, y, PAGE.left + WIDTH, y, 0.6, COLOUR.text));
  flow.y += 2;
}

export function paragraphLead(flow: Flow, text: string, tone: Tone): number {
  const style = TONES[tone];
  return firstLines(wrapText(flow.type, text, style, tone === 'warning' ? WIDTH - 10 : WIDTH).length, style);
}

export function drawParagraph(flow: Flow, text: string, tone: Tone): void {
  if (text.trim() === '') return;
  const style = TONES[tone];
  const inset = tone === 'warning' ? 10 : 0;
  const bar = (top: number, bottom: number): void => flow.pen.fill(PAGE.left, top + 1, 2.5, bottom - top - 2, COLOUR.warning);
  for (const part of text.split(/\n{2,}/)) {
    const tag = flow.pen.open(null, 'P');
    const block = { lines: wrapText(flow.type, part, style, WIDTH - inset), style, x: PAGE.left + inset, tag };
    flowLines(flow, tone === 'warning' ? { ...block, beside: bar } : block);
    flow.pen.close(tag);
    gap(flow, tone === 'muted' ? 5 : 7);
  }
}

export function listLead(flow: Flow, items: readonly string[]): number {
  const first = items[0];
  return first === undefined ? 0 : firstLines(wrapText(flow.type, first, STYLE.body, WIDTH - INDENT).length, STYLE.body);
}

/** A numbered or dotted list; labels stand in the indent. */
export function* drawList(flow: Flow, items: readonly string[], ordered: boolean): Generator<void> {
  const { pen } = flow;
  const list = pen.open(null, 'L', { ordered });
  for (const [index, text] of items.entries()) {
    const lines = wrapText(flow.type, text, STYLE.body, WIDTH - INDENT);
    ensure(flow, firstLines(lines.length, STYLE.body));
    const item = pen.open(list, 'LI');
    const label = pen.open(item, 'Lbl');
    const [mark] = wrapText(flow.type, ordered ? `${index + 1}.` : '•', STYLE.body, INDENT + 10);
    if (mark !== undefined) {
      const x = ordered ? PAGE.left + Math.max(0, INDENT - 6 - mark.width) : PAGE.left + 6;
      pen.content(label, () => pen.text(mark, x, baseline(flow.y, STYLE.body), STYLE.body));
    }
    pen.close(label);
    const body = pen.open(item, 'LBody');
    flowLines(flow, { lines, style: STYLE.body, x: PAGE.left + INDENT, tag: body });
    pen.close(body);
    pen.close(item);
    gap(flow, 3);
    yield;
  }
  pen.close(list);
  gap(flow, 5);
}

/** Commands and other text in which every character counts, on a grey ground. */
export function drawCode(flow: Flow, text: string): void {
  const { pen } = flow;
  const style = STYLE.code;
  const lines = wrapText(flow.type, text, style, WIDTH - 16);
  gap(flow, 4);
  ensure(flow, firstLines(lines.length, style) + 12);
  const paragraph = pen.open(null, 'P');
  const tag = pen.open(paragraph, 'Code');
  let index = 0;
  while (index < lines.length) {
    const room = Math.max(1, Math.floor((left(flow) - 12) / style.leading));
    const piece = lines.slice(index, index + room);
    const top = flow.y;
    const height = piece.length * style.leading + 10;
    pen.artifact(() => pen.fill(PAGE.left, top, WIDTH, height, COLOUR.head));
    pen.content(tag, () => piece.forEach((line, row) => pen.text(line, PAGE.left + 8, baseline(top + 5 + row * style.leading, style), style)));
    flow.y += height;
    index += piece.length;
    if (index < lines.length) nextPage(flow);
  }
  pen.close(tag);
  pen.close(paragraph);
  gap(flow, 8);
}
