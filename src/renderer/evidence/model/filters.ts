import type { Domain, EvidenceFilter, EvidenceStatus, ReviewStatus } from '../../../contract/evidence.ts';

/** One condition of a filter in words, with the filter that remains without it. */
export interface Chip {
  readonly key: string;
  readonly text: string;
  readonly without: EvidenceFilter;
}

/** Words for the values of a filter, given by the caller so that they are the same everywhere in the application. */
export interface FilterWords {
  readonly review: (value: ReviewStatus) => string;
  readonly status: (value: EvidenceStatus) => string;
  readonly domain: (value: Domain) => string;
  readonly format: (value: string) => string;
  readonly bytes: (value: number) => string;
}

interface Range {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

/** Drops conditions that do not restrict, so that equal filters have equal text. Conditions come in a fixed order. */
export function cleanFilter(filter: EvidenceFilter): EvidenceFilter {
  const clean: Record<string, unknown> = {};
  for (const key of FILTER_KEYS) {
    const value = cleanValue(filter[key]);
    if (value !== undefined) clean[key] = value;
  }
  return clean as EvidenceFilter;
}

const FILTER_KEYS = ['text', 'folder', 'review', 'status', 'domain', 'format', 'camera', 'score', 'regions', 'pixels', 'bytes', 'extensionMismatch', 'annotated', 'duplicated'] as const satisfies readonly (keyof EvidenceFilter)[];

function cleanValue(value: EvidenceFilter[keyof EvidenceFilter]): unknown {
  if (value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : [...value].sort();
  if (typeof value !== 'object') return value;
  const { least, most } = value;
  if (least === undefined && most === undefined) return undefined;
  return { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
}

export function sameFilter(one: EvidenceFilter, other: EvidenceFilter): boolean {
  return JSON.stringify(cleanFilter(one)) === JSON.stringify(cleanFilter(other));
}

export function isRestricted(filter: EvidenceFilter): boolean {
  return Object.keys(cleanFilter(filter)).length > 0;
}

/** Puts a value into a list condition or takes it out. */
export function toggled<T>(values: readonly T[] | undefined, value: T): T[] {
  const list = values ?? [];
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}

/** The conditions of a filter as sentences, one a condition, in a fixed order. */
export function filterChips(filter: EvidenceFilter, words: FilterWords): Chip[] {
  const chips: Chip[] = [];
  const { review, status, domain, format, camera } = filter;
  const add = (key: keyof EvidenceFilter, text: string | null): void => {
    if (text !== null) chips.push({ key, text, without: cleanFilter({ ...filter, [key]: undefined }) });
  };
  add('text', filter.text ? `Text: “${filter.text}”` : null);
  add('folder', filter.folder === undefined ? null : `Folder: ${filter.folder === '' ? '(top folder)' : filter.folder}`);
  add('review', anyOf('Review', review, words.review));
  add('status', anyOf('Scan', status, words.status));
  add('domain', anyOf('Domain', domain, words.domain));
  add('format', anyOf('Type', format, words.format));
  add('camera', anyOf('Camera', camera, (name) => name));
  add('score', between('Score', filter.score, (value) => value.toFixed(2)));
  add('regions', between('Regions', filter.regions, String));
  add('pixels', between('Pixels', filter.pixels, megapixels));
  add('bytes', between('Size', filter.bytes, words.bytes));
  add('extensionMismatch', flag(filter.extensionMismatch, 'Extension does not match the content', 'Extension matches the content'));
  add('annotated', flag(filter.annotated, 'Annotated', 'Not annotated'));
  add('duplicated', flag(filter.duplicated, 'Same content as another item', 'No other item with the same content'));
  return chips;
}

function anyOf<T extends string>(name: string, values: readonly T[] | undefined, word: (value: T) => string): string | null {
  if (values === undefined || values.length === 0) return null;
  return `${name}: ${values.map(word).join(' or ')}`;
}

function between(name: string, range: Range | undefined, text: (value: number) => string): string | null {
  const { least, most } = range ?? {};
  if (least === undefined && most === undefined) return null;
  if (most === undefined) return `${name} ≥ ${text(least!)}`;
  if (least === undefined) return `${name} ≤ ${text(most)}`;
  return least === most ? `${name} = ${text(least)}` : `${name} ${text(least)} to ${text(most)}`;
}

function flag(value: boolean | undefined, yes: string, no: string): string | null {
  if (value === undefined) return null;
  return value ? yes : no;
}

/** Pixels as megapixels with as many digits as matter. */
export function megapixels(pixels: number): string {
  const value = pixels / 1e6;
  return `${value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2)} MP`;
}

/** A count in at most five characters: `9,999`, `86.3k`, `1.24M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en');
  if (count < 99_950) return `${(count / 1000).toFixed(1)}k`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1e6).toFixed(2)}M`;
}
