import { maskIndex } from './layouts/maskIndex.ts';

/** Where evaluation pictures come from: one file a published form in layouts/. */
export { findSets } from './layouts/find.ts';
export { readTruth, type Truth } from './layouts/truth.ts';
export { type EvaluationSet, LAYOUT_NAMES, type LayoutName, type TamperedPicture } from './layouts/types.ts';

/** The mask of a picture: the same name, the same stem, or the stem with a suffix such as `_mask` or `_gt`; null where that is not one file. */
export function maskFor(image: string, masks: readonly string[]): string | null {
  const found = maskIndex(masks)(image);
  return found.length === 1 ? (found[0] ?? null) : null;
}
