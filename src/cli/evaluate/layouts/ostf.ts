import { readFile } from 'node:fs/promises';
import { AppError } from '../../../contract/index.ts';
import { readPickle } from '../../../casework/index.ts';
import { folderOf, fullPath, isPicture, type Listing, nameOf } from './listing.ts';
import { boxPolygon } from './tamperedIc13.ts';
import { fillPolygons } from './truth.ts';
import type { FoundSet, Layout, TamperedPicture } from './types.ts';

/*
 * OSTF, open-set text forensics (Qu et al., AAAI 2025): scene text altered by nine methods (srnet, mostel, stefann, derend, diffste, anytext, udifftext, …).
 *   mmacc/<method>/<picture>   mmacc/<method>_test.pk and <method>_train.pk   (the pickles lie in mmacc_pks/ until they are moved)
 * A pickle is a dict: picture name -> { w, h, b: [[x1, y1, x2, y2, class], …] }, class 0 authentic and 1 tampered. Known from: the configurations and the data
 * class (mmdet/datasets/our_dataset.py) of qcf-568/OSTF and its README. Whether the archive has text files as well could not be confirmed; they are not read.
 * The pickle is read by the project's own reader of plain data, which runs nothing: boxes held in numpy arrays are refused by name. That the numbers in the real
 * files are plain lists could not be confirmed either.
 * Truth: boxes of class 1 filled, last column and row included, at the size the pickle states. A picture with no such box is untouched. Test parts only where
 * there are any, else the training parts.
 */
const PICKLE = /^(?:mmacc(?:_pks)?\/)?([a-z0-9-]+)_(train|test)\.(?:pk|pkl|pickle)$/i;
const TAMPERED = 1;

type PickleValue = ReturnType<typeof readPickle>;
type PickleKey = null | boolean | number | bigint | string;

export const ostf: Layout = {
  name: 'ostf',
  form: '<method>/<picture> and <method>_test.pk, such as srnet/ and srnet_test.pk',
  recognise: ({ files }) => {
    const pickles = files.filter((file) => PICKLE.test(file) && files.some((other) => isPicture(other) && other.toLowerCase().split('/').includes(PICKLE.exec(file)?.[1]?.toLowerCase() ?? '')));
    return pickles.length === 0 ? null : `the annotations ${pickles.map(nameOf).join(', ')} beside folders of these names, as OSTF has them`;
  },
  read: async (listing, why) => {
    const pickles = listing.files.filter((file) => PICKLE.test(file));
    const tests = pickles.filter((file) => PICKLE.exec(file)?.[2]?.toLowerCase() === 'test');
    const sets: FoundSet[] = [];
    for (const pickle of tests.length > 0 ? tests : pickles) sets.push(await readMethod(listing, pickle, why));
    return sets;
  },
};

async function readMethod(listing: Listing, pickle: string, why: string): Promise<FoundSet> {
  const [, method = '', kind = ''] = PICKLE.exec(pickle) ?? [];
  const part = `${method}_${kind}`;
  const path = fullPath(listing, pickle);
  const value = readPickle(await readFile(path));
  if (!(value instanceof Map)) throw new AppError('ARGUMENT_INVALID', `${path} is no dict of pictures. Is it an annotation file of OSTF?`);
  const pictures = Map.groupBy(listing.files.filter((file) => isPicture(file) && folderOf(file).toLowerCase().split('/').includes(method.toLowerCase())), (file) => nameOf(file).toLowerCase());
  const tampered: TamperedPicture[] = [];
  const authentic: string[] = [];
  const warnings: string[] = [];
  for (const [name, entry] of value as ReadonlyMap<PickleKey, PickleValue>) {
    const found = typeof name === 'string' ? (pictures.get(nameOf(name.replaceAll('\\', '/')).toLowerCase()) ?? []) : [];
    const words = wordsOf(entry);
    const image = found[0];
    if (image === undefined || found.length > 1) warnings.push(`${String(name)} of ${pickle} is ${found.length > 1 ? 'there more than once' : 'not in the folder'} and is left out`);
    else if (words === null) warnings.push(`${String(name)} of ${pickle} has no boxes that can be read and is left out`);
    else if (words.boxes.length === 0) authentic.push(fullPath(listing, image));
    else tampered.push({ image: fullPath(listing, image), mask: path, truth: async () => fillPolygons(words, words.boxes.map(boxPolygon)) });
  }
  if (tampered.length + authentic.length === 0) throw new AppError('ARGUMENT_INVALID', `${listing.root}: ${pickle} names ${value.size} pictures, but none that can be used is in a folder ${method}/. Move the pictures beside it.`);
  return { part, why, tampered, authentic, warnings };
}

/** Size and boxes of altered words of one entry; null where it is not of the known form. */
function wordsOf(entry: PickleValue): { width: number; height: number; boxes: readonly (readonly number[])[] } | null {
  if (!(entry instanceof Map)) return null;
  const record = entry as ReadonlyMap<PickleKey, PickleValue>;
  const [width, height, listed] = [record.get('w'), record.get('h'), record.get('b')];
  if (typeof width !== 'number' || typeof height !== 'number' || !Array.isArray(listed)) return null;
  const boxes = listed.filter((box): box is readonly number[] => Array.isArray(box) && box.length >= 5 && box.every((number) => typeof number === 'number' && Number.isFinite(number)));
  return boxes.length === listed.length ? { width, height, boxes: boxes.filter((box) => box[4] === TAMPERED) } : null;
}
