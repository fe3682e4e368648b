import writeExcelFile, { type Cell } from 'write-excel-file/node';
import type { CaseExtract } from '../../../contract/extract.ts';
import { type CellValue, ITEM_COLUMNS, type ItemColumn } from './columns.ts';

/** Excel takes no more characters in a cell; longer texts are cut with a word on it. */
const LONGEST_CELL = 32_767;
const CUT = ' [cut: see the extract]';

/**
 * The items as a workbook: the table with a frozen heading, and a second sheet that says what each column holds. Texts are texts, whatever they begin
 * with: no cell is a formula or a link. Times are texts in ISO 8601, because a cell of Excel knows neither zone nor nanoseconds.
 */
export async function itemsXlsx(extract: CaseExtract): Promise<Uint8Array> {
  const items = [heading(ITEM_COLUMNS.map(({ key }) => key)), ...extract.items.map((item) => ITEM_COLUMNS.map((column) => cell(column, column.value(item))))];
  const columns = [heading(['column', 'meaning']), ...ITEM_COLUMNS.map(({ key, meaning }) => [text(key), text(meaning)])];
  const facts: [string, string][] = [['case', extract.case.number || extract.case.slug], ['title', extract.case.title], ['selection', extract.selection.words], ['software', `Palimpsest ${extract.software.app}`]];
  return writeExcelFile([
    { sheet: 'Items', data: items, columns: ITEM_COLUMNS.map(({ width }) => ({ width })), stickyRowsCount: 1, stickyColumnsCount: 1 },
    { sheet: 'Columns', data: columns, columns: [{ width: 24 }, { width: 90 }], stickyRowsCount: 1 },
    { sheet: 'Case', data: facts.map(([name, value]) => [text(name), text(value)]), columns: [{ width: 14 }, { width: 90 }] },
  ]).toBuffer();
}

function heading(names: readonly string[]): Cell[] {
  return names.map((name) => ({ value: name, type: String, fontWeight: 'bold', backgroundColor: '#e6ebf2' }));
}

function cell({ kind }: ItemColumn, value: CellValue): Cell {
  if (value === null) return null;
  if (typeof value === 'boolean') return { value, type: Boolean };
  if (typeof value === 'string') return text(value);
  return { value, type: Number, format: kind === 'whole' ? '0' : '0.0000' };
}

/** Characters that XML cannot hold are written as their numbers. */
function text(value: string): Cell {
  // eslint-disable-next-line no-control-regex
  const clean = value.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`).toWellFormed();
  return { value: clean.length > LONGEST_CELL ? clean.slice(0, LONGEST_CELL - CUT.length) + CUT : clean, type: String };
}
