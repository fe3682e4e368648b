import type { Quantity } from '../../../contract/index.ts';

/** A quantity and the direction in which a word puts the region: +1 more of it, -1 less. */
export interface Meaning {
  readonly quantity: Quantity;
  readonly sign: 1 | -1;
}
function is(quantity: Quantity, sign: 1 | -1): Meaning {
  return { quantity, sign };
}

export interface Adjective {
  readonly meanings: readonly Meaning[];
  /** The plain form also says something of the region itself ("the lettering is blurry"); brightness and colour words describe what is shown. */
  readonly absolute: boolean;
}

/** Adjectives in their plain form and what they may mean; a word is contradicted only where every measured meaning is. */
const TABLE: readonly (readonly [string, readonly Meaning[], boolean])[] = [
  ['sharp|crisp|detailed|defined|focused|focussed|in focus|clear cut', [is('sharpness', 1)], true],
  ['blurry|blurred|fuzzy|unsharp|hazy|smeared|smudged|smudgy|defocused|out of focus|blurrier|indistinct', [is('sharpness', -1)], true],
  ['soft|softened', [is('sharpness', -1), is('contrast', -1)], true],
  ['noisy|grainy|speckled|gritty', [is('noise_level', 1)], true],
  ['smooth|smoothed|plastic|waxy|polished|airbrushed|denoised', [is('noise_level', -1), is('sharpness', -1)], true],
  ['clean|grainless|noise free|noiseless|grain free', [is('noise_level', -1)], true],
  ['coarse|rough', [is('noise_level', 1), is('sharpness', 1), is('block_grid', 1)], false],
  ['bright|luminous|overexposed|light|brightened|bright lit|lightened', [is('brightness', 1)], false],
  ['dark|dim|underexposed|shadowy|murky|darkened|gloomy', [is('brightness', -1)], false],
  ['contrasty|contrasted|contrast rich|high contrast', [is('contrast', 1)], false],
  ['low contrast', [is('contrast', -1)], false],
  ['saturated|vivid|colorful|vibrant|oversaturated', [is('saturation', 1)], false],
  ['pale|dull|desaturated|muted|faded|drab|colorless|undersaturated', [is('saturation', -1), is('contrast', -1)], false],
  ['blocky|pixelated|pixellated', [is('block_grid', 1), is('foreign_grid', 1), is('sharpness', -1), is('resampling', 1)], false],
  ['compressed', [is('zero_coefficients', 1), is('block_grid', 1), is('foreign_grid', 1), is('resave_error', -1)], false],
];

const IRREGULAR: Readonly<Record<string, string>> = { blurry: 'blurrier', fuzzy: 'fuzzier', hazy: 'hazier', noisy: 'noisier', grainy: 'grainier', dim: 'dimmer', blocky: 'blockier', murky: 'murkier', gritty: 'grittier', waxy: 'waxier', shadowy: 'shadowier', smudgy: 'smudgier', gloomy: 'gloomier', contrasty: 'contrastier', pale: 'paler', coarse: 'coarser', drab: 'drabber' };

/** Plain form of every adjective, and its comparative and superlative. */
export const ADJECTIVES = new Map<string, Adjective>();
export const COMPARATIVES = new Map<string, Adjective>();
for (const [words, meanings, absolute] of TABLE) {
  for (const word of words.split('|')) {
    ADJECTIVES.set(word, { meanings, absolute });
    const comparative = IRREGULAR[word] ?? (/^(?:sharp|crisp|soft|smooth|clean|rough|bright|light|dark|dull|clear)$/.test(word) ? `${word}er` : null);
    if (comparative === null) continue;
    COMPARATIVES.set(comparative, { meanings, absolute });
    COMPARATIVES.set(comparative.replace(/r$/, 'st'), { meanings, absolute });
  }
}
COMPARATIVES.set('blurrier', { meanings: [is('sharpness', -1)], absolute: true });
ADJECTIVES.delete('blurrier');

/** Nouns that name a quantity, with the direction in which more of the noun goes. */
export const NOUNS: readonly (readonly [RegExp, readonly Meaning[]])[] = [
  [/(?:noise|grain|graininess|film grain|sensor noise)(?: (?:levels?|patterns?|structures?|textures?|characteristics|strength|residuals?|amounts?|distribution|variance|statistics))?/, [is('noise_level', 1)]],
  [/(?:sharpness|focus|crispness|acuity|acutance|fine details?|definition)(?: (?:levels?))?/, [is('sharpness', 1)]],
  [/(?:blur|blurriness|blurring|softness|unsharpness|haziness)(?: (?:levels?|amounts?))?/, [is('sharpness', -1)]],
  [/(?:brightness|luminance|exposure|luminosity|lightness|light levels?|light intensity)(?: (?:levels?|values?))?/, [is('brightness', 1)]],
  [/contrasts?(?: (?:levels?|values?))?/, [is('contrast', 1)]],
  [/(?:saturation|color saturation|color intensity|color strength|vividness|colorfulness)(?: (?:levels?|values?))?/, [is('saturation', 1)]],
  [/(?:jpeg |block |blocking |compression )(?:artifacts?|artefacts?|blocking|blocks?|grid|traces?)|blocking|blockiness/, [is('block_grid', 1), is('foreign_grid', 1), is('double_quantisation', 1), is('resave_error', 1), is('zero_coefficients', 1)]],
  [/(?:resampling|interpolation|rescaling|resizing|scaling)(?: (?:traces?|artifacts?|artefacts?|patterns?|marks?))?/, [is('resampling', 1)]],
  [/(?:error levels?|re ?save errors?|ela(?: values?| response)?)/, [is('resave_error', 1)]],
];
/** Nouns that only differ or agree. */
export const DIFFERING_NOUNS: readonly (readonly [RegExp, readonly Quantity[]])[] = [
  [/(?:colors?|hues?|tints?|color (?:tones?|cast|balance|temperature|palette)|white balance|shades?|coloration|coloring)/, ['colour_shift', 'saturation']],
  [/(?:tones?|tonality|tonal values?)/, ['colour_shift', 'saturation', 'brightness']],
  [/(?:compression(?: (?:history|levels?|quality|rate|strength|characteristics|patterns?|statistics|traces?))?|jpeg (?:history|quality|compression)|quanti[sz]ation)/, ['block_grid', 'foreign_grid', 'double_quantisation', 'zero_coefficients', 'resave_error']],
  [/resolution/, ['sharpness', 'resampling']],
  [/textures?/, ['noise_level', 'sharpness', 'contrast']],
  [/lighting|illumination/, ['brightness', 'contrast', 'colour_shift']],
];
