import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join, parse, resolve } from 'node:path';
import { AppError } from '../../contract/index.ts';

/** A folder with images/ (altered pictures), masks/ (what was altered) and perhaps authentic/ (untouched pictures). */
export interface EvaluationSet {
  readonly name: string;
  readonly folder: string;
  readonly tampered: readonly TamperedPicture[];
  readonly authentic: readonly string[];
  readonly warnings: readonly string[];
}

export interface TamperedPicture {
  readonly image: string;
  readonly mask: string;
}

const PICTURES: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.tif', '.tiff', '.webp', '.avif', '.heic', '.bmp', '.gif']);
/** What names of masks have after the picture's own stem in common collections. */
const MASK_SUFFIX = /^[_.-]?(mask|masks|gt|groundtruth|ground_truth|edgemask|forged|label|truth)$/i;

/** The set in `folder`, or every set directly below it, by name. Error: ARGUMENT_INVALID when there is none. */
export async function findSets(folder: string): Promise<readonly EvaluationSet[]> {
  const root = resolve(folder);
  if (!existsSync(root)) throw new AppError('FILE_NOT_FOUND', `There is no folder ${root}. Check the path.`);
  if (isSet(root)) return [await readSet(root)];
  const entries = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
    throw new AppError('ARGUMENT_INVALID', `${root} is not a folder that can be read.`, undefined, error);
  });
  const folders = entries.filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && isSet(join(root, entry.name))).map((entry) => join(root, entry.name));
  if (folders.length === 0) throw new AppError('ARGUMENT_INVALID', `${root} holds no set: a set is a folder with images/ and masks/ (or authentic/) in it.`);
  return Promise.all(folders.toSorted().map(readSet));
}

function isSet(folder: string): boolean {
  return (existsSync(join(folder, 'images')) && existsSync(join(folder, 'masks'))) || existsSync(join(folder, 'authentic'));
}

async function readSet(folder: string): Promise<EvaluationSet> {
  const images = await picturesIn(join(folder, 'images'));
  const masks = await picturesIn(join(folder, 'masks'));
  const tampered: TamperedPicture[] = [];
  const warnings: string[] = [];
  for (const image of images) {
    const mask = maskFor(image, masks);
    if (mask === null) warnings.push(`images/${basename(image)} has no mask and is left out`);
    else tampered.push({ image, mask });
  }
  return { name: basename(folder), folder, tampered, authentic: await picturesIn(join(folder, 'authentic')), warnings };
}

/** The mask of a picture: the same name, the same stem, or the stem with a suffix such as `_mask` or `_gt`; null where that is not one file. */
export function maskFor(image: string, masks: readonly string[]): string | null {
  const stem = parse(image).name;
  const sameName = masks.find((mask) => basename(mask) === basename(image));
  if (sameName !== undefined) return sameName;
  const sameStem = masks.filter((mask) => parse(mask).name === stem);
  if (sameStem.length > 0) return sameStem.length === 1 ? (sameStem[0] ?? null) : null;
  const suffixed = masks.filter((mask) => parse(mask).name.startsWith(stem) && MASK_SUFFIX.test(parse(mask).name.slice(stem.length)));
  return suffixed.length === 1 ? (suffixed[0] ?? null) : null;
}

async function picturesIn(folder: string): Promise<readonly string[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && PICTURES.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(folder, entry.name))
    .toSorted();
}
