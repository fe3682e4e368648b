import type { Comparison, Quantity } from '../../contract/measurement.ts';
import { median, spreadOf } from './robust.ts';
import { LEAST_INSIDE, LEAST_OUTSIDE } from './windows.ts';

interface Kind {
  readonly unit: string;
  /** Smallest spread that is believed: below it the outside is all but constant (a flat or drawn picture) and any rounding would look like a finding. */
  readonly floor: number;
  /** Why a single window has no number. */
  readonly missing: string;
  readonly range: readonly [number, number];
}

const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
const SHARE = [0, 1] as const;

export const KINDS: Readonly<Record<Quantity, Kind>> = {
  noise_level: { unit: 'grey levels', floor: 0.1, missing: 'flat windows', range: ANY },
  sharpness: { unit: '', floor: 0.02, missing: 'windows with any structure', range: ANY },
  brightness: { unit: 'grey levels', floor: 2, missing: 'windows', range: ANY },
  contrast: { unit: 'grey levels', floor: 0.5, missing: 'windows', range: ANY },
  saturation: { unit: 'C*', floor: 1, missing: 'windows', range: ANY },
  colour_shift: { unit: 'Delta E', floor: 1, missing: 'windows', range: ANY },
  block_grid: { unit: '', floor: 0.03, missing: 'windows with any structure', range: ANY },
  foreign_grid: { unit: '', floor: 0.03, missing: 'windows with any structure', range: ANY },
  double_quantisation: { unit: '', floor: 0.04, missing: 'groups of blocks with enough coefficients', range: SHARE },
  zero_coefficients: { unit: '', floor: 0.01, missing: 'windows', range: SHARE },
  resave_error: { unit: 'grey levels', floor: 0.05, missing: 'windows', range: ANY },
  resampling: { unit: '', floor: 0.01, missing: 'windows', range: SHARE },
};

/** Compares two samples of one quantity; NaN entries are windows that do not allow it and are left out. */
export function compare(quantity: Quantity, insideAll: Float64Array, outsideAll: Float64Array): Comparison {
  const { floor, missing } = KINDS[quantity];
  const inside = insideAll.filter((value) => !Number.isNaN(value));
  const outside = outsideAll.filter((value) => !Number.isNaN(value));
  if (inside.length < LEAST_INSIDE) return without(quantity, `fewer than ${LEAST_INSIDE} ${missing} lie in the region`, inside.length, outside.length);
  if (outside.length < LEAST_OUTSIDE) return without(quantity, `fewer than ${LEAST_OUTSIDE} ${missing} lie outside all regions`, inside.length, outside.length);
  const there = median(inside);
  const elsewhere = median(outside);
  const distance = Math.abs(there - elsewhere);
  const effect = (there - elsewhere) / Math.max(floor, spreadOf(outside, elsewhere));
  const as = outside.reduce((sum, value) => sum + (Math.abs(value - elsewhere) >= distance ? 1 : 0), 0);
  return {
    quantity,
    unit: KINDS[quantity].unit,
    inside: inRange(quantity, there),
    outside: inRange(quantity, elsewhere),
    effect: Math.min(99, Math.max(-99, effect)),
    rarity: as / outside.length,
    insideWindows: inside.length,
    outsideWindows: outside.length,
    reason: null,
  };
}

export function without(quantity: Quantity, reason: string, insideWindows = 0, outsideWindows = 0): Comparison {
  return { quantity, unit: KINDS[quantity].unit, inside: null, outside: null, effect: null, rarity: null, insideWindows, outsideWindows, reason };
}

/** A share estimated with a correction for chance may fall a little below 0. */
export function inRange(quantity: Quantity, value: number): number {
  const [least, most] = KINDS[quantity].range;
  return Math.min(most, Math.max(least, value));
}
