import { maskIndex } from './maskIndex.ts';
import { fullPath, isPicture, type Listing } from './listing.ts';
import { pairUp, requireMasks } from './pairing.ts';
import type { Layout } from './types.ts';

/*
 * The plain form: images/ (altered), masks/ (what was altered) and perhaps authentic/ (untouched).
 * Mask of a picture: the same name, the same stem, or the stem with a suffix such as _mask or _gt.
 * Mask: luma above 127 is altered; a colour mask counts by its luma. An inverted mask cannot be told from a large alteration: nothing is turned round, and
 * a mask that marks more than half of its picture is pointed out when it is read.
 */
const IMAGE = /^images\/[^/]+$/;
const MASK = /^masks\/[^/]+$/;
const AUTHENTIC = /^authentic\/[^/]+$/;
const LOOKED_FOR = 'masks/ with the same name, the same stem, or the stem and a suffix such as _mask or _gt';

export const generic: Layout = {
  name: 'generic',
  form: 'images/ and masks/ (or authentic/)',
  recognise: ({ files }) => {
    const has = (pattern: RegExp): boolean => files.some((file) => pattern.test(file));
    if (has(IMAGE) && has(MASK)) return 'folders images and masks';
    return has(AUTHENTIC) ? 'a folder authentic' : null;
  },
  read: async (listing, why) => [{ part: null, why, ...pairPlain(listing), authentic: authenticOf(listing) }],
};

/** Pairs images/ with masks/ of the same name, stem, or stem with a suffix. Throws ARGUMENT_INVALID where no picture has a mask. */
export function pairPlain(listing: Listing): ReturnType<typeof pairUp> {
  const images = listing.files.filter((file) => IMAGE.test(file) && isPicture(file));
  const masks = listing.files.filter((file) => MASK.test(file) && isPicture(file));
  const find = maskIndex(masks);
  const pairs = pairUp(listing, images, find);
  requireMasks(listing, images, pairs, LOOKED_FOR);
  return pairs;
}

export function authenticOf(listing: Listing): readonly string[] {
  return listing.files.filter((file) => AUTHENTIC.test(file) && isPicture(file)).map((file) => fullPath(listing, file));
}
