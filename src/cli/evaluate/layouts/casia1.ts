import { byKey, pairUp, requireMasks } from './pairing.ts';
import { fullPath, isPicture, stemOf } from './listing.ts';
import type { Layout } from './types.ts';

/*
 * CASIA v1.0: 921 altered JPEGs and 800 untouched ones; its masks are not the authors' but come from the casia1groundtruth repositories.
 *   CASIA 1.0 dataset/Au/*.jpg                    (or Au/)
 *   CASIA 1.0 dataset/[Modified ]Tp/[Tp/]{CM,Sp}/*.jpg   (or Tp/)
 *   CASIA 1.0 groundtruth/{CM,Sp}/<picture>_gt.png        (or Groundtruth/)
 * Names begin with Sp_; the v2 names (Tp_) are read too. Known from: loaders of photoholmes (datasets/casia1.py) and of
 * SAFIRE (dataset_CASIAv2.py), IML-Dataset-Corrections. Sp_D_NRN_A_cha0011_sec0011_0542.jpg has no mask (hence 920). Some pictures of the plain
 * download have other names than their masks (FileNameCorrection.xlsx of the mask repository lists them): those are named and left out; use the
 * folder "Modified Tp".
 * Mask: white on black, above 127 is altered.
 */
const TAMPERED = /^(casia[^/]*dataset[^/]*\/)?(modified tp\/)?tp\/(tp\/)?((cm|sp|splicing|copy-?move)\/)?[^/]+$/i;
const MASKS = /^(casia[^/]*master\/)?([^/]*ground[ _]?truth[^/]*|gt|masks?)\/((cm|sp|splicing|copy-?move)\/)?[^/]+$/i;
const AUTHENTIC = /^(casia[^/]*dataset[^/]*\/)?au\/(au\/)?[^/]+$/i;
const LOOKED_FOR = '<picture>_gt.png in "CASIA 1.0 groundtruth/CM" and "/Sp"';

export const casia1: Layout = {
  name: 'casia1',
  form: 'altered pictures in Tp/CM and Tp/Sp, masks <picture>_gt.png in a folder "… groundtruth", untouched ones in Au',
  recognise: ({ files }) => {
    const altered = files.filter((file) => TAMPERED.test(file) && isPicture(file));
    return altered.length === 0 ? null : `${altered.length} pictures in a folder Tp, as CASIA has it`;
  },
  read: async (listing, why) => {
    const pictures = listing.files.filter(isPicture);
    const images = pictures.filter((file) => TAMPERED.test(file));
    const masks = byKey(pictures.filter((file) => MASKS.test(file)), (file) => stemOf(file).replace(/_gt$/i, ''));
    const pairs = pairUp(listing, images, (image) => masks.get(stemOf(image).toLowerCase()) ?? []);
    requireMasks(listing, images, pairs, LOOKED_FOR);
    return [{ part: null, why, ...pairs, authentic: pictures.filter((file) => AUTHENTIC.test(file)).map((file) => fullPath(listing, file)) }];
  },
};
