import { wholeNumber } from '../../sheet/html.ts';

export const NOT_STATED = 'Not stated';

/** What was typed, or that nothing was. */
export function stated(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? NOT_STATED : trimmed;
}

/** `2026-11-21 15:04:05 UTC` of an ISO 8601 time; what is no such time is printed as it stands. */
export function utc(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? stated(time) : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Nanoseconds since 1970 as text. */
export function fileTime(nanoseconds: string): string {
  if (!/^-?\d{1,24}$/.test(nanoseconds)) return NOT_STATED;
  const at = new Date(Number(BigInt(nanoseconds) / 1_000_000n));
  return Number.isNaN(at.getTime()) ? NOT_STATED : `${at.toISOString().slice(0, 23).replace('T', ' ')} UTC`;
}

/** `4 812 003 bytes (4.8 MB)`. */
export function fileSize(bytes: number): string {
  const whole = `${wholeNumber(bytes)} bytes`;
  if (bytes < 1000) return whole;
  const [divisor, unit] = bytes >= 1e9 ? [1e9, 'GB'] as const : bytes >= 1e6 ? [1e6, 'MB'] as const : [1000, 'kB'] as const;
  return `${whole} (${(bytes / divisor).toFixed(1)} ${unit})`;
}

/** Two decimals, as measured probabilities are given. */
export function two(value: number): string {
  return value.toFixed(2);
}

/** A number of a table of error rates, or a dash where there is none. */
export function rate(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** "1 item", "2 items"; large numbers in groups of three. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${wholeNumber(number)} ${number === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c". */
export function joined(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** The ends of a text with its middle left out, where it is longer than `most`. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.floor((most - 1) / 3);
  return `${text.slice(0, most - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** First twelve characters of a digest that stands in full elsewhere. */
export function brief(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

/** Lines with their own numbering taken off, so that they can be numbered evenly. */
export function numberedLines(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.trim().replace(/^(?:\(?\d{1,3}[.)]|[-*•])\s+/, '')).filter((line) => line !== '');
}
