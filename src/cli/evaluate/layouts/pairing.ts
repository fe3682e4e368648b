import { AppError } from '../../../contract/index.ts';
import { fullPath, type Listing, nameOf } from './listing.ts';
import type { TamperedPicture, TruthMaker } from './types.ts';

/** Files of a layout by a key in lower case (most often the stem), so that a mask is found whatever the case of its name. */
export function byKey(files: readonly string[], key: (file: string) => string): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(files, (file) => key(file).toLowerCase());
}

export interface Pairs {
  readonly tampered: readonly TamperedPicture[];
  readonly warnings: readonly string[];
}

/**
 * Pairs each picture with the one mask that `maskOf` names. None or several: the picture is left out with a warning that says so. Two pictures of
 * one mask, or of one name in different folders, are both kept, with a warning.
 */
export function pairUp(listing: Listing, images: readonly string[], maskOf: (image: string) => readonly string[], truthOf?: (mask: string) => TruthMaker | undefined): Pairs {
  const tampered: TamperedPicture[] = [];
  const warnings: string[] = [];
  const owners = new Map<string, string>();
  for (const image of images) {
    const masks = maskOf(image);
    const mask = masks[0];
    if (mask === undefined) {
      warnings.push(`${image} has no mask and is left out`);
      continue;
    }
    if (masks.length > 1) {
      warnings.push(`${image} has ${masks.length} masks (${masks.join(', ')}); which is right cannot be known, it is left out`);
      continue;
    }
    const owner = owners.get(mask);
    if (owner !== undefined) warnings.push(`${image} has the same mask as ${owner}: one of the two may be a copy`);
    owners.set(mask, owner ?? image);
    const truth = truthOf?.(fullPath(listing, mask));
    tampered.push({ image: fullPath(listing, image), mask: fullPath(listing, mask), ...(truth === undefined ? {} : { truth }) });
  }
  return { tampered, warnings: [...warnings, ...sameNames(images)] };
}

function sameNames(images: readonly string[]): readonly string[] {
  const groups = [...Map.groupBy(images, nameOf).values()].filter((group) => group.length > 1);
  return groups.map((group) => `one name, ${group.length} pictures: ${group.join(', ')}`);
}

/** Refuses a set in which altered pictures lie, but not one truth for them. */
export function requireMasks(listing: Listing, images: readonly string[], pairs: Pairs, lookedFor: string): void {
  if (images.length === 0 || pairs.tampered.length > 0) return;
  throw new AppError('ARGUMENT_INVALID', `${listing.root} holds ${images.length} altered pictures, but a mask for none of them: looked for ${lookedFor}. Unpack the masks as well, or name another layout.`, { images: images.length });
}
