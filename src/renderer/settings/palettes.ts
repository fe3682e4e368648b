import type { PaletteName } from '../../contract/index.ts';

export const PALETTE_WORDS: Readonly<Record<PaletteName, string>> = { viridis: 'Viridis', cividis: 'Cividis', mako: 'Mako', magma: 'Magma', greys: 'Greys' };

/** What each is good for; all grow evenly in lightness, so that they also read without colour vision and in grey print. */
export const PALETTE_HELP: Readonly<Record<PaletteName, string>> = {
  viridis: 'Dark blue to yellow. Even for every kind of colour vision.',
  cividis: 'Blue to yellow. Made to look the same with red-green weakness.',
  mako: 'Black to pale green. Quiet over colourful pictures.',
  magma: 'Black to pale yellow. Strong over dark pictures.',
  greys: 'Black to white. For print.',
};
