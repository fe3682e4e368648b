import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/index.ts';
import { fullPath, isPicture, type Listing } from './listing.ts';
import { pairUp, requireMasks } from './pairing.ts';
import { maskRule } from './truth.ts';
import type { Layout } from './types.ts';

/*
 * NIST Nimble Challenge 2016 (NC2016_Test0613): 564 altered pictures by its reference file, and untouched ones.
 *   probe/*.jpg, world/*, reference/manipulation/NC2016-manipulation-ref.csv, reference/manipulation/mask/*.png
 * The reference separates its columns by "|"; IsTarget is Y for an altered picture; ProbeFileName and ProbeMaskFileName are paths from the folder that
 * holds probe/ (letters of either case). Known from: SAFIRE (dataset_NC16.py), MediScore of NIST, and two other loaders that agree.
 * Only `manipulation` is read: `splice` and `removal` list the same pictures again. In the reference a comma or a tab is accepted as separator too.
 * Mask: inverted. White is untouched and black is altered; luma below 180 is altered, as in SAFIRE. Masks of another size are resized to the nearest pixel by
 * the comparison, with a warning; SAFIRE leaves those pictures out.
 */
const REFERENCE = /^reference\/manipulation\/[^/]*ref[^/]*\.csv$/i;
const BELOW = 180;

export const nist16: Layout = {
  name: 'nist16',
  form: 'probe/ and reference/manipulation/NC2016-manipulation-ref.csv with the columns IsTarget, ProbeFileName and ProbeMaskFileName',
  recognise: ({ files }) => {
    const reference = files.find((file) => REFERENCE.test(file));
    return reference === undefined ? null : `the reference file ${reference}, as NIST16 has it`;
  },
  read: async (listing, why) => {
    const reference = listing.files.find((file) => REFERENCE.test(file)) ?? '';
    const rows = parseReference(await readFile(fullPath(listing, reference), 'utf8'), reference);
    const files = new Map(listing.files.map((file) => [file.toLowerCase(), file]));
    const find = (path: string): string | undefined => files.get(path.toLowerCase());
    const { altered, untouched, warnings } = sortRows(rows, find);
    const masks = new Map(altered);
    const pairs = pairUp(listing, [...masks.keys()], (image) => [find(masks.get(image) ?? '')].filter((mask) => mask !== undefined), maskRule((luma) => luma < BELOW));
    requireMasks(listing, [...masks.keys()], pairs, 'the files of the column ProbeMaskFileName');
    if (altered.length === 0) throw nothingThere(listing, reference, rows.length);
    return [{ part: null, why, tampered: pairs.tampered, warnings: [...warnings, ...pairs.warnings], authentic: untouched.map((file) => fullPath(listing, file)) }];
  },
};

interface Row {
  readonly image: string;
  readonly mask: string;
  readonly altered: boolean;
}

function sortRows(rows: readonly Row[], find: (path: string) => string | undefined): { altered: readonly (readonly [string, string])[]; untouched: readonly string[]; warnings: readonly string[] } {
  const altered: [string, string][] = [];
  const untouched: string[] = [];
  const warnings: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const image = find(row.image);
    if (image === undefined || !isPicture(image)) warnings.push(`${row.image} is in the reference but not in the folder and is left out`);
    else if (seen.has(image)) warnings.push(`${row.image} stands more than once in the reference; its first row counts`);
    else if (row.altered) altered.push([image, row.mask]);
    else untouched.push(image);
    if (image !== undefined) seen.add(image);
  }
  return { altered, untouched, warnings };
}

function parseReference(text: string, name: string): readonly Row[] {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '');
  const separator = ['|', ',', '\t'].find((candidate) => head.split(candidate).length > 2) ?? '|';
  const cells = (line: string): readonly string[] => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const columns = cells(head).map((column) => column.toLowerCase());
  const at = (column: string): number => {
    const index = columns.indexOf(column.toLowerCase());
    if (index < 0) throw new AppError('ARGUMENT_INVALID', `${name} has no column ${column}. Is it the reference file of NIST16? Its columns are separated by "|".`, { columns });
    return index;
  };
  const [target, image, mask] = [at('IsTarget'), at('ProbeFileName'), at('ProbeMaskFileName')];
  return lines.map((line) => {
    const row = cells(line);
    return { image: pathIn(row[image]), mask: pathIn(row[mask]), altered: /^(y|yes|true|1)$/i.test(row[target] ?? '') };
  });
}

/** A path of the reference: forward slashes, nothing that climbs out of the folder. */
function pathIn(cell: string | undefined): string {
  return (cell ?? '').replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
}

function nothingThere({ root }: Listing, reference: string, rows: number): AppError {
  return new AppError('ARGUMENT_INVALID', `${root}: ${reference} has ${rows} rows, but none of its altered pictures (IsTarget Y) is in the folder. Unpack probe/ beside reference/.`);
}
