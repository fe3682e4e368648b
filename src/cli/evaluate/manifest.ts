import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/index.ts';

/** What a set's `manifest.csv` states of its pictures: by the picture's path below the set, then by column. */
export type SetManifest = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Reads `manifest.csv` of a set: RFC 4180 with a head, column `image` the path below the set with forward slashes (`images/a.jpg`), every other column
 * a property (`domain`, `operation`, ...). An empty field states nothing. An empty map where there is no such file. Error: ARGUMENT_INVALID.
 */
export async function readManifest(setFolder: string): Promise<SetManifest> {
  const path = join(setFolder, 'manifest.csv');
  if (!existsSync(path)) return new Map();
  const [head, ...rows] = parseCsv(await readFile(path, 'utf8'));
  const imageAt = head?.indexOf('image') ?? -1;
  if (head === undefined || imageAt === -1) throw new AppError('ARGUMENT_INVALID', `${path} has no column "image". Its first line has to name the columns: image, domain, operation.`);
  const manifest = new Map<string, Readonly<Record<string, string>>>();
  for (const [index, row] of rows.entries()) {
    if (row.length !== head.length) throw new AppError('ARGUMENT_INVALID', `${path}: row ${index + 2} has ${row.length} fields where ${head.length} are named. Write it again.`);
    const image = row[imageAt] ?? '';
    if (manifest.has(image)) throw new AppError('ARGUMENT_INVALID', `${path} names ${image} twice. Leave one of the rows out.`);
    manifest.set(image, Object.fromEntries(head.flatMap((column, at) => (at === imageAt || row[at] === '' ? [] : [[column, row[at] ?? '']]))));
  }
  return manifest;
}

/** Rows of fields; quoted fields may hold commas, line ends and doubled quotes. A byte order mark is left out. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  field.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new AppError('ARGUMENT_INVALID', `Row ${rows.length + 1} of the manifest has a quote where none belongs. Write the file again as plain CSV.`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',' && field.lastIndex < text.length) continue;
    if (match[3] === ',') row.push('');
    rows.push(row);
    row = [];
  }
  return rows.filter((fields) => fields.length > 1 || fields[0] !== '');
}
