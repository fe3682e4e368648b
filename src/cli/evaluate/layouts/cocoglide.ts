import { byKey, pairUp, requireMasks } from './pairing.ts';
import { fullPath, isPicture, stemOf } from './listing.ts';
import type { Layout } from './types.ts';

/*
 * CocoGlide (Guillaro et al., TruFor, CVPR 2023): 512 regions of COCO val2017 pictures, 256 x 256, made anew by GLIDE.
 *   fake/glide_inpainting_val2017_<id>_up.png, mask/<object>_<id>_mask.png, real/<object>_<id>.png, table.csv
 * Names of the three folders differ; the COCO id joins them, which is what table.csv lists row by row. Known from: two descriptions of the unpacked archive
 * that agree on names and on table.csv (512 rows), and the list of SAFIRE. Masks that bear the altered picture's own name are taken as well.
 * Mask: white on black, above 127 is altered.
 */
const FAKE = /^fake\/[^/]+$/i;
const MASK = /^masks?\/[^/]+$/i;
const REAL = /^real\/[^/]+$/i;
const LOOKED_FOR = 'mask/<object>_<id>_mask.png with the id of fake/glide_inpainting_val2017_<id>_up.png';

export const cocoglide: Layout = {
  name: 'cocoglide',
  form: 'fake/glide_inpainting_val2017_<id>_up.png, mask/<object>_<id>_mask.png and real/',
  recognise: ({ files }) => {
    const fakes = files.filter((file) => FAKE.test(file) && isPicture(file));
    const isOurs = fakes.length > 0 && (fakes.some((file) => /glide/i.test(file)) || files.some((file) => MASK.test(file)));
    return isOurs ? `${fakes.length} pictures in a folder fake${files.some((file) => MASK.test(file)) ? ' beside a folder mask' : ''}, as CocoGlide has them` : null;
  },
  read: async (listing, why) => {
    const pictures = listing.files.filter(isPicture);
    const images = pictures.filter((file) => FAKE.test(file));
    const masks = byKey(pictures.filter((file) => MASK.test(file)), (file) => stemOf(file).replace(/_mask$/i, ''));
    const byId = byKey([...masks.values()].flat(), (file) => idOf(stemOf(file)) ?? file);
    const maskOf = (image: string): readonly string[] => masks.get(stemOf(image).toLowerCase()) ?? byId.get(idOf(stemOf(image)) ?? '') ?? [];
    const pairs = pairUp(listing, images, maskOf);
    requireMasks(listing, images, pairs, LOOKED_FOR);
    return [{ part: null, why, ...pairs, authentic: pictures.filter((file) => REAL.test(file)).map((file) => fullPath(listing, file)) }];
  },
};

/** COCO's number of a picture: the last one in its name that is not of "val2017"; leading zeros dropped. */
function idOf(stem: string): string | null {
  const digits = /(\d+)(?:_up)?(?:_mask)?$/i.exec(stem)?.[1];
  return digits === undefined ? null : String(BigInt(digits));
}
