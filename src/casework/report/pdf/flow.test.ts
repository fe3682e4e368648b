import { expect, test } from 'vitest';
import type { Block, ReportDocument, ReportPicture } from '../document.ts';
import { drawBlock } from './blocks.ts';
import { LARGEST_PIXEL } from './figures.ts';
import type { Flow } from './flow.ts';
import { nextPage } from './flow.ts';
import { createTypesetter } from './fonts.ts';
import { openDocument } from './internals.ts';
import type { Pen, Tag } from './pen.ts';
import { createDryPen } from './pen.ts';
import { FLOOR, PAGE, WIDTH } from './style.ts';

const type = createTypesetter(openDocument({ information: { Title: 'test', CreationDate: new Date(0) }, language: 'en', size: [PAGE.width, PAGE.height] }));

interface Mark {
  readonly page: number;
  readonly what: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  readonly bottom: number;
}

/** Lays blocks out and records every mark with its page. */
function layOut(blocks: readonly Block[]): readonly Mark[] {
  const marks: Mark[] = [];
  const document: ReportDocument = { title: 't', subtitle: '', language: 'en', header: { left: '', right: '', logo: null }, footer: '', watermark: null, metadata: { author: '', subject: '', keywords: [], createdAt: '2031-01-01T00:00:00Z' }, blocks, attachments: [] };
  const pen: Pen = {
    ...createDryPen(),
    text: (line, x, y) => void marks.push({ page: flow.page, what: line.text, x, y, right: x + line.width, bottom: y }),
    picture: (picture, x, y, width, height) => void marks.push({ page: flow.page, what: picture.path, x, y, right: x + width, bottom: y + height }),
    open: (_parent: Tag | null, kind: string) => ({ type: kind }),
  };
  const flow: Flow = { document, pen, type, headings: new Map(), onPage: () => {}, page: 0, y: 0 };
  nextPage(flow);
  blocks.forEach((_, index) => {
    for (const _turn of drawBlock(flow, index)) continue;
  });
  return marks;
}

const heading = (text: string, level: 1 | 2 | 3 = 2): Block => ({ kind: 'heading', level, number: '', text, id: text });
const paragraph = (lines: number, word = 'word'): Block => ({ kind: 'paragraph', tone: 'normal', text: Array.from({ length: lines }, (_, index) => `${word}${index}`).join('\n') });
const picture = (path: string, width: number, height: number): ReportPicture => ({ path, sha256: '', width, height, alternative: path, label: 'label' });
const figure = (pictures: readonly ReportPicture[], arrangement: 'pair' | 'row' | 'single'): Block => ({ kind: 'figure', number: '1', pictures, caption: 'caption', arrangement, scaleBar: { pixels: 100, perFilePixel: 1 }, legend: null });

test.each(Array.from({ length: 52 }, (_, index) => index + 1))('a heading after %i lines stands on the page of what follows, and no line stands alone', (before) => {
  const marks = layOut([paragraph(before, 'before'), heading('Title'), paragraph(8, 'after')]);
  const page = (what: string): number => marks.find((mark) => mark.what === what)?.page ?? 0;
  expect(page('Title')).toBe(page('after0'));
  expect(page('after0')).toBe(page('after1'));
  expect(page('after6')).toBe(page('after7'));
  for (const mark of marks) expect(mark.bottom).toBeLessThanOrEqual(FLOOR);
});

test.each(Array.from({ length: 18 }, (_, index) => 3 * index))('after %i lines a table keeps caption, header and first row together, repeats the header, and ends with no row alone', (before) => {
  const rows = Array.from({ length: 70 }, (_, index) => [`row${index}`, 'text']);
  const marks = layOut([paragraph(before, 'before'), { kind: 'table', caption: 'Caption', columns: [{ title: 'First', width: 0.5, align: 'left', fixed: false }, { title: 'Second', width: 0.5, align: 'right', fixed: false }], rows }]);
  const pages = (what: string): readonly number[] => marks.filter((mark) => mark.what === what).map((mark) => mark.page);
  expect(pages('Caption')[0]).toBe(pages('row0')[0]);
  const used = [...new Set(rows.map((row) => pages(row[0] ?? '')[0]))];
  expect(pages('First')).toEqual(used);
  expect(pages('row68')).toEqual(pages('row69'));
  for (const row of rows) expect(pages(row[0] ?? '').length).toBe(1);
  for (const mark of marks) expect(mark.bottom).toBeLessThanOrEqual(FLOOR);
});

