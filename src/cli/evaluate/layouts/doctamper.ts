import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { authenticOf, pairPlain } from './generic.ts';
import { fullPath, type Listing, nameOf, stemOf } from './listing.ts';
import type { Layout, TamperedPicture } from './types.ts';

/*
 * DocTamper (Qu et al., CVPR 2023): TrainingSet 120 000, TestingSet 30 000, FCD 2 000, SCD 18 000 altered document pieces of 512 x 512; no untouched ones.
 * Published as LMDB folders (data.mdb, lock.mdb; keys image-%09d, label-%09d, num-samples); training/unpack_doctamper.py makes of each
 *   images/<%09d>.jpg   masks/<%09d>.png   qualities.json
 * where qualities.json holds the JPEG qualities of pks/<set>_<minq>.pk, oldest save first: { "format": "palimpsest-doctamper-1", "pictures": { "000000000": [88, 93] } }.
 * What the authors' own cvtlmdb.py writes (<set>_new/images/<n>.jpg, masks/<n>.png) is read too, without qualities. Known from: eval_dtd.py, vizlmdb.py and
 * cvtlmdb.py of qcf-568/DocTamper. Any value above 0 is altered there; the unpacked masks are 0 and 255, so above 127 is the same.
 */
const DATABASE = /^data\.mdb$/i;
const QUALITIES = 'qualities.json';
const FORMAT = 'palimpsest-doctamper-1';

export const doctamper: Layout = {
  name: 'doctamper',
  form: 'images/, masks/ and qualities.json, as training/unpack_doctamper.py writes them from an LMDB folder',
  recognise: ({ root, files }) => {
    if (files.some((file) => DATABASE.test(file))) return 'data.mdb, an LMDB folder';
    const isPlain = files.some((file) => file.startsWith('images/')) && files.some((file) => file.startsWith('masks/'));
    if (isPlain && files.includes(QUALITIES)) return 'images, masks and qualities.json, as unpacked from DocTamper';
    return isPlain && /doctamper/i.test(basename(root)) ? 'the folder’s name, images and masks' : null;
  },
  read: async (listing, why) => {
    if (listing.files.some((file) => DATABASE.test(file))) {
      throw new AppError('ARGUMENT_INVALID', `${listing.root} is an LMDB database. Unpack it first: python -m training.unpack_doctamper "${listing.root}" OUT --qualities pks/<set>_75.pk, then evaluate OUT.`);
    }
    const pairs = pairPlain(listing);
    const qualities = listing.files.includes(QUALITIES) ? await readQualities(listing) : new Map<string, readonly number[]>();
    const tampered = pairs.tampered.map((picture): TamperedPicture => {
      const saves = qualities.get(stemOf(nameOf(picture.image.replaceAll('\\', '/'))));
      return saves === undefined ? picture : { ...picture, qualities: saves };
    });
    return [{ part: null, why, tampered, warnings: pairs.warnings, authentic: authenticOf(listing) }];
  },
};

async function readQualities(listing: Listing): Promise<ReadonlyMap<string, readonly number[]>> {
  const path = fullPath(listing, QUALITIES);
  const refused = (what: string, cause?: unknown): AppError => new AppError('ARGUMENT_INVALID', `${path} ${what}. Write it again with training/unpack_doctamper.py.`, undefined, cause);
  const content: unknown = await readFile(path, 'utf8').then(JSON.parse).catch((error: unknown) => {
    throw refused('cannot be read as JSON', error);
  });
  if (!isRecord(content) || content['format'] !== FORMAT || !isRecord(content['pictures'])) throw refused(`is not in the form ${FORMAT}`);
  const found = new Map<string, readonly number[]>();
  for (const [name, saves] of Object.entries(content['pictures'])) {
    if (!isSaves(saves)) throw refused(`does not list one to three qualities of 1 to 100 for ${name}`);
    found.set(name, saves);
  }
  return found;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSaves(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length >= 1 && value.length <= 3 && value.every((quality) => Number.isInteger(quality) && quality >= 1 && quality <= 100);
}
