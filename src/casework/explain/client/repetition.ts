const TIMES = 8;
const LONGEST_PHRASE = 400;
const LONG_LINE = 60;

/** How often in a row the text ends with its last `length` characters. */
function repeatsAtEnd(text: string, length: number): number {
  const end = text.length;
  let same = 0;
  while (end - 1 - same - length >= 0 && text[end - 1 - same] === text[end - 1 - same - length]) {
    same += 1;
    if (same >= length * TIMES + 256) break;
  }
  return 1 + same / length;
}

/** Characters a phrase must fill before its repetition counts: single letters and blanks repeat in honest answers. */
function leastSpan(phrase: string): number {
  if (phrase.trim() === '') return 256;
  return phrase.length < TIMES ? 64 : phrase.length * TIMES;
}

/**
 * The phrase a text has got stuck in (TextShield, model.md 6.4: 8 repeats or more), or null: a phrase of up to 400 characters that the text
 * ends with at least 8 times in a row, or a whole line of 60 characters or more that stands in it 8 times.
 */
export function repeatedPhrase(text: string): string | null {
  for (let length = 1; length <= LONGEST_PHRASE && length * TIMES <= text.length; length += 1) {
    if (text[text.length - 1] !== text[text.length - 1 - length]) continue;
    const times = repeatsAtEnd(text, length);
    const phrase = text.slice(-length);
    if (times >= TIMES && times * length >= leastSpan(phrase)) return phrase;
  }
  const seen = new Map<string, number>();
  for (const line of text.split('\n').slice(0, -1)) {
    const trimmed = line.trim();
    if (trimmed.length < LONG_LINE) continue;
    const count = (seen.get(trimmed) ?? 0) + 1;
    if (count >= TIMES) return trimmed;
    seen.set(trimmed, count);
  }
  return null;
}
