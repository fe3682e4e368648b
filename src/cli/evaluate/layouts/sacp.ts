import { byKey, pairUp, requireMasks } from './pairing.ts';
import { isPicture, stemOf } from './listing.ts';
import { readGreyPicture } from '../../../engine/index.ts';
import { markWhere } from './truth.ts';
import type { Layout } from './types.ts';

/*
 * SACP, forged certificates and documents of the Security AI Challenger Program, stage 5, track 2 (Alibaba Tianchi 531812).
 *   [s2_data/][data/]train/<n>.jpg, train_mask/<n>.png, test/<n>.jpg (1 500; masks not published with the contest)
 * Known from: solutions of the contest that read s2_data/data/train and train_mask, and a description of the data (1 500 JPEGs each; mask 0 for untouched and 1
 * for altered, same resolution). The split that papers call the "test set of SACP" could not be confirmed: no public list of it was found. A folder
 * test_mask/, where somebody has one, is read as a second part.
 * Mask: 0/1 or 0/255, both occur; where no value is above 1, 1 is altered, else above 127.
 */
const IMAGE = /^(?:s2_data\/)?(?:data\/)?(train|test)\/[^/]+$/i;
const MASK = /^(?:s2_data\/)?(?:data\/)?(train|test)_masks?\/[^/]+$/i;
const LOOKED_FOR = 'train_mask/<n>.png or test_mask/<n>.png';

const truthOf = (mask: string) => async () => {
  const picture = await readGreyPicture(mask);
  const isBinary = !picture.data.some((value) => value > 1);
  return markWhere(picture, (luma) => luma > (isBinary ? 0 : 127));
};

export const sacp: Layout = {
  name: 'sacp',
  form: 'train/<n>.jpg and train_mask/<n>.png (as in s2_data/data/)',
  recognise: ({ files }) => {
    const masks = files.filter((file) => MASK.test(file) && isPicture(file));
    const isOurs = masks.length > 0 && files.some((file) => IMAGE.test(file) && isPicture(file));
    return isOurs ? 'a folder train or test beside one of the same name with _mask, as SACP has it' : null;
  },
  read: async (listing, why) => {
    const pictures = listing.files.filter(isPicture);
    const all = pictures.filter((file) => IMAGE.test(file));
    const sets = [];
    const without: string[] = [];
    for (const [part, images] of Map.groupBy(all, (file) => (IMAGE.exec(file)?.[1] ?? '').toLowerCase())) {
      const ownMasks = pictures.filter((file) => MASK.exec(file)?.[1]?.toLowerCase() === part);
      if (ownMasks.length === 0) without.push(`${images.length} pictures of ${part}/ have no masks and are left out`);
      else {
        const masks = byKey(ownMasks, stemOf);
        sets.push({ part, why, ...pairUp(listing, images, (image) => masks.get(stemOf(image).toLowerCase()) ?? [], truthOf), authentic: [] });
      }
    }
    requireMasks(listing, all, { tampered: sets.flatMap((set) => set.tampered), warnings: [] }, LOOKED_FOR);
    return sets.map((set, index) => ({ ...set, part: sets.length === 1 && set.part === 'train' ? null : set.part, warnings: index === 0 ? [...without, ...set.warnings] : set.warnings }));
  },
};
