import type { GreyPicture } from '../../../engine/index.ts';
import type { Listing } from './listing.ts';

export const LAYOUT_NAMES = ['casia1', 'coverage', 'columbia', 'nist16', 'imd20', 'cocoglide', 'doctamper', 'sacp', 'openforensics', 'tampered-ic13', 'ostf', 'generic'] as const;
export type LayoutName = (typeof LAYOUT_NAMES)[number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Truth of one altered picture as the layout's rule makes it: 255 where altered, else 0. */
export type TruthMaker = (size: Size) => Promise<GreyPicture>;

export interface TamperedPicture {
  readonly image: string;
  /** The file the truth comes from: a picture, or a text, JSON or pickle file where `truth` draws it. */
  readonly mask: string;
  /**
   * There where the mask file is not simply "above 127 is altered". Given the size of the picture as analysed, it is used only where the
   * truth has no size of its own. Throws AppError.
   */
  readonly truth?: TruthMaker;
  /** Qualities of the JPEG saves, oldest first, where the set prescribes some (DocTamper). */
  readonly qualities?: readonly number[];
}

/** Pictures whose alterations are known. */
export interface EvaluationSet {
  readonly name: string;
  readonly folder: string;
  readonly layout: LayoutName;
  /** How the layout was recognised, as a phrase for people. */
  readonly why: string;
  readonly tampered: readonly TamperedPicture[];
  readonly authentic: readonly string[];
  readonly warnings: readonly string[];
}

/** What a layout found in a folder: one set, or one part of several. */
export interface FoundSet {
  /** Added to the folder's name where a folder holds several sets; null for the only one. */
  readonly part: string | null;
  readonly why: string;
  readonly tampered: readonly TamperedPicture[];
  readonly authentic: readonly string[];
  readonly warnings: readonly string[];
}

/** One published form of a collection. */
export interface Layout {
  readonly name: LayoutName;
  /** What a folder in this form holds, for error messages. */
  readonly form: string;
  /** Why the folder is in this form, or null when it is not. Looks at names only. */
  readonly recognise: (listing: Listing) => string | null;
  /** Sets of a folder that `recognise` accepted. Throws AppError where files contradict the form. */
  readonly read: (listing: Listing, why: string) => Promise<readonly FoundSet[]>;
}
