import type { PickleKey, PickleValue } from './pickle.ts';

/** A foreign annotation as JSON holds it. */
export type Foreign = null | boolean | number | string | readonly Foreign[] | { readonly [key: string]: Foreign };

/** Characters of one annotation that are kept: real ones have some thousands. */
const LONGEST = 1_000_000;
const DEEPEST = 64;

/**
 * A value of a pickle as JSON: dict keys as text, sets and tuples as lists, bytes as base64, numbers that JSON lacks as text. Text that is JSON (also in a code
 * fence), as language models answer, is taken as what it says. Null for an empty or an enormous one.
 */
export function foreignOf(value: PickleValue): Foreign | null {
  let room = LONGEST;
  function take(part: PickleValue): Foreign {
    room -= typeof part === 'string' || part instanceof Uint8Array ? part.length + 8 : 8;
    if (room < 0) return null;
    if (part === null || typeof part === 'boolean' || typeof part === 'string') return part;
    if (typeof part === 'number') return Number.isFinite(part) ? part : String(part);
    if (typeof part === 'bigint') return part.toString();
    if (part instanceof Uint8Array) return Buffer.from(part).toString('base64');
    if (part instanceof Map) return Object.fromEntries([...(part as ReadonlyMap<PickleKey, PickleValue>)].map(([key, inner]) => [String(key), take(inner)]));
    return [...(part as Iterable<PickleValue>)].map(take);
  }
  const plain = take(value);
  if (room < 0) return null;
  return typeof plain === 'string' ? inText(plain) : plain;
}

function inText(text: string): Foreign | null {
  const inner = /^\s*```(?:json)?\s*([^]*?)\s*```\s*$/i.exec(text)?.[1] ?? text;
  if (!/^\s*[[{]/.test(inner)) return text.trim() === '' ? null : text;
  try {
    const value = JSON.parse(inner) as Foreign;
    return isShallow(value, DEEPEST) ? value : text;
  } catch {
    return text;
  }
}

function isShallow(value: Foreign, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

export function isList(value: Foreign | undefined): value is readonly Foreign[] {
  return Array.isArray(value);
}

export function isDict(value: Foreign | undefined): value is { readonly [key: string]: Foreign } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Any value as a phrase: texts as they are, lists joined, dicts as "key: value". */
export function phraseOf(value: Foreign | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value.trim();
  if (isList(value)) return value.map(phraseOf).filter((part) => part !== '').join('; ');
  if (!isDict(value)) return String(value);
  return Object.entries(value).map(([key, inner]) => [key, phraseOf(inner)] as const).filter(([, inner]) => inner !== '').map(([key, inner]) => `${key}: ${inner}`).join('; ');
}
