import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
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
const csv = consumer('read_csv.py', ['csv']);
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

interface DfxmlFile {
  readonly name: string;
  readonly kind: string;
  readonly size: string;
  readonly mtime: string | null;
  readonly digests: Readonly<Record<string, string>>;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

interface DfxmlReading {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly title: string;
  readonly case: Readonly<Record<string, string>>;
  readonly files: readonly DfxmlFile[];
}

const WRITTEN = join(import.meta.dirname, '..', 'consumers', 'dfxml', 'written.xsd');
/** Copies of the published schema, of any version from 1.1.0rfc1 on, separated as in PATH. */
const PUBLISHED = (process.env['PALIMPSEST_DFXML_SCHEMA'] ?? '').split(delimiter).filter((path) => path !== '');
const EXECUTION = { startedAt: '2026-03-04T05:06:07Z', commandLine: 'palimpsest export --case "a & b"', system: { name: 'Linux', release: '6.1', version: '#1', architecture: 'x64' } };

/** The drawn case with what else may happen: no time, times before 1970 and past what ISO 8601 writes, the same file twice, a link, names that are not nice. */
function varied(): CaseExtract {
  const [first, , , failed] = extract.items;
  const more: CaseExtract['items'] = [
    { ...first!, id: 5, path: '/evidence/copy of 1.jpg', duplicates: [1], modified: '' },
    { ...first!, id: 6, path: '/evidence/ leading, trailing \t\n\r and ]]> --> ?> .jpg ', modified: '-1' },
    { ...first!, id: 7, path: '/evidence/\ud800 alone \ufffe \\xff 写真 عربى.jpg', modified: '999999999999999999999', bytes: 2 ** 53 - 1 },
    { ...failed!, id: 8, path: '/evidence/link', status: 'skipped', facts: null, sha256: null, md5: null, sha1: null, problem: { code: 'FILE_NOT_REGULAR', message: 'A link to "a"?>\n<b> & more.' } },
    { ...failed!, id: 9, path: '/evidence/empty.jpg', bytes: 0, problem: { code: 'FILE_EMPTY', message: 'It is empty.' } },
  ];
  return { ...extract, items: [...extract.items, ...more] };
}

function readDfxml(name: string, text: string, schema: string): DfxmlReading {
  return lxml.run([place(name, text), schema]) as DfxmlReading;
}

test.skipIf(lxml.obstacle !== null)(`DFXML: valid, and lxml reads the files back${lxml.suffix}`, () => {
  const whole = varied();
  const text = dfxmlOf(whole, EXECUTION);
  for (const schema of [WRITTEN, ...PUBLISHED]) {
    const { valid, errors, files, title, case: named } = readDfxml('files.xml', text, schema);
    expect({ schema, valid, errors }).toEqual({ schema, valid: true, errors: [] });
    expect(title).toBe('Hash list of case 2026-017: Sample <case> & more (A. Examiner, Laboratory "North")');
    expect(named).toEqual({ number: '2026-017', title: 'Sample <case> & more', examiner: 'A. Examiner', agency: 'Laboratory "North"' });
    expect(files.map(({ name }) => name)).toEqual(whole.items.map((item) => item.path.replaceAll('\u0007', '\ufffd').replaceAll('\ufffe', '\ufffd').toWellFormed()));
    expect(files.map(({ size }) => Number(size))).toEqual(whole.items.map(({ bytes }) => bytes));
    expect(files.map(({ kind }) => kind)).toEqual(['r', 'r', 'r', 'r', 'r', 'r', 'r', '-', 'r']);
    const digests = { sha256: extract.items[0]!.sha256, sha1: extract.items[0]!.sha1, md5: extract.items[0]!.md5 };
    expect(files[0]).toMatchObject({ mtime: '2026-03-04T05:06:07.123456789Z', digests, problem: null });
    expect(files.slice(4, 7).map(({ mtime }) => mtime)).toEqual([null, '1969-12-31T23:59:59.999999999Z', null]);
    expect(files[4]!.digests).toEqual(digests);
    expect([files[2]!.digests, files[7]!.digests]).toEqual([{}, {}]);
    expect(files.map(({ problem }) => problem)).toEqual(whole.items.map(({ problem }) => problem));
  }
});

test.skipIf(lxml.obstacle !== null)(`DFXML: a case without a word on its cover, without files and without a finding is valid${lxml.suffix}`, () => {
  const bare = { ...extract, items: [], case: { ...extract.case, number: '', title: '', examiner: '', agency: '' } };
  for (const schema of [WRITTEN, ...PUBLISHED]) {
    expect(readDfxml('bare.xml', dfxmlOf(bare, { startedAt: EXECUTION.startedAt }), schema)).toMatchObject({ valid: true, errors: [], title: 'Hash list of case sample', files: [] });
  }
});

/** What some published version refuses, by what is replaced with what; `all` where every version does. */
const REFUSED: readonly (readonly [what: string, versions: 'all' | 'some', from: string | RegExp, to: string])[] = [
  ['a digest of a kind the schema does not name', 'all', 'type="md5"', 'type="crc32"'],
  ['elements in another order', 'all', '<id>1</id><name_type>r</name_type>', '<name_type>r</name_type><id>1</id>'],
  ['a time that is none', 'all', '2026-03-04T05:06:07.123456789Z', 'yesterday'],
  ['a time without its date', 'all', /<start_time>[^<]+/, '<start_time>05:06:07Z'],
  ['a size that is no whole number', 'all', /<filesize>\d+/, '<filesize>1.5'],
  ['a kind of entry that the schema does not name', 'all', '<name_type>r<', '<name_type>file<'],
  ['an element of our own', 'all', '<id>1</id>', '<id>1</id><score>0.9</score>'],
  ['an attribute of our own', 'all', '<fileobject>', '<fileobject status="analysed">'],
  ['no version', 'all', ' version="1.2.0"', ''],
  ['no description of the document', 'all', /<metadata>.*<\/metadata>/, ''],
  ['a second Dublin Core element', 'some', '</dc:title>', '</dc:title><dc:type>Hash List</dc:type>'],
  ['an element that Dublin Core does not have', 'some', /dc:title/g, 'dc:heading'],
  ['an error', 'some', '<id>1</id>', '<error>It ends early.</error><id>1</id>'],
  ['no source', 'some', '<source/>', ''],
  ['a file without a name', 'some', /<filename>[^<]*<\/filename>/, ''],
];

test.skipIf(lxml.obstacle !== null).each(REFUSED)(`DFXML: %s is refused${lxml.suffix}`, (_, versions, from, to) => {
  const text = dfxmlOf(extract, EXECUTION);
  const broken = text.replace(from, to);
  expect(broken).not.toBe(text);
  for (const schema of [WRITTEN, ...(versions === 'all' ? PUBLISHED : [])]) expect({ schema, valid: readDfxml('broken.xml', broken, schema).valid }).toEqual({ schema, valid: false });
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

test.skipIf(csv.obstacle !== null)(`CSV: Python's reader, set to be strict, finds the same cells${csv.suffix}`, () => {
  const text = itemsCsv(varied(), { byteOrderMark: true });
  expect(csv.run([place('items.csv', text)])).toEqual({ byteOrderMark: true, rows: parseCsv(text.slice(1).toWellFormed()) });
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
