import type { ArtifactTrace, Quantity } from '../../../contract/index.ts';

/** Measurements of one family do not count as independent: they move together. */
export type Family = 'grain' | 'sharpness' | 'light' | 'colour' | 'compression' | 'resampling';

/** For anyone, of all quantities of a family together. */
export const FAMILY_NAMES: Readonly<Record<Family, string>> = { grain: 'grain', sharpness: 'sharpness', light: 'light', colour: 'colour', compression: 'traces of JPEG compression', resampling: 'signs of resizing' };

interface Direction {
  /** What is seen, to follow "Region 1". */
  readonly plain: string;
  /** What it may mean, and what else can cause it. */
  readonly cause: string;
}

export interface QuantityWords {
  /** For anyone, in a list. */
  readonly plainName: string;
  /** The term. */
  readonly name: string;
  readonly artifact: ArtifactTrace;
  readonly family: Family;
  readonly more: Direction;
  readonly less: Direction;
}

const LIGHT_CAUSE = 'Brightening, darkening or material from another picture can cause this; so can a lamp, a shadow or simply what is shown there.';
const COLOUR_CAUSE = 'Recolouring or material from another picture can cause this; so can simply the colour of what is shown there.';
const SQUARES_CAUSE = 'Material from another picture or a later change can cause this; so can a very plain or a very busy surface.';
const SAVE_CAUSE = 'A later change to this place can cause this; so can a very plain, very dark or very bright surface.';

/** How each measured quantity is spoken of. The causes are general knowledge of the traces, not a finding on the picture. */
export const QUANTITY_WORDS: Readonly<Record<Quantity, QuantityWords>> = {
  noise_level: {
    plainName: 'grain', name: 'Noise level', artifact: 'noise', family: 'grain',
    more: { plain: 'has more grain than the rest of the picture', cause: 'Material from another picture or added grain can cause this; so can a darker place or a finely patterned surface.' },
    less: { plain: 'has less grain than the rest of the picture', cause: 'Smoothing, filling in or material from another picture can cause this; so can a naturally smooth surface such as sky.' },
  },
  sharpness: {
    plainName: 'sharpness', name: 'Sharpness', artifact: 'blur', family: 'sharpness',
    more: { plain: 'is sharper than the rest of the picture', cause: 'Sharpening or material from a sharper picture can cause this; so can a lens focused there, or fine detail such as print.' },
    less: { plain: 'is blurrier than the rest of the picture', cause: 'Blurring, smoothing or enlarging can cause this; so can a lens focused elsewhere, or movement.' },
  },
  brightness: {
    plainName: 'brightness', name: 'Brightness', artifact: 'lighting', family: 'light',
    more: { plain: 'is brighter than most of the picture', cause: LIGHT_CAUSE },
    less: { plain: 'is darker than most of the picture', cause: LIGHT_CAUSE },
  },
  contrast: {
    plainName: 'contrast', name: 'Contrast', artifact: 'lighting', family: 'light',
    more: { plain: 'has stronger contrast than most of the picture', cause: LIGHT_CAUSE },
    less: { plain: 'has weaker contrast than most of the picture', cause: LIGHT_CAUSE },
  },
  saturation: {
    plainName: 'strength of colour', name: 'Saturation', artifact: 'color', family: 'colour',
    more: { plain: 'has stronger colours than most of the picture', cause: COLOUR_CAUSE },
    less: { plain: 'has paler colours than most of the picture', cause: COLOUR_CAUSE },
  },
  colour_shift: {
    plainName: 'shade of colour', name: 'Colour shift', artifact: 'color', family: 'colour',
    more: { plain: 'is further from the usual colour of the picture than the rest is', cause: COLOUR_CAUSE },
    less: { plain: 'is closer to the usual colour of the picture than the rest is', cause: COLOUR_CAUSE },
  },
  block_grid: {
    plainName: 'JPEG squares', name: 'Block grid', artifact: 'compression', family: 'compression',
    more: { plain: 'shows the small squares that JPEG leaves more strongly than the rest of the picture', cause: SQUARES_CAUSE },
    less: { plain: 'shows the small squares that JPEG leaves more weakly than the rest of the picture', cause: SQUARES_CAUSE },
  },
  foreign_grid: {
    plainName: 'shifted JPEG squares', name: 'Foreign grid', artifact: 'compression', family: 'compression',
    more: { plain: 'carries JPEG squares that do not line up with those of the picture', cause: 'Material pasted from another JPEG, or moved within this one, can cause this; so can a pattern in the scene that repeats about every eight pixels.' },
    less: { plain: 'carries fewer shifted JPEG squares than the rest of the picture', cause: 'A later change to this place can cause this; so can a plain surface.' },
  },
  double_quantisation: {
    plainName: 'signs of an earlier save', name: 'Double quantisation', artifact: 'compression', family: 'compression',
    more: { plain: 'shows more signs of an earlier JPEG save than the rest of the picture', cause: 'Material from a picture that was already a JPEG can cause this; so can the kind of surface.' },
    less: { plain: 'shows fewer signs of an earlier JPEG save than the rest of the picture', cause: 'Material put in after the first save can cause this; so can a plain surface that hides such signs.' },
  },
  zero_coefficients: {
    plainName: 'fine detail left by compression', name: 'Share of zero coefficients', artifact: 'compression', family: 'compression',
    more: { plain: 'keeps less fine detail after compression than the rest of the picture', cause: 'Smoothing or stronger earlier compression can cause this; so can a plain surface.' },
    less: { plain: 'keeps more fine detail after compression than the rest of the picture', cause: 'Material that was compressed less can cause this; so can a busy surface.' },
  },
  resave_error: {
    plainName: 'change on saving again', name: 'Re-save error', artifact: 'compression', family: 'compression',
    more: { plain: 'changes more than the rest of the picture when it is saved again', cause: SAVE_CAUSE },
    less: { plain: 'changes less than the rest of the picture when it is saved again', cause: SAVE_CAUSE },
  },
  resampling: {
    plainName: 'signs of resizing', name: 'Resampling trace', artifact: 'resolution', family: 'resampling',
    more: { plain: 'shows more signs of enlarging, shrinking or turning than the rest of the picture', cause: 'Material that was resized to fit can cause this; so can a regular pattern in the scene.' },
    less: { plain: 'shows fewer signs of enlarging, shrinking or turning than the rest of the picture', cause: 'Material put in after the picture was resized can cause this; so can a plain surface.' },
  },
};
