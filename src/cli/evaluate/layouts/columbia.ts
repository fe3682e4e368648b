import { byKey, pairUp, requireMasks } from './pairing.ts';
import { fullPath, isPicture, stemOf } from './listing.ts';
import { maskRule } from './truth.ts';
import type { Layout } from './types.ts';

/*
 * Columbia Uncompressed Image Splicing Detection (Hsu and Chang, ICME 2006): 180 splices of two cameras, 183 untouched pictures, uncompressed TIFF.
 *   4cam_auth/*.tif   4cam_splc/*.tif   4cam_splc/edgemask/<picture>_edgemask.jpg   (sometimes 4cam_splc/4cam_splc/…)
 * The edgemask is a colour JPEG that names the camera of each pixel, not what was altered: red for the one camera, green for the other, bright (255) near
 * the splice boundary and regular (200) elsewhere. By custom the green camera's part counts as altered (photoholmes: green channel; SAFIRE: green
 * channel above 120), which is arbitrary: a map that marks the other side of the splice scores nothing although it found the splice.
 * Mask rule here: luma above 96. The four colours have lumas of 150 and 117 (greens) and 76 and 60 (reds), so 96 lies half-way and equals the choice by
 * channel except on blended border pixels. <picture>_edgemask_3.jpg (with a blue band) is not used.
 */
const IMAGE = /^4cam_splc\/(4cam_splc\/)?[^/]+$/i;
const MASK = /^4cam_splc\/(4cam_splc\/)?edgemask\/[^/]+_edgemask\.[a-z]+$/i;
const AUTHENTIC = /^4cam_auth\/(4cam_auth\/)?[^/]+$/i;
const LOOKED_FOR = '4cam_splc/edgemask/<picture>_edgemask.jpg';
const LEAST_GREEN = 96;

export const columbia: Layout = {
  name: 'columbia',
  form: '4cam_auth/, 4cam_splc/ and 4cam_splc/edgemask/<picture>_edgemask.jpg',
  recognise: ({ files }) => (files.some((file) => IMAGE.test(file) && isPicture(file)) ? 'a folder 4cam_splc, as Columbia has it' : null),
  read: async (listing, why) => {
    const pictures = listing.files.filter(isPicture);
    const images = pictures.filter((file) => IMAGE.test(file));
    const masks = byKey(pictures.filter((file) => MASK.test(file)), (file) => stemOf(file).replace(/_edgemask$/i, ''));
    const pairs = pairUp(listing, images, (image) => masks.get(stemOf(image).toLowerCase()) ?? [], maskRule((luma) => luma > LEAST_GREEN));
    requireMasks(listing, images, pairs, LOOKED_FOR);
    return [{ part: null, why, ...pairs, authentic: pictures.filter((file) => AUTHENTIC.test(file)).map((file) => fullPath(listing, file)) }];
  },
};
