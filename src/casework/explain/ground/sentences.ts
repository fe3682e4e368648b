/** Words before whose full stop no sentence ends. */
const ABBREVIATIONS = new Set(['e.g', 'i.e', 'etc', 'approx', 'ca', 'vs', 'mr', 'mrs', 'ms', 'dr', 'prof', 'st', 'no', 'nr', 'fig', 'cf', 'resp', 'incl', 'excl', 'max', 'min', 'jr', 'sr', 'vol', 'p', 'pp', 'u.s', 'u.k', 'a.m', 'p.m']);

/**
 * Sentences of English prose, trimmed, none empty. Decimal points, file names, initials, common abbreviations and stops inside a quotation end none; a line break
 * does. A sentence may begin with a small letter, so that what is added to an honest one is judged by itself.
 */
export function sentencesOf(text: string): string[] {
  return text.split(/[\r\n]+|(?<=^|\s)[•*-]\s+/).flatMap((line) => inLine(line)).map((one) => one.trim()).filter((one) => /[\p{L}\p{N}]/u.test(one));
}

function inLine(line: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (const match of line.matchAll(/[.!?…]+["'”’)\]]*(?=\s|$)/g)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && !endsSentence(line, match.index, end)) continue;
    if (insideQuotation(line, start, match.index, end)) continue;
    found.push(line.slice(start, end));
    start = end;
  }
  found.push(line.slice(start));
  return found;
}

function endsSentence(line: string, stop: number, end: number): boolean {
  const next = /\S/.exec(line.slice(end))?.[0];
  if (next === undefined) return true;
  const before = /([\p{L}\p{N}.]*)$/u.exec(line.slice(0, stop))?.[1] ?? '';
  if (ABBREVIATIONS.has(before.toLowerCase())) {
    // "etc. The next": an abbreviation that can end a sentence does so before a capital letter; a title or "No." never does.
    return /^(etc|a\.m|p\.m|u\.s|u\.k|incl|approx)$/i.test(before) && /\p{Lu}/u.test(next);
  }
  if (/^\p{Lu}$/u.test(before)) return false;
  return true;
}

/** A quotation that closes later on, or that closes here while the sentence goes on. */
function insideQuotation(line: string, start: number, stop: number, end: number): boolean {
  const before = line.slice(start, stop);
  const closedHere = /["'”’]$/.test(line.slice(stop, end));
  if (closedHere) return /^\s*\p{Ll}/u.test(line.slice(end));
  const straight = (before.match(/"/g) ?? []).length % 2 === 1 && line.slice(end).includes('"');
  const curly = before.lastIndexOf('“') > before.lastIndexOf('”') && line.slice(end).includes('”');
  return straight || curly;
}
