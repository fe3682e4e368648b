import type { AuditEntry, ReviewStatus } from '../../contract/index.ts';
import { REVIEW_WORDS } from '../ui/words.ts';

/** Actions that occur in entries, sorted, for the filter. */
export function actionsIn(entries: readonly AuditEntry[]): string[] {
  return [...new Set(entries.map((entry) => entry.action))].toSorted();
}

/** Entries of one action (null: of all) that hold every word somewhere, upper and lower case alike. */
export function filterEntries(entries: readonly AuditEntry[], action: string | null, text: string): AuditEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return entries.filter((entry) => {
    if (action !== null && entry.action !== action) return false;
    const haystack = `${entry.sequence} ${entry.actor} ${entry.action} ${entry.subject} ${entry.details} ${entry.hash}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

/** `evidence.review_set` as `evidence: review set`, for reading. */
export function actionWords(action: string): string {
  return action.replace('.', ': ').replaceAll(/[._-]/g, ' ');
}

type Pair = readonly [name: string, value: string];

/** The pairs of a details text that is a JSON object, those of objects inside it as `outer.inner`; null where it is something else, to be shown as it stands. */
export function detailPairs(details: string): readonly Pair[] | null {
  try {
    const value: unknown = JSON.parse(details);
    return isPlainObject(value) ? pairsOf(value, '') : null;
  } catch {
    return null;
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pairsOf(value: object, prefix: string): Pair[] {
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => (isPlainObject(part) ? pairsOf(part, `${prefix}${key}.`) : [[`${prefix}${key}`, typeof part === 'string' ? part : JSON.stringify(part)] as const]));
}

/** Pairs for a single line: what can be read before digests. */
export function readableFirst(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.toSorted((left, right) => Number(isDigest(left[1])) - Number(isDigest(right[1])));
}

function isDigest(value: string): boolean {
  return /^[0-9a-f]{32,}$/.test(value);
}

/** A value on one line: digests by their first characters, verdicts in words. The full text stands in the opened entry. */
export function briefValue(value: string): string {
  if (Object.hasOwn(REVIEW_WORDS, value)) return REVIEW_WORDS[value as ReviewStatus].toLowerCase();
  return isDigest(value) ? `${value.slice(0, 8)}…` : value;
}

/** A subject on one line: the id of an annotation by its first characters. */
export function briefSubject(subject: string): string {
  return subject.replace(/\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/, '$1…');
}

/** Who occurs in entries, sorted, for the filter. */
export function actorsIn(entries: readonly AuditEntry[]): string[] {
  return [...new Set(entries.map((entry) => entry.actor))].toSorted();
}

/** Id of the item an entry is about: by its subject, or by what its details name; null where it is about none or many. */
export function itemOf({ subject, details }: Pick<AuditEntry, 'subject' | 'details'>): number | null {
  const named = /^(?:evidence|item) (\d+)$/.exec(subject)?.[1] ?? detailPairs(details)?.find(([key]) => key === 'evidence' || key === 'evidenceId')?.[1];
  const id = Number(named ?? Number.NaN);
  return Number.isInteger(id) && id > 0 ? id : null;
}

/** Entries by who wrote them and which item they are about; null restricts nothing. */
export function narrowEntries(entries: readonly AuditEntry[], actor: string | null, item: number | null): AuditEntry[] {
  return entries.filter((entry) => (actor === null || entry.actor === actor) && (item === null || itemOf(entry) === item));
}

/** Details as JSON for reading, two spaces a level; the text itself where it is no JSON. */
export function readableDetails(details: string): string {
  try {
    return JSON.stringify(JSON.parse(details), null, 2);
  } catch {
    return details;
  }
}
