/** Characters of a text that are compared; transcriptions of regions are far shorter. */
const LONGEST = 2000;

/** Least number of insertions, deletions and substitutions of code points (Levenshtein, 1966). */
export function levenshtein(a: string, b: string): number {
  const first = Array.from(a);
  const second = Array.from(b);
  let row = Uint32Array.from({ length: second.length + 1 }, (_, index) => index);
  for (const [index, character] of first.entries()) {
    const next = new Uint32Array(second.length + 1);
    next[0] = index + 1;
    for (let at = 0; at < second.length; at += 1) next[at + 1] = Math.min((row[at] ?? 0) + (second[at] === character ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1);
    row = next;
  }
  return row[second.length] ?? 0;
}

/** 1 - Levenshtein / length of the longer one, 0..1; 1 for two empty texts. */
export function textSimilarity(a: string, b: string): number {
  const [first, second] = [Array.from(a).slice(0, LONGEST), Array.from(b).slice(0, LONGEST)];
  const longest = Math.max(first.length, second.length);
  return longest === 0 ? 1 : 1 - levenshtein(first.join(''), second.join('')) / longest;
}

/** ROUGE-L F with beta 1 (Lin, 2004): longest common subsequence of words against both lengths, 0..1. */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  let row = new Uint32Array(reference.length + 1);
  for (const word of candidate) {
    const next = new Uint32Array(reference.length + 1);
    for (const [index, other] of reference.entries()) next[index + 1] = word === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0);
    row = next;
  }
  return (2 * (row.at(-1) ?? 0)) / (candidate.length + reference.length);
}

const LONGEST_GRAM = 4;

/**
 * BLEU of one sentence (Papineni et al., 2002): brevity penalty times the geometric mean of the clipped precisions of 1- to 4-grams, with the smoothing of Lin
 * and Och (2004, "ORANGE"): one is added to matches and total for n above 1. Without it a sentence lacking one common 4-gram would score 0. 0..1.
 */
export function bleu(candidate: readonly string[], reference: readonly string[]): number {
  if (candidate.length === 0 || reference.length === 0) return 0;
  let sum = 0;
  for (let n = 1; n <= LONGEST_GRAM; n += 1) {
    const { matches, total } = clipped(grams(candidate, n), grams(reference, n));
    if (n === 1 && matches === 0) return 0;
    const more = n === 1 ? 0 : 1;
    sum += Math.log((matches + more) / (total + more));
  }
  const penalty = candidate.length >= reference.length ? 1 : Math.exp(1 - reference.length / candidate.length);
  return penalty * Math.exp(sum / LONGEST_GRAM);
}

function grams(words: readonly string[], n: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= words.length; at += 1) {
    const gram = words.slice(at, at + n).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function clipped(candidate: ReadonlyMap<string, number>, reference: ReadonlyMap<string, number>): { readonly matches: number; readonly total: number } {
  let matches = 0;
  let total = 0;
  for (const [gram, count] of candidate) {
    matches += Math.min(count, reference.get(gram) ?? 0);
    total += count;
  }
  return { matches, total };
}

/** F1 of two sets; 1 for two empty ones. */
export function setF1(predicted: readonly string[], truth: readonly string[]): number {
  const [first, second] = [new Set(predicted), new Set(truth)];
  if (first.size === 0 && second.size === 0) return 1;
  const common = [...first].filter((one) => second.has(one)).length;
  return (2 * common) / (first.size + second.size);
}
