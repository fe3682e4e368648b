import type { Comparison, Position } from '../../../contract/index.ts';
import { percent } from '../../sheet/html.ts';

/** Number with about three digits that mean something, and its unit where it has one. */
export function withUnit(value: number, unit: string): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  const text = value.toFixed(digits);
  return unit === '' ? text : `${text} ${unit}`;
}

/** "4.1 % of the picture". */
export function shareOfPicture(share: number): string {
  return `${percent(share)} of the picture`;
}

/** "inside 1.20 grey levels, outside 3.40 grey levels (-5.6 spreads)", as it stands behind a sentence. Only for comparisons with numbers. */
export function comparedValue({ inside, outside, unit, effect }: Comparison): string {
  if (inside === null || outside === null) return 'not measured';
  const spreads = effect === null ? '' : ` (${signed(effect)} spreads)`;
  return `inside ${withUnit(inside, unit)}, outside ${withUnit(outside, unit)}${spreads}`;
}

/** `+3.2`, `-0.4`. */
export function signed(value: number): string {
  return `${value >= 0 ? '+' : ''}${value.toFixed(1)}`;
}

const PLACES: Readonly<Record<Position, string>> = {
  'top-left': 'at the top left',
  'top-center': 'at the top, in the middle',
  'top-right': 'at the top right',
  'middle-left': 'at the left, halfway up',
  center: 'in the middle of the picture',
  'middle-right': 'at the right, halfway up',
  'bottom-left': 'at the bottom left',
  'bottom-center': 'at the bottom, in the middle',
  'bottom-right': 'at the bottom right',
};

/** Where a region lies, for anyone. */
export function placeInWords(position: Position): string {
  return PLACES[position];
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** "1 region", "2 regions". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
