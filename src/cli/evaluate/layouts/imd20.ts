import { byKey, pairUp, requireMasks } from './pairing.ts';
import { folderOf, fullPath, isPicture, stemOf } from './listing.ts';
import type { Layout } from './types.ts';

/*
 * IMD2020, real-life manipulated images (Novozamsky et al., WACV workshops 2020): 2 010 altered pictures of 414 originals.
 *   <id>/<id>_orig.jpg, <id>/<picture>.(jpg|png), <id>/<picture>_mask.png
 * Known from: loaders of image-manipulation-datasets, TruFor (dataset_IMD2020.py), and file names of some of its pictures.
 * Mask: white on black, above 127 is altered.
 */
const INSIDE = /^[^/]+\/[^/]+$/;
const ORIGINAL = /_orig$/i;
const MASK = /_mask$/i;
const LOOKED_FOR = '<picture>_mask.png beside each picture';

export const imd20: Layout = {
  name: 'imd20',
  form: 'a folder a scene with <scene>_orig.jpg, <picture>.jpg and <picture>_mask.png',
  recognise: ({ files }) => {
    const inside = files.filter((file) => INSIDE.test(file) && isPicture(file));
    const originals = inside.filter((file) => ORIGINAL.test(stemOf(file)));
    const scenes = new Set(inside.filter((file) => MASK.test(stemOf(file))).map(folderOf));
    const together = originals.filter((file) => scenes.has(folderOf(file)));
    return together.length === 0 ? null : `${together.length} folders with a picture _orig and masks _mask, as IMD2020 has them`;
  },
  read: async (listing, why) => {
    const pictures = listing.files.filter((file) => INSIDE.test(file) && isPicture(file));
    const masks = byKey(pictures.filter((file) => MASK.test(stemOf(file))), (file) => `${folderOf(file)}/${stemOf(file).replace(MASK, '')}`);
    const images = pictures.filter((file) => !MASK.test(stemOf(file)) && !ORIGINAL.test(stemOf(file)));
    const pairs = pairUp(listing, images, (image) => masks.get(`${folderOf(image)}/${stemOf(image)}`.toLowerCase()) ?? []);
    requireMasks(listing, images, pairs, LOOKED_FOR);
    return [{ part: null, why, ...pairs, authentic: pictures.filter((file) => ORIGINAL.test(stemOf(file))).map((file) => fullPath(listing, file)) }];
  },
};
