import type { Block, Fact } from '../document.ts';
import type { Flow } from './flow.ts';
import { baseline, ensure, flowLines, gap, nextPage } from './flow.ts';
import type { CellColumn } from './rows.ts';
import { columnsOf, drawHead, drawRow, rowHeight, wrapRow } from './rows.ts';
import { PAGE, STYLE, WIDTH } from './style.ts';
import { wrapText } from './text.ts';

type TableBlock = Extract<Block, { kind: 'table' }>;

const BEFORE = 8;
const AFTER = 8;

function tableColumns(block: TableBlock): { readonly head: readonly CellColumn[]; readonly body: readonly CellColumn[] } {
  const shares = (head: boolean): readonly CellColumn[] =>
    columnsOf(block.columns.map((column) => ({ share: column.width, align: column.align, style: head ? STYLE.cellHead : column.fixed ? STYLE.cellFixed : STYLE.cell })), 4);
  return { head: shares(true), body: shares(false) };
}

/** Caption, header and first row, which stay together. */
export function tableLead(flow: Flow, block: TableBlock): number {
  const { head, body } = tableColumns(block);
  const caption = block.caption === '' ? 0 : wrapText(flow.type, block.caption, STYLE.tableCaption, WIDTH).length * STYLE.tableCaption.leading + 4;
  const first = block.rows[0] === undefined ? 0 : rowHeight(body, wrapRow(flow, body, block.rows[0]));
  return BEFORE + caption + rowHeight(head, wrapRow(flow, head, block.columns.map((column) => column.title))) + first;
}

/** A table over as many pages as it needs, its header on each. Yields between rows. */
export function* drawTable(flow: Flow, block: TableBlock): Generator<void> {
  const { pen } = flow;
  gap(flow, BEFORE);
  ensure(flow, tableLead(flow, block) - BEFORE);
  const { head, body } = tableColumns(block);
  const titles = wrapRow(flow, head, block.columns.map((column) => column.title));
  const table = pen.open(null, 'Table');
  if (block.caption !== '') {
    const caption = pen.open(table, 'Caption');
    flowLines(flow, { lines: wrapText(flow.type, block.caption, STYLE.tableCaption, WIDTH), style: STYLE.tableCaption, x: PAGE.left, tag: caption });
    pen.close(caption);
    flow.y += 4;
  }
  const tableHead = pen.open(table, 'THead');
  const headRow = pen.open(tableHead, 'TR');
  const headCells = block.columns.map(() => pen.open(headRow, 'TH', { scope: 'Column' }));
  drawHead(flow, head, titles, headCells);
  for (const tag of [...headCells, headRow, tableHead]) pen.close(tag);
  const tableBody = pen.open(table, 'TBody');
  const headHeight = rowHeight(head, titles) + continuedHeight(block);
  const onBreak = (): void => continued(flow, block, head, titles);
  for (const [index, texts] of block.rows.entries()) {
    const row = pen.open(tableBody, 'TR');
    const tags = block.columns.map(() => pen.open(row, 'TD'));
    const last = block.rows.length - 1;
    // The last row takes the one before it along: a row alone below a repeated header reads like a new table.
    const following = index === last - 1 && index > 0 ? rowHeight(body, wrapRow(flow, body, block.rows[last] ?? [])) : 0;
    drawRow(flow, body, wrapRow(flow, body, texts), { tags, headHeight, onBreak, following });
    for (const tag of [...tags, row]) pen.close(tag);
    yield;
  }
  pen.close(tableBody);
  pen.close(table);
  gap(flow, AFTER);
}

function continuedHeight(block: TableBlock): number {
  return block.caption === '' ? 0 : STYLE.label.leading + 3;
}

function continued(flow: Flow, block: TableBlock, head: readonly CellColumn[], titles: ReturnType<typeof wrapRow>): void {
  if (block.caption !== '') {
    const lines = wrapText(flow.type, `${block.caption} (continued)`, STYLE.label, WIDTH);
    const first = lines[0];
    if (first !== undefined) flow.pen.artifact(() => flow.pen.text(first, PAGE.left, baseline(flow.y, STYLE.label), STYLE.label));
    flow.y += continuedHeight(block);
  }
  drawHead(flow, head, titles, null);
}

function factColumns(rows: readonly Fact[], fixed: boolean): readonly CellColumn[] {
  const longest = Math.max(...rows.map((row) => row.label.length));
  const label = Math.min(0.34, Math.max(0.2, longest * 0.0115));
  return columnsOf([{ share: label, align: 'left', style: STYLE.factLabel }, { share: 1 - label, align: 'left', style: fixed ? STYLE.factFixed : STYLE.fact }], 2);
}

export function factsLead(flow: Flow, rows: readonly Fact[]): number {
  return rows.slice(0, 2).reduce((sum, row) => {
    const columns = factColumns(rows, row.fixed);
    return sum + rowHeight(columns, wrapRow(flow, columns, [row.label, row.value]));
  }, 4);
}

/** Label and value, a line each, as a table whose first column heads its row. */
export function* drawFacts(flow: Flow, rows: readonly Fact[]): Generator<void> {
  if (rows.length === 0) return;
  const { pen } = flow;
  gap(flow, 4);
  ensure(flow, factsLead(flow, rows) - 4);
  const table = pen.open(null, 'Table');
  for (const fact of rows) {
    const columns = factColumns(rows, fact.fixed);
    const row = pen.open(table, 'TR');
    const tags = [pen.open(row, 'TH', { scope: 'Row' }), pen.open(row, 'TD')];
    drawRow(flow, columns, wrapRow(flow, columns, [fact.label, fact.value === '' ? '–' : fact.value]), { tags, headHeight: 0, onBreak: () => {}, following: 0 });
    for (const tag of [...tags, row]) pen.close(tag);
    yield;
  }
  pen.close(table);
  gap(flow, 8);
}

/** Space for a hand-written signature, a rule to sign on, and the lines below it, all on one page. */
export function drawSignature(flow: Flow, lines: readonly string[]): void {
  const { pen } = flow;
  const height = signatureHeight(flow, lines);
  if (height > PAGE.height / 2) nextPage(flow);
  ensure(flow, height);
  flow.y += 46;
  const top = flow.y;
  pen.artifact(() => pen.rule(PAGE.left, top, PAGE.left + 240, top, 0.7, STYLE.body.colour));
  flow.y += 4;
  pen.signatureField();
  for (const text of lines) {
    const tag = pen.open(null, 'P');
    flowLines(flow, { lines: wrapText(flow.type, text, STYLE.body, WIDTH), style: STYLE.body, x: PAGE.left, tag });
    pen.close(tag);
  }
  gap(flow, 8);
}

export function signatureHeight(flow: Flow, lines: readonly string[]): number {
  return 50 + lines.reduce((sum, text) => sum + wrapText(flow.type, text, STYLE.body, WIDTH).length * STYLE.body.leading, 0);
}
