import { byKey, pairUp, requireMasks } from './pairing.ts';
import { fullPath, isPicture, stemOf } from './listing.ts';
import { maskRule } from './truth.ts';
import type { Layout } from './types.ts';

/*
 * COVERAGE (Wen et al., ICIP 2016): 100 copy-moves of similar but genuine objects, with their originals.
 *   image/<n>.tif   original        image/<n>t.tif      altered
 *   mask/<n>forged.tif altered region; mask/<n>copy.tif and mask/<n>paste.tif show source and target and are not used
 * Known from: loaders of photoholmes (datasets/coverage.py: <n>forged.tif, above 125) and SAFIRE (dataset_COVERAGE.py: above 120, mask resized to the
 * picture by nearest neighbour, for some masks are of another size). The authors' archive itself was not opened.
 * Mask: white on black, above 120 is altered, as in SAFIRE; the sizes are made equal by the comparison, with a warning.
 */
const IMAGE = /^images?\/\d+(t?)\.[a-z]+$/i;
const ALTERED = /t$/i;
const MASK = /^masks?\/\d+forged\.[a-z]+$/i;
const LOOKED_FOR = 'mask/<n>forged.tif';

export const coverage: Layout = {
  name: 'coverage',
  form: 'image/<n>.tif (original), image/<n>t.tif (altered), mask/<n>forged.tif',
  recognise: ({ files }) => {
    const altered = files.filter((file) => IMAGE.test(file) && isPicture(file) && ALTERED.test(stemOf(file)));
    const forged = files.filter((file) => MASK.test(file));
    if (altered.length === 0) return null;
    // "1t.jpg" in images/ beside masks/1t.png is a plain set; without any mask <n>forged only the folder's own name "image" tells.
    return forged.length > 0 || altered.every((file) => /(^|\/)image\/\d+t\.tiff?$/i.test(file)) ? `${altered.length} pictures image/<n>t and ${forged.length} masks <n>forged, as COVERAGE has them` : null;
  },
  read: async (listing, why) => {
    const pictures = listing.files.filter((file) => IMAGE.test(file) && isPicture(file));
    const images = pictures.filter((file) => ALTERED.test(stemOf(file)));
    const masks = byKey(listing.files.filter((file) => MASK.test(file) && isPicture(file)), (file) => stemOf(file).replace(/forged$/i, ''));
    const pairs = pairUp(listing, images, (image) => masks.get(stemOf(image).replace(ALTERED, '')) ?? [], maskRule((luma) => luma > 120));
    requireMasks(listing, images, pairs, LOOKED_FOR);
    return [{ part: null, why, ...pairs, authentic: pictures.filter((file) => !ALTERED.test(stemOf(file))).map((file) => fullPath(listing, file)) }];
  },
};
