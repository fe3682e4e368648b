import type { Block } from '../document.ts';
import type { Flow } from './flow.ts';
import { atTop, baseline, ensure, flowLines, gap, left, nextPage } from './flow.ts';
import { headingText } from './prose.ts';
import { COLOUR, PAGE, STYLE, WIDTH } from './style.ts';
import type { TextStyle } from './style.ts';
import { drawFacts } from './tables.ts';
import { wrapText } from './text.ts';

type CoverBlock = Extract<Block, { kind: 'cover' }>;
type HeadingBlock = Extract<Block, { kind: 'heading' }>;

const PAGE_NUMBER = 34;

/** The title page: what this is, which case, and what to know before reading on. */
export function* drawCover(flow: Flow, block: CoverBlock): Generator<void> {
  const { pen } = flow;
  if (!atTop(flow)) nextPage(flow);
  flow.y += 60;
  const logo = flow.document.header.logo;
  if (logo !== null) {
    const scale = Math.min(0.6, 220 / logo.width, 64 / logo.height);
    const [width, height] = [logo.width * scale, logo.height * scale];
    const top = flow.y;
    const figure = pen.open(null, 'Figure', { alternative: logo.alternative, box: [PAGE.left, top, PAGE.left + width, top + height] });
    pen.content(figure, () => pen.picture(logo, PAGE.left, top, width, height));
    pen.close(figure);
    flow.y += height + 34;
  }
  text(flow, 'H1', block.title, STYLE.title);
  flow.y += 6;
  if (block.subtitle !== '') text(flow, 'P', block.subtitle, STYLE.subtitle);
  flow.y += 14;
  const y = flow.y;
  pen.artifact(() => pen.rule(PAGE.left, y, PAGE.left + WIDTH, y, 1.4, COLOUR.text));
  flow.y += 16;
  yield* drawFacts(flow, block.facts);
  if (block.notice !== null && block.notice !== '') notice(flow, block.notice);
}

function text(flow: Flow, type: string, words: string, style: TextStyle): void {
  const tag = flow.pen.open(null, type);
  flowLines(flow, { lines: wrapText(flow.type, words, style, WIDTH), style, x: PAGE.left, tag });
  flow.pen.close(tag);
}

function notice(flow: Flow, words: string): void {
  const { pen } = flow;
  const lines = wrapText(flow.type, words, STYLE.body, WIDTH - 28);
  const height = lines.length * STYLE.body.leading + 20;
  flow.y += 12;
  ensure(flow, height);
  const top = flow.y;
  if (height <= left(flow)) {
    pen.artifact(() => {
      pen.fill(PAGE.left, top, WIDTH, height, COLOUR.notice);
      pen.fill(PAGE.left, top, 3, height, COLOUR.warning);
    });
  }
  flow.y += 10;
  const tag = pen.open(null, 'P');
  flowLines(flow, { lines, style: STYLE.body, x: PAGE.left + 16, tag });
  pen.close(tag);
  gap(flow, 10);
}

/** Headings that the contents list: sections and what is directly below them. */
function listed(flow: Flow): readonly HeadingBlock[] {
  return flow.document.blocks.filter((block): block is HeadingBlock => block.kind === 'heading' && block.level <= 2);
}

/** Table of contents with page numbers and links. Its length does not depend on the numbers, so laying out once tells them. */
export function* drawContents(flow: Flow): Generator<void> {
  const { pen } = flow;
  pen.section();
  gap(flow, 24);
  text(flow, 'H1', 'Contents', STYLE.heading1);
  flow.y += 8;
  const list = pen.open(null, 'TOC');
  for (const heading of listed(flow)) {
    entry(flow, list, heading);
    yield;
  }
  pen.close(list);
  gap(flow, 8);
}

function entry(flow: Flow, list: ReturnType<Flow['pen']['open']>, heading: HeadingBlock): void {
  const { pen, type } = flow;
  const style: TextStyle = heading.level === 1 ? STYLE.strong : STYLE.body;
  const indent = heading.level === 1 ? 0 : 18;
  if (heading.level === 1) gap(flow, 5);
  const lines = wrapText(type, headingText(heading), style, WIDTH - indent - PAGE_NUMBER - 20);
  const height = lines.length * style.leading;
  ensure(flow, height);
  const top = flow.y;
  const number = wrapText(type, String(flow.headings.get(heading.id) ?? ''), style, PAGE_NUMBER)[0];
  const last = lines.at(-1);
  if (number === undefined || last === undefined) return;
  const x = PAGE.left + indent;
  const right = PAGE.left + WIDTH;
  const foot = baseline(top + (lines.length - 1) * style.leading, style);
  const item = pen.open(list, 'TOCI');
  const reference = pen.open(item, 'Reference');
  const link = pen.open(reference, 'Link');
  pen.content(link, () => {
    lines.forEach((line, row) => pen.text(line, x, baseline(top + row * style.leading, style), style));
    pen.text({ text: number.text, width: number.width }, right - number.width, foot, style);
  });
  pen.link(link, [x, top, right, top + height], heading.id, `${headingText(heading)}, page ${number.text}`);
  for (const tag of [link, reference, item]) pen.close(tag);
  pen.artifact(() => dots(flow, x + last.width + 6, right - number.width - 6, foot));
  flow.y += height;
}

function dots(flow: Flow, from: number, to: number, y: number): void {
  const step = 5;
  for (let x = Math.ceil(from / step) * step; x <= to; x += step) flow.pen.fill(x, y - 0.9, 0.8, 0.8, COLOUR.muted);
}
