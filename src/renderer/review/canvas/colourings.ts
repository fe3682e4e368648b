import type { PaletteName } from '../../../contract/settings.ts';
import { HATCH_BANDS } from '../logic/hatching.ts';
import { agreementLut, bandLut, binaryLut, heatLut, packed } from '../logic/luts.ts';
import { paletteColour, type Rgb } from '../logic/palettes.ts';
import type { Colouring } from '../tiles/tileStore.ts';

/** The mask at the threshold: magenta, in none of the palettes and far from both skin and foliage. */
export const MASK_COLOUR: Rgb = [255, 45, 150];
const FILL_ALPHA = 118;

/** How each layer made of a map is coloured. Tables are made anew only when what they depend on changes: their identity says so. */
export interface Colourings {
  readonly heat: Colouring;
  readonly binary: Colouring;
  /** As shown alone: the whole palette without a floor, the mask white on black, reliability in grey. */
  readonly heatAlone: Colouring;
  readonly binaryAlone: Colouring;
  readonly reliabilityAlone: Colouring;
  readonly hatch: readonly Colouring[];
  /** One step a method, nothing where no method marks; alone, the lowest colour there. */
  readonly agreement: Colouring;
  readonly agreementAlone: Colouring;
}

export function colouringsOf(palette: PaletteName, floor: number): Omit<Colourings, 'binary' | 'binaryAlone' | 'agreement' | 'agreementAlone'> {
  return {
    heat: { name: 'heat', lut: heatLut(palette, floor), outline: null },
    heatAlone: { name: 'heatAlone', lut: heatLut(palette, 0), outline: null },
    reliabilityAlone: { name: 'reliabilityAlone', lut: heatLut('greys', 0), outline: null },
    hatch: HATCH_BANDS.map(({ low, high }, band) => ({ name: `hatch${band}`, lut: bandLut(low, high), outline: null })),
  };
}

/** `methods`: how many are counted in the agreement, 0 where there is none. */
export function agreementColourings(palette: PaletteName, methods: number): Pick<Colourings, 'agreement' | 'agreementAlone'> {
  return {
    agreement: { name: 'agreement', lut: agreementLut(palette, methods, 0), outline: null },
    agreementAlone: { name: 'agreementAlone', lut: agreementLut(palette, methods, packed(paletteColour(palette, 0), 255)), outline: null },
  };
}

export function binaryColourings(threshold: number): Pick<Colourings, 'binary' | 'binaryAlone'> {
  const black = packed([0, 0, 0], 255);
  return {
    binary: { name: 'binary', lut: binaryLut(threshold, MASK_COLOUR, FILL_ALPHA), outline: packed(MASK_COLOUR, 255) },
    binaryAlone: { name: 'binaryAlone', lut: binaryLut(threshold, [255, 255, 255], 255).map((colour) => (colour === 0 ? black : colour)), outline: null },
  };
}
