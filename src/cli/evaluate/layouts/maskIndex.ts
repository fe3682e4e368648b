import { byKey } from './pairing.ts';
import { nameOf, stemOf } from './listing.ts';

/** What names of masks have after the picture's own stem in common collections. */
const MASK_SUFFIX = /[_.-]?(mask|masks|gt|groundtruth|ground_truth|edgemask|forged|label|truth)$/i;

/**
 * Finds the masks of a picture: the same name, else the same stem, else the stem with a suffix such as `_mask` or `_gt`. More than one: which is right cannot
 * be known. The index is built once, for sets of many thousands.
 */
export function maskIndex(masks: readonly string[]): (image: string) => readonly string[] {
  const names = Map.groupBy(masks, nameOf);
  const stems = Map.groupBy(masks, stemOf);
  const bare = byKey(masks.filter((mask) => MASK_SUFFIX.test(stemOf(mask))), (mask) => stemOf(mask).replace(MASK_SUFFIX, ''));
  return (image) => names.get(nameOf(image)) ?? stems.get(stemOf(image)) ?? (bare.get(stemOf(image).toLowerCase()) ?? []);
}
