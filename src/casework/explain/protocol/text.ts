import type { AnsweredRegion } from '../types.ts';

export type Relation = NonNullable<AnsweredRegion['relation']>;

/** White space made one, ends cut, at most `most` characters: at the end of a sentence where one ends in the second half, otherwise with an ellipsis. */
export function shorten(text: string, most: number): string {
  const plain = text.replaceAll(/\s+/g, ' ').trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most);
  const end = Math.max(cut.lastIndexOf('. '), cut.lastIndexOf('; '));
  if (end > most / 2) return cut.slice(0, end + 1);
  return `${cut.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** Empty text as null. */
export function orNull(text: string): string | null {
  return text === '' ? null : text;
}
