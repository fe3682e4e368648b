import { stringify } from 'csv-stringify/sync';
import type { CaseExtract } from '../../../contract/extract.ts';
import { ITEM_COLUMNS } from './columns.ts';

export interface CsvOptions {
  /** A byte order mark first, by which Excel knows UTF-8. */
  readonly byteOrderMark: boolean;
}

/**
 * The items as CSV (RFC 4180: comma, quotes, CR LF), UTF-8. A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line
 * break) gets an apostrophe before it (OWASP, "CSV Injection"); the extract holds every text as it is.
 */
export function itemsCsv(extract: CaseExtract, options: CsvOptions): string {
  const rows = extract.items.map((item) => ITEM_COLUMNS.map(({ value }) => guarded(value(item))));
  return stringify([ITEM_COLUMNS.map(({ key }) => key), ...rows], { bom: options.byteOrderMark, record_delimiter: 'windows', quoted_match: /[\r\n]/ });
}

/** Numbers and yes/no are what they are; only a text can be a formula. Line breaks stay within a cell. */
export function guarded(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return String(value);
  const text = value.replaceAll('\0', '\ufffd');
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}
