import { type Comparison, type Measurement, QUANTITIES, type Quantity } from '../../contract/measurement.ts';
import type { Groups } from './blockGroups.ts';
import { compare, inRange, KINDS, without } from './compare.ts';
import { findPatterns, periodicity, type Patterns } from './doubleQuantisation.ts';
import type { Features, Phase } from './features.ts';
import { foreignGrid, foreignPhase, ownGrid } from './grids.ts';
import { openFrequencies, peakHeights, strongestPeak } from './resampling.ts';
import { median } from './robust.ts';
import { LEAST_OUTSIDE } from './windows.ts';

/** Chroma under which a picture is grey whatever its format, C*. */
const GREY = 1;
/** How much better the region's own pattern of an earlier save must be than the rest's for it to be the one looked for. */
const BETTER = 0.05;

/** Windows of one size, with what only JPEG files have. `zeros` is null where the file has no coefficients to count. */
export interface Side {
  readonly features: Features;
  readonly zeros: Float64Array | null;
}

export interface Blocks {
  readonly inside: Groups | null;
  readonly outside: Groups | null;
  readonly table: readonly number[];
}

export interface Setting {
  readonly grid: Phase;
  /** Whether the picture has an 8 x 8 grid: a JPEG, or made from one. */
  readonly hasGrid: boolean;
  /** Why there are no coefficients, or null where there are. */
  readonly noCoefficients: string | null;
}

/** Every quantity of one region against the rest, in the order of QUANTITIES. */
export function compareAll(inside: Side, outside: Side, blocks: Blocks | null, setting: Setting): Comparison[] {
  const [one, other] = [inside.features, outside.features];
  if (one.count < 4) {
    const reason = 'the region is smaller than 4 windows of 16 x 16 pixels';
    return QUANTITIES.map((quantity) => without(quantity, reason, one.count, other.count));
  }
  const compared: Readonly<Record<Quantity, () => Comparison>> = {
    noise_level: () => compare('noise_level', one.noise, other.noise),
    sharpness: () => compare('sharpness', one.sharpness, other.sharpness),
    brightness: () => compare('brightness', one.brightness, other.brightness),
    contrast: () => compare('contrast', one.contrast, other.contrast),
    saturation: () => coloured('saturation', one, other, one.chroma, other.chroma),
    colour_shift: () => coloured('colour_shift', one, other, shift(one, other), shift(other, other)),
    block_grid: () => compare('block_grid', ownGrid(one, setting.grid), ownGrid(other, setting.grid)),
    foreign_grid: () => {
      const at = foreignPhase(one, other, setting.grid);
      return compare('foreign_grid', foreignGrid(one, setting.grid, at), foreignGrid(other, setting.grid, at));
    },
    double_quantisation: () => doubled(blocks, setting),
    zero_coefficients: () => (inside.zeros === null || outside.zeros === null ? without('zero_coefficients', setting.noCoefficients ?? '') : compare('zero_coefficients', inside.zeros, outside.zeros)),
    resave_error: () => compare('resave_error', one.resave, other.resave),
    resampling: () => {
      const peak = strongestPeak(one, other, openFrequencies(setting.hasGrid));
      return compare('resampling', peakHeights(one, peak), peakHeights(other, peak));
    },
  };
  return QUANTITIES.map((quantity) => compared[quantity]());
}

/** Medians over the windows outside of all regions. */
export function pictureMedians({ features, zeros }: Side, blocks: Blocks | null, { grid, hasGrid }: Setting): Measurement['picture'] {
  const groups = blocks?.outside ?? null;
  const patterns = groups === null || blocks === null ? null : findPatterns(groups.pooled, blocks.table);
  const values: Readonly<Record<Quantity, Float64Array | null>> = {
    noise_level: features.noise,
    sharpness: features.sharpness,
    brightness: features.brightness,
    contrast: features.contrast,
    saturation: features.chroma,
    colour_shift: shift(features, features),
    block_grid: ownGrid(features, grid),
    foreign_grid: foreignGrid(features, grid, foreignPhase(features, null, grid)),
    double_quantisation: groups === null || patterns === null ? null : periodicities(groups, patterns),
    zero_coefficients: zeros,
    resave_error: features.resave,
    resampling: peakHeights(features, strongestPeak(features, null, openFrequencies(hasGrid))),
  };
  return QUANTITIES.map((quantity) => {
    const known = values[quantity]?.filter((value) => !Number.isNaN(value)) ?? new Float64Array(0);
    return { quantity, unit: KINDS[quantity].unit, value: known.length < LEAST_OUTSIDE ? null : inRange(quantity, median(known)) };
  });
}

function coloured(quantity: 'saturation' | 'colour_shift', inside: Features, outside: Features, there: Float64Array, elsewhere: Float64Array): Comparison {
  if (median(inside.chroma) < GREY && median(outside.chroma) < GREY) return without(quantity, 'the picture is grey', inside.count, outside.count);
  return compare(quantity, there, elsewhere);
}

/** Distance in the a*b* plane of each window's mean colour from the mean colour of the picture outside of all regions. */
function shift(windows: Features, outside: Features): Float64Array {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [mean(outside.a), mean(outside.b)];
  return Float64Array.from({ length: windows.count }, (_, index) => Math.hypot(windows.a[index]! - a, windows.b[index]! - b));
}

/**
 * Both sides are held against one pattern of an earlier save: that of the rest of the picture, whose trace a pasted region breaks, unless the
 * region shows a clearer one of its own.
 */
function doubled(blocks: Blocks | null, { noCoefficients }: Setting): Comparison {
  if (blocks === null) return without('double_quantisation', noCoefficients ?? '');
  const { inside, outside, table } = blocks;
  if (inside === null || outside === null) return without('double_quantisation', 'the region holds fewer than 128 blocks of the file');
  const ours = findPatterns(inside.pooled, table);
  const theirs = findPatterns(outside.pooled, table);
  const isOwn = orZero(periodicity(inside.pooled, ours)) > orZero(periodicity(outside.pooled, theirs)) + BETTER;
  const patterns = isOwn ? ours : theirs;
  return compare('double_quantisation', periodicities(inside, patterns), periodicities(outside, patterns));
}

function periodicities({ histograms }: Groups, patterns: Patterns): Float64Array {
  return Float64Array.from(histograms, (histogram) => periodicity(histogram, patterns));
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
