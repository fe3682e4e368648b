const UNITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth'];

/** Parts of a whole as they are spoken of, with their size. */
const PARTS: Readonly<Record<string, number>> = { half: 1 / 2, third: 1 / 3, quarter: 1 / 4, fourth: 1 / 4, fifth: 1 / 5, sixth: 1 / 6, seventh: 1 / 7, eighth: 1 / 8, ninth: 1 / 9, tenth: 1 / 10, twentieth: 1 / 20, hundredth: 1 / 100 };

/** Number words of lower-case text as digits, up to ninety-nine; "one" stays, since it is mostly a pronoun; ordinals become "4th" only before a region, so that "a third of" stays a fraction. */
export function withDigits(text: string): string {
  const tens = text.replaceAll(new RegExp(String.raw`\b(${TENS.join('|')})(?:[\s-](${UNITS.slice(1, 10).join('|')}))?\b`, 'g'), (_all, ten: string, unit: string | undefined) => String((TENS.indexOf(ten) + 2) * 10 + (unit === undefined ? 0 : UNITS.indexOf(unit))));
  const units = tens.replaceAll(new RegExp(String.raw`\b(${UNITS.filter((word) => word !== 'one').join('|')})\b`, 'g'), (word) => String(UNITS.indexOf(word)));
  const places = units.replaceAll(/\b(region|number|area|patch) one\b/g, '$1 1').replaceAll(/\ba dozen\b/g, '12').replaceAll(/\b(?:a|one) hundred\b/g, '100').replaceAll(/\bone (?=%)/g, '1 ');
  return places.replaceAll(new RegExp(String.raw`\b(${ORDINALS.join('|')})(?= (?:\w+ )?(?:region|area|patch|spot|zone)\b)`, 'g'), (word) => `${ORDINALS.indexOf(word) + 1}th`);
}

export interface Fraction {
  readonly value: number;
  /** Said as a percentage, so to be taken more exactly than "a third". */
  readonly exact: boolean;
  readonly index: number;
  readonly words: string;
}

/** Percentages, "1/3", "a third", "2 thirds", "half", "one in ten" of lower-case text with digits. */
export function fractionsOf(text: string): readonly Fraction[] {
  const found: Fraction[] = [];
  for (const match of text.matchAll(/(\d+(?:[.,]\d+)?)(?:\s*(?:-|to)\s*(\d+(?:[.,]\d+)?))?\s*%/g)) {
    const low = Number((match[1] ?? '').replace(',', '.'));
    const high = match[2] === undefined ? low : Number(match[2].replace(',', '.'));
    found.push({ value: (low + high) / 200, exact: true, index: match.index, words: match[0] });
  }
  for (const match of text.matchAll(/\b(\d{1,2})\s*\/\s*(\d{1,3})\b/g)) if (Number(match[2]) > Number(match[1])) found.push({ value: Number(match[1]) / Number(match[2]), exact: false, index: match.index, words: match[0] });
  const names = Object.keys(PARTS).join('|');
  for (const match of text.matchAll(new RegExp(String.raw`\b(?:(a|one|the|\d{1,2})[\s-]+)?(${names})s?\b(?=\s+(?:of\b|the\b|its\b|as\b|this\b)|$|[.,;])`, 'g'))) {
    const times = /^\d/.test(match[1] ?? '') ? Number(match[1]) : 1;
    const part = PARTS[match[2] ?? ''] ?? 0;
    // "the third of", "the fourth": an ordinal. "the half of" is rare enough.
    if (match[1] === 'the' || (match[1] === undefined && match[2] !== 'half')) continue;
    if (times * part <= 1) found.push({ value: times * part, exact: false, index: match.index, words: match[0] });
  }
  return found;
}