test('a row taller than a page goes on over pages, whole', () => {
  const long = Array.from({ length: 180 }, (_, index) => `line${index}`);
  const marks = layOut([{ kind: 'table', caption: '', columns: [{ title: 'A', width: 1, align: 'left', fixed: false }], rows: [['short'], [long.join('\n')], ['last']] }]);
  expect(marks.filter((mark) => mark.what.startsWith('line')).map((mark) => mark.what)).toEqual(long);
  for (const mark of marks) expect(mark.bottom).toBeLessThanOrEqual(FLOOR);
});

test('a header that fills its page does not hang the layout', () => {
  const marks = layOut([{ kind: 'table', caption: '', columns: [{ title: 'x'.repeat(400), width: 0.01, align: 'left', fixed: false }, { title: 'B', width: 0.99, align: 'left', fixed: false }], rows: [['1', 'a'], ['2', 'b']] }]);
  expect(marks.map((mark) => mark.what)).toContain('b');
});

test.each([
  [1600, 1066],
  [4000, 250],
  [300, 4000],
  [64, 48],
  [12_000, 9000],
])('a pair of %i x %i pixels stands at one scale, within the page, not blown up, with its caption', (width, height) => {
  const marks = layOut([paragraph(20), heading('Title'), figure([picture('a', width, height), picture('b', width, height)], 'pair')]);
  const [a, b] = ['a', 'b'].map((name) => marks.find((mark) => mark.what === name));
  if (a === undefined || b === undefined) throw new Error('a picture is missing');
  expect(a.right - a.x).toBeCloseTo(b.right - b.x, 6);
  expect((a.right - a.x) / width).toBeCloseTo((a.bottom - a.y) / height, 6);
  expect((a.right - a.x) / width).toBeLessThanOrEqual(LARGEST_PIXEL + 1e-9);
  for (const mark of marks) {
    expect(mark.right).toBeLessThanOrEqual(PAGE.left + WIDTH + 0.01);
    expect(mark.bottom).toBeLessThanOrEqual(FLOOR);
  }
  expect(a.page).toBe(b.page);
  expect(marks.find((mark) => mark.what === 'Figure 1. caption')?.page).toBe(a.page);
  expect(marks.find((mark) => mark.what === 'Title')?.page).toBe(a.page);
});

test('many pictures in rows break between rows, none is clipped, and the caption stands with the last row', () => {
  const pictures = Array.from({ length: 40 }, (_, index) => picture(`p${index}`, 300 + 10 * index, 500 - 10 * index));
  const marks = layOut([figure(pictures, 'row')]);
  for (const one of pictures) expect(marks.filter((mark) => mark.what === one.path).length).toBe(1);
  for (const mark of marks) {
    expect(mark.right).toBeLessThanOrEqual(PAGE.left + WIDTH + 0.01);
    expect(mark.bottom).toBeLessThanOrEqual(FLOOR);
  }
  expect(marks.find((mark) => mark.what === 'Figure 1. caption')?.page).toBe(marks.find((mark) => mark.what === 'p39')?.page);
});

test('empty blocks leave nothing and break nothing', () => {
  expect(layOut([{ kind: 'paragraph', tone: 'normal', text: ' ' }, { kind: 'facts', rows: [] }, { kind: 'list', ordered: true, items: [] }, figure([], 'row'), { kind: 'pageBreak' }, heading('End')]).map((mark) => mark.what)).toEqual(['End']);
});

test('a figure is made a little lower rather than leaving half a page empty, both of a pair alike, and never much', () => {
  const pair = figure([picture('a', 640, 900), picture('b', 640, 900)], 'pair');
  const heights = (lines: number): readonly { readonly page: number; readonly height: number }[] =>
    layOut([paragraph(lines), pair]).filter(({ what }) => what === 'a' || what === 'b').map(({ page, y, bottom }) => ({ page, height: bottom - y }));
  const [full] = heights(1);
  const shrunk = [20, 24, 26, 28, 30, 34].map(heights);
  for (const [a, b] of shrunk) expect(a).toEqual(b);
  // On the page it belongs to as long as two thirds of it fit there, whole on the next one then.
  const onFirst = shrunk.filter(([a]) => a!.page === 1).map(([a]) => a!.height);
  expect(onFirst.some((height) => height < full!.height - 5)).toBe(true);
  for (const height of onFirst) expect(height).toBeGreaterThanOrEqual(0.66 * full!.height - 0.01);
  expect(heights(34)[0]).toEqual({ page: 2, height: full!.height });
});
