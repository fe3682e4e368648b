import type { SignalName, SignalWords } from './signals.ts';

/** What each classical method is, in an examiner's words. A method's README has its parameters and how they were set. */
export const SIGNAL_WORDS: Readonly<Record<SignalName, SignalWords>> = {
  ela: {
    title: 'Error level',
    shows: 'How much one more JPEG save changes each place, against the rest of the picture.',
    lookFor: 'An area with one clean outline that changes far more than places of the same texture and brightness elsewhere.',
    ignore: 'Edges, text, foliage and saturated colours, which change more in every picture; small marks spread all over.',
    appliesWhen: 'Parts of the picture were saved as JPEG a different number of times or differently. A last save below about quality 80 levels the differences.',
    source: 'N. Krawetz, "A Picture\'s Worth: Digital Image Analysis and Forensics", Black Hat USA, 2007.',
  },
  jpeg_ghosts: {
    title: 'JPEG ghosts',
    shows: 'Places that were saved before at another JPEG quality than the rest: one more save at that quality changes them least, and not the rest, or the other way round.',
    lookFor: 'A compact area with one clean outline that stands apart from an otherwise even picture.',
    ignore: 'Dark, burnt out or very coarsely textured areas; single blocks.',
    appliesWhen: 'A part, or all but a part, was saved before at a lower JPEG quality than the last save, on the block grid that the picture has now.',
    source: 'H. Farid, "Exposing Digital Forgeries from JPEG Ghosts", IEEE Transactions on Information Forensics and Security, 2009.',
  },
  double_quantisation: {
    title: 'Double compression, same grid',
    shows: 'Blocks without the trace of two JPEG saves that most of the picture carries.',
    lookFor: 'A compact group of blocks that stands apart while the rest carries the trace evenly.',
    ignore: 'Single blocks, and flat or saturated areas, which hold too few values to tell.',
    appliesWhen: 'The file is a JPEG saved twice on one block grid, the second time at a higher quality.',
    source: 'Z. Lin, J. He, X. Tang and C.-K. Tang, "Fast, automatic and fine-grained tampered JPEG image detection via DCT coefficient analysis", Pattern Recognition, 2009; mixture model of T. Bianchi and A. Piva, IEEE Transactions on Information Forensics and Security, 2012.',
  },
  double_quantisation_shifted: {
    title: 'Double compression, shifted grid',
    shows: 'Blocks that differ from the rest in the trace of an earlier JPEG save on another block grid.',
    lookFor: 'A compact area with one outline; where most of the picture carries the trace, as after cropping, what lacks it is marked instead.',
    ignore: 'Single blocks and smooth areas, which hold too few values to tell.',
    appliesWhen: 'The file is a JPEG, and part of it, or all of it before it was cropped, was saved as JPEG on a grid that does not line up with the present one.',
    source: 'T. Bianchi and A. Piva, "Detection of Nonaligned Double JPEG Compression Based on Integer Periodicity Maps" and "Image Forgery Localization via Block-Grained Analysis of JPEG Artifacts", IEEE Transactions on Information Forensics and Security, 2012.',
  },
  blocking_grid: {
    title: 'Block grid',
    shows: 'Places where the 8 x 8 pixel grid of a JPEG save lies elsewhere than in the rest of the picture, or is missing.',
    lookFor: 'An area with one outline whose grid is shifted or gone.',
    ignore: 'Strong edges and regular patterns, and flat or saturated areas, where no grid can be seen.',
    appliesWhen: 'The picture shows the grid of a JPEG save: best in PNG and other files without loss. A last JPEG save below about quality 95 lays its own grid over all.',
    source: 'T. Nikoukhah, J. Anger, M. Colom, J.-M. Morel and R. Grompone von Gioi, "ZERO: a Local JPEG Grid Origin Detector Based on the Number of DCT Zeros", Image Processing On Line, 2021; W. Li, Y. Yuan and N. Yu, "Passive detection of doctored JPEG image via block artifact grid extraction", Signal Processing, 2009.',
  },
  noise_level: {
    title: 'Noise level',
    shows: 'Places with clearly more or clearly less fine noise than the picture as a whole.',
    lookFor: 'An object or area with an outline of its own that is smoother or grainier than things of the same kind beside it.',
    ignore: 'Texture such as grass, hair or print, which counts as noise; sky, blur, and black or white areas, which have little of it.',
    appliesWhen: 'The picture has noise to compare. Not in pictures that are mostly flat, as drawings and screenshots are.',
    source: 'Estimator of J. Immerkaer, "Fast noise variance estimation", Computer Vision and Image Understanding, 1996; compared by place as in B. Mahdian and S. Saic, "Using noise inconsistencies for blind image forensics", Image and Vision Computing, 2009.',
  },
  cfa: {
    title: 'Colour filter trace',
    shows: 'Places without the regular trace that a camera leaves when it fills in the colours that its sensor did not measure.',
    lookFor: 'A compact area with detail, where the trace is missing while it is there all around.',
    ignore: 'Flat, blurred and saturated areas, where the trace cannot be measured.',
    appliesWhen: 'The picture has the size the camera took it at and was compressed little or not at all.',
    source: 'A. C. Popescu and H. Farid, "Exposing digital forgeries in color filter array interpolated images", IEEE Transactions on Signal Processing, 2005; feature of P. Ferrara, T. Bianchi, A. De Rosa and A. Piva, IEEE Transactions on Information Forensics and Security, 2012.',
  },
  copy_move_keypoints: {
    title: 'Copied areas, by points',
    shows: 'Areas of the picture that match each other, also when turned or scaled. Original and copy are both marked.',
    lookFor: 'Two or more areas that agree in details that do not repeat by nature: stains, scratches, shadows, noise.',
    ignore: 'Things that repeat by themselves: windows, tiles, printed letters, patterned cloth, reflections.',
    appliesWhen: 'The picture has detail to compare. A copy of a smooth area has too few points to be found.',
    source: 'I. Amerini, L. Ballan, R. Caldelli, A. Del Bimbo and G. Serra, "A SIFT-Based Forensic Method for Copy-Move Attack Detection and Transformation Recovery", IEEE Transactions on Information Forensics and Security, 2011.',
  },
  copy_move_dense: {
    title: 'Copied areas, place by place',
    shows: 'Areas of the picture that match each other at every place. Original and copy are both marked.',
    lookFor: 'Two areas of the same outline, also in grass, sand or foliage where the eye sees no points to compare.',
    ignore: 'Regular patterns and lines of print; areas without any texture, which match everywhere and are left out.',
    appliesWhen: 'The picture has texture. Large pictures are compared at a reduced size, which hides small copies.',
    source: 'D. Cozzolino, G. Poggi and L. Verdoliva, "Efficient Dense-Field Copy-Move Forgery Detection", IEEE Transactions on Information Forensics and Security, 2015.',
  },
};

export const AGREEMENT_WORDS: SignalWords = {
  title: 'Agreement',
  shows: 'How many of the methods that apply to this picture mark each place; where a finding was made, the network counts as one of them.',
  lookFor: 'Places that several methods of different kinds mark with the same outline.',
  ignore: 'Agreement of methods that look at the same trace, as those that look at JPEG saves do: it counts for little more than one of them.',
  appliesWhen: 'At least two methods, the network counted, apply to the picture.',
  source: "A count of the methods' own decisions, each at its own limit; no weights and no probability.",
};
