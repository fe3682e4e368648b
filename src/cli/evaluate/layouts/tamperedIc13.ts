import { readFile } from 'node:fs/promises';
import { byKey } from './pairing.ts';
import { folderOf, fullPath, isPicture, type Listing, nameOf, stemOf } from './listing.ts';
import { fillPolygons, type Polygon } from './truth.ts';
import type { FoundSet, Layout, TamperedPicture } from './types.ts';

/*
 * Tampered-IC13 (Wang et al., ECCV 2022): 229 training and 233 test pictures of ICDAR 2013 with words replaced.
 *   {train,test}_img/<name>.jpg   {train,test}_gt/<name>.txt, a word a line
 * A line is a box and a class: "x1,y1,x2,y2,c", c 1 for a real word and 2 for an altered one. Known from: the authors' README ("box + x") and a loader that
 * reads four integers and a class. Quadrilaterals "x1,y1,…,x4,y4,c" are read as well, in case a copy has them; a text after the class is ignored.
 * Truth: altered boxes filled, last column and row included, as the loader fills them, at the picture's own size. A picture without an altered word is
 * untouched.
 */
const IMAGE = /^(train|test)_(?:img|images?)\/[^/]+$/i;
const TEXT = /^(train|test)_gt\/[^/]+\.txt$/i;
const ALTERED = 2;

export const tamperedIc13: Layout = {
  name: 'tampered-ic13',
  form: 'test_img/<name>.jpg and test_gt/<name>.txt (also train_img and train_gt), a line a word: x1,y1,x2,y2,1 or 2',
  recognise: ({ files }) => {
    const texts = files.filter((file) => TEXT.test(file)).length;
    const images = files.filter((file) => IMAGE.test(file) && isPicture(file)).length;
    const folders = texts > 0 || files.some((file) => /^(train|test)_gt\//i.test(file));
    return images > 0 && folders ? `${images} pictures in test_img or train_img and ${texts} texts in test_gt or train_gt, as Tampered-IC13 has them` : null;
  },
  read: async (listing, why) => {
    const parts = Map.groupBy(listing.files.filter((file) => IMAGE.test(file) && isPicture(file)), (file) => (IMAGE.exec(file)?.[1] ?? '').toLowerCase());
    const sets: FoundSet[] = [];
    for (const [part, images] of parts) {
      const texts = listing.files.filter((file) => TEXT.exec(file)?.[1]?.toLowerCase() === part);
      sets.push(await readBoxes(listing, part, images, texts, why));
    }
    return sets;
  },
};

async function readBoxes(listing: Listing, part: string, images: readonly string[], texts: readonly string[], why: string): Promise<FoundSet> {
  const byStem = byKey(texts, (file) => stemOf(file).replace(/^gt_/i, ''));
  const tampered: TamperedPicture[] = [];
  const authentic: string[] = [];
  const warnings: string[] = [];
  for (const image of images) {
    const text = byStem.get(stemOf(image).toLowerCase())?.[0];
    if (text === undefined) {
      warnings.push(`${image} has no text file in ${part}_gt and is left out`);
      continue;
    }
    const { boxes, unread } = parseBoxes(await readFile(fullPath(listing, text), 'utf8'));
    if (unread > 0) warnings.push(`${folderOf(text)}/${nameOf(text)}: ${unread} lines are not a box and a class; the picture is left out`);
    else if (boxes.length === 0) authentic.push(fullPath(listing, image));
    else tampered.push({ image: fullPath(listing, image), mask: fullPath(listing, text), truth: async (size) => fillPolygons(size, boxes) });
  }
  return { part, why, tampered, authentic, warnings };
}

/** Altered words of a text file as polygons; lines that are neither 4 nor 8 coordinates with a class 1 or 2 are counted as unread. */
function parseBoxes(text: string): { boxes: readonly Polygon[]; unread: number } {
  const boxes: Polygon[] = [];
  let unread = 0;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim());
    const leading = cells.findIndex((cell) => !/^-?\d+(\.\d+)?$/.test(cell));
    const numbers = (leading < 0 ? cells : cells.slice(0, leading)).map(Number);
    const corners = numbers.length >= 9 ? 8 : 4;
    const kind = numbers[corners];
    if (kind !== 1 && kind !== ALTERED) unread += 1;
    else if (kind === ALTERED) boxes.push(corners === 8 ? quadrilateral(numbers) : boxPolygon(numbers));
  }
  return { boxes, unread };
}

/** A box whose last column and row belong to it. */
export function boxPolygon([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): Polygon {
  return [[left, top], [right + 1, top], [right + 1, bottom + 1], [left, bottom + 1]];
}

function quadrilateral(numbers: readonly number[]): Polygon {
  return Array.from({ length: 4 }, (_, corner) => [numbers[2 * corner] ?? 0, numbers[2 * corner + 1] ?? 0] as const);
}
