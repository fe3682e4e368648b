import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseUcoOf } from '../../src/casework/export/caseUco/caseUco.ts';
import { dfxmlOf } from '../../src/casework/export/dfxml/dfxml.ts';
import { ITEM_COLUMNS } from '../../src/casework/export/tables/columns.ts';
import { itemsCsv } from '../../src/casework/export/tables/csv.ts';
import { itemsXlsx } from '../../src/casework/export/tables/xlsx.ts';
import type { CaseExtract } from '../../src/contract/extract.ts';
import { consumer } from '../consumers/consumers.ts';
import { drawCase, HOSTILE, HOSTILE_NOTE } from './exportFixtures.ts';

const caseUtils = consumer('validate_case.py', ['case_utils.case_validate', 'rdflib']);
const lxml = consumer('validate_dfxml.py', ['lxml.etree']);
const openpyxl = consumer('read_xlsx.py', ['openpyxl']);

let folder = '';
let extract: CaseExtract;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-records-'));
  ({ extract } = await drawCase(join(folder, 'case')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

interface Validation {
  readonly conforms: boolean;
  readonly undefined: readonly string[];
  readonly warnings: readonly string[];
  readonly text: string;
  readonly kinds: Readonly<Record<string, number>>;
}

test.skipIf(caseUtils.obstacle !== null)(`CASE/UCO: case_validate has nothing to say, not even a hint${caseUtils.suffix}`, () => {
  const document = caseUcoOf(extract);
  const { kinds, ...said } = caseUtils.run([place('case.jsonld', JSON.stringify(document))]) as Validation;
  expect(said).toEqual({ conforms: true, undefined: [], warnings: [], text: '' });
  expect(kinds).toMatchObject({ Investigation: 1, ProvenanceRecord: 4, AnalyticResult: 2, Authorization: 1, Examiner: 1, Annotation: 2, Person: 1, Organization: 1 });
  // Four taken in, two analysed, three checked, one handed over.
  expect(kinds['InvestigativeAction']).toBe(10);
  // The validator would have found something: a term that is none, and a hash that is no hexadecimal number.
  const broken = JSON.stringify(document).replace('"uco-observable:sizeInBytes"', '"uco-observable:sizeInOctets"').replace('"SHA256"', '"SHA256","uco-types:hashValue2":"x"').replace(/"@value":"[0-9A-F]{64}"/, '"@value":"no hash"');
  expect(caseUtils.run([place('broken.jsonld', broken)])).toMatchObject({ conforms: false, undefined: [expect.stringContaining('sizeInOctets'), expect.stringContaining('hashValue2')] });
}, 180_000);

test('CASE/UCO: the same extract gives the same graph, every reference leads to a node, and an empty cover says nothing', () => {
  const document = caseUcoOf(extract);
  expect(JSON.stringify(caseUcoOf(extract))).toBe(JSON.stringify(document));
  const ids = new Set(document['@graph'].map((node) => node['@id']));
  expect(ids.size).toBe(document['@graph'].length);
  const references = [...JSON.stringify(document).matchAll(/\{"@id":"([^"]+)"\}/g)].map((match) => match[1]!);
  expect(references.filter((id) => !ids.has(id))).toEqual([]);
  const bare = caseUcoOf({ ...extract, transfers: [], case: { ...extract.case, examiner: '', agency: '', authority: '', receivedFrom: '', receivedAt: 'last week', request: '', question: '' } });
  expect(bare['@graph'].map((node) => String(node['@type'])).filter((type) => /Person|Organization|Authorization|Relationship|Examiner/.test(type))).toEqual([]);
});

interface DfxmlReading {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly files: readonly { readonly name: string; readonly size: string; readonly mtime: string; readonly digests: Readonly<Record<string, string>> }[];
}

const SCHEMAS = [join(import.meta.dirname, '..', 'consumers', 'dfxml', 'written.xsd'), ...(process.env['PALIMPSEST_DFXML_SCHEMA'] ? [process.env['PALIMPSEST_DFXML_SCHEMA']] : [])];

test.skipIf(lxml.obstacle !== null)(`DFXML: valid, and lxml reads the files back${lxml.suffix}`, () => {
  const text = dfxmlOf(extract, { startedAt: '2026-03-04T05:06:07Z', commandLine: 'palimpsest export --case "a & b"', system: { name: 'Linux', release: '6.1', version: '#1', architecture: 'x64' } });
  const path = place('files.xml', text);
  for (const schema of SCHEMAS) {
    const { valid, errors, files } = lxml.run([path, schema]) as DfxmlReading;
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
    expect(files.map(({ name }) => name)).toEqual(extract.items.map((item) => item.path.replace('\u0007', '\ufffd')));
    expect(files.map(({ size }) => Number(size))).toEqual(extract.items.map(({ bytes }) => bytes));
    expect(files[0]).toMatchObject({ mtime: '2026-03-04T05:06:07.123456789Z', digests: { sha256: extract.items[0]!.sha256, sha1: extract.items[0]!.sha1, md5: extract.items[0]!.md5 } });
    expect(files[2]!.digests).toEqual({});
    expect(lxml.run([place('broken.xml', text.replace('type="md5"', 'type="crc32"')), schema])).toMatchObject({ valid: false });
    expect(lxml.run([place('order.xml', text.replace('<id>1</id><name_type>r</name_type>', '<name_type>r</name_type><id>1</id>')), schema])).toMatchObject({ valid: false });
  }
});

/** A reader of RFC 4180, written for this test. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    const quoted = text[at] === '"';
    const match = (quoted ? /"((?:[^"]|"")*)"/y : /([^,\r\n]*)/y);
    match.lastIndex = at;
    const [whole, content] = match.exec(text)!;
    rows.at(-1)!.push(quoted ? content!.replaceAll('""', '"') : content!);
    at += whole.length;
    if (text[at] === ',') at += 1;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

test('CSV: one row an item, formulas disarmed, line breaks kept, byte order mark on request', () => {
  const text = itemsCsv(extract, { byteOrderMark: false });
  const [head, ...rows] = parseCsv(text);
  expect(head).toEqual(ITEM_COLUMNS.map(({ key }) => key));
  expect(rows.map((row) => row.length)).toEqual(extract.items.map(() => ITEM_COLUMNS.length));
  const column = (key: string): string[] => rows.map((row) => row[head!.indexOf(key)]!);
  expect(column('name')).toEqual([`'${HOSTILE}`, "'+1-orientation.jpg", "'@pending.jpg", 'unreadable.jpg']);
  expect(column('note')[0]).toBe(`'${HOSTILE_NOTE}`);
  expect(column('score')).toEqual(['0.9123', '0.9123', '', '']);
  expect(column('extension_mismatch')).toEqual(['no', 'no', '', 'no']);
  expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(itemsCsv(extract, { byteOrderMark: true })).toBe(`\ufeff${text}`);
});

interface Workbook {
  readonly sheets: readonly string[];
  readonly frozen: string;
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly types: readonly (readonly string[])[];
  readonly formulas: readonly string[];
  readonly links: readonly string[];
  readonly bold: readonly boolean[];
}

test.skipIf(openpyxl.obstacle !== null)(`XLSX: openpyxl reads typed cells under a frozen heading, no formula and no link${openpyxl.suffix}`, async () => {
  const book = openpyxl.run([place('items.xlsx', await itemsXlsx(extract))]) as Workbook;
  expect(book).toMatchObject({ sheets: ['Items', 'Columns', 'Case'], frozen: 'B2', formulas: [], links: [] });
  expect(book.bold.every((bold) => bold)).toBe(true);
  const [head, ...rows] = book.rows;
  expect(head).toEqual(ITEM_COLUMNS.map(({ key }) => key));
  const expected = extract.items.map((item) => ITEM_COLUMNS.map(({ value }) => {
    const cell = value(item);
    return typeof cell === 'string' ? cell.replace('\u0007', '\\u{7}') : cell;
  }));
  expect(rows).toEqual(expected);
  const types = { text: 's', time: 's', whole: 'n', number: 'n', yesNo: 'b' } as const;
  book.types.slice(1).forEach((row, at) => row.forEach((type, index) => {
    if (rows[at]![index] !== null) expect(type).toBe(types[ITEM_COLUMNS[index]!.kind]);
  }));
});

test.skipIf(openpyxl.obstacle !== null)(`XLSX: a text longer than a cell takes is cut with a word on it${openpyxl.suffix}`, async () => {
  const long = { ...extract, items: [{ ...extract.items[0]!, note: 'x'.repeat(40_000) }] };
  const { rows } = openpyxl.run([place('long.xlsx', await itemsXlsx(long))]) as Workbook;
  const note = rows[1]!.at(-1) as string;
  expect([note.length, note.endsWith('x [cut: see the extract]')]).toEqual([32_767, true]);
});

test('every column is documented', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'exports.md'), 'utf8');
  expect(ITEM_COLUMNS.filter(({ key, meaning }) => !page.includes(`| \`${key}\` | ${meaning} |`)).map(({ key }) => key)).toEqual([]);
});
