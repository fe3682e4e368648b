import type { Meaning } from './lexicon.ts';
import { ADJECTIVES, COMPARATIVES, DIFFERING_NOUNS, NOUNS } from './lexicon.ts';

/** One claim of a clause on a measured quantity. */
export interface ComparisonClaim {
  readonly words: string;
  readonly index: number;
  readonly end: number;
  readonly kind: 'more' | 'same' | 'differs' | 'absolute';
  /** For `more` and `absolute`: what the region has more or less of, any of these. For `same` and `differs` only the quantities count. */
  readonly meanings: readonly Meaning[];
  readonly denied: boolean;
}

const DENIED = /\b(?:not|no|neither|nor|never|hardly|scarcely|without|any)\b(?! only)(?: (?:\w+ly|any|much|all|that|in|more|a|been|the|very|be|to|appear|seem|look|show|have|significantly))*$/;
/** After an adjective: words that leave it standing for the region, in contrast to a noun that it would describe. */
const OPEN = /^\s*(?:$|[,.]|(?:than|and|or|nor|as|in|at|on|here|there|to|with|inside|compared|relative|by|overall|region|regions|texture|textures|appearance|look|looking|rendering|quality|content|part|parts|picture|though|throughout|toned|for|like|instead|if|when|over|near|against|which|that|yet|too|again|within|across|around|toward|towards|lettering|text|letters|skin|face)\b)/;
const PARTS = /\b(?:edges?|outlines?|borders?|boundar(?:y|ies)|contours?|seams?|shadows?|reflections?|halos?|fringes?|rims?|transitions?|corners?|lines?|cuts?|light source|one half|upper part|lower part|left half|right half|left part|right part|upper half|lower half|left side|right side)\b/;

const ALL_PARTS = new RegExp(PARTS.source, 'g');
const PART_NEXT = new RegExp(String.raw`^\s*(?:\w+ )?${PARTS.source}`);

function flipped(meanings: readonly Meaning[]): readonly Meaning[] {
  return meanings.map(({ quantity, sign }) => ({ quantity, sign: sign === 1 ? -1 : 1 }));
}

export function comparisonClaims(text: string): readonly ComparisonClaim[] {
  const claims = [...adjectiveClaims(text), ...nounClaims(text)].toSorted((a, b) => a.index - b.index);
  // "not sharper or softer", "neither brighter nor darker": what is denied of the first is denied of the next.
  return claims.reduce<ComparisonClaim[]>((done, claim) => {
    const previous = done.at(-1);
    const joined = previous?.denied === true && /^\s*(?:or|nor|,)\s*$/.test(text.slice(previous.end, claim.index));
    return [...done, joined ? { ...claim, denied: true } : claim];
  }, []);
}

/** Whether what a claim is about is a part ("its upper edge"), a shadow or a lamp rather than the region. */
export function speaksOfPart(text: string, claim: Pick<ComparisonClaim, 'index' | 'end'>): boolean {
  const subject = text.slice(0, claim.index);
  const part = [...subject.matchAll(ALL_PARTS)].at(-1);
  // "The region at the left edge", "the face in the upper part of the picture": the part only says where.
  const places = part !== undefined && (/\b(?:regions?|it|object) (?:\w+ )?(?:at|in|on|near|with|along|by)\b/.test(subject.slice(0, part.index)) || /^ of the picture\b/.test(subject.slice(part.index + part[0].length)));
  if (part !== undefined && !places && !/\b(?:where|so|that) (?:the )?(?:region|it)\b/.test(subject.slice(part.index))) return true;
  return PART_NEXT.test(text.slice(claim.end));
}

function adjectiveClaims(text: string): ComparisonClaim[] {
  const found: ComparisonClaim[] = [];
  const add = (index: number, words: string, kind: ComparisonClaim['kind'], meanings: readonly Meaning[], denied: boolean): void => void found.push({ words, index, end: index + words.length, kind, meanings, denied });
  for (const match of text.matchAll(COMPARATIVE_WORDS)) {
    const adjective = COMPARATIVES.get(match[0]);
    const before = text.slice(0, match.index);
    if (adjective === undefined || !OPEN.test(text.slice(match.index + match[0].length)) || (match[0] === 'lighter' && /\ba $/.test(before))) continue;
    add(match.index, match[0], 'more', adjective.meanings, DENIED.test(before.trimEnd()));
  }
  for (const match of text.matchAll(ADJECTIVE_WORDS)) {
    const adjective = ADJECTIVES.get(match[0]);
    const before = text.slice(0, match.index).trimEnd();
    const after = text.slice(match.index + match[0].length);
    if (adjective === undefined || !OPEN.test(after)) continue;
    const { meanings } = adjective;
    const degree = /\b(?:(more|too|unusually|abnormally|unnaturally|suspiciously|conspicuously|overly|excessively|remarkably|strikingly|comparatively|relatively|most)|(less|least|insufficiently)|((?:equally|just as|about as|as|similarly)))(?: \w+ly)?$/.exec(before);
    const outer = degree === null ? before : before.slice(0, degree.index).trimEnd();
    const start = degree?.index ?? match.index;
    const said = text.slice(start, match.index + match[0].length);
    const denied = DENIED.test(outer);
    if (degree?.[1] !== undefined) add(start, said, 'more', meanings, denied);
    else if (degree?.[2] !== undefined) add(start, said, 'more', flipped(meanings), denied);
    else if (degree?.[3] !== undefined && (/^\s*as\b/.test(after) || degree[3] !== 'as')) {
      if (/\b(?:not|nowhere near)(?: \w+)?$/.test(outer)) add(start, said, 'more', flipped(meanings), false);
      else add(start, said, 'same', meanings, false);
    } else if (adjective.absolute && !/\b(?:a|the|very|his|her|in) $/.test(`${before} `.slice(-4)) ) add(start, said, 'absolute', meanings, denied);
  }
  return found;
}

function words(map: ReadonlyMap<string, unknown>): RegExp {
  const all = [...map.keys()].toSorted((a, b) => b.length - a.length);
  return new RegExp(String.raw`\b(?:${all.join('|')})\b`, 'g');
}

const COMPARATIVE_WORDS = words(COMPARATIVES);
const ADJECTIVE_WORDS = words(ADJECTIVES);
const QUANTITY_NOUNS: readonly { readonly noun: RegExp; readonly meanings: readonly Meaning[]; readonly onlyDiffers: boolean }[] = [
  ...NOUNS.map(([noun, meanings]) => ({ noun: whole(noun), meanings, onlyDiffers: false })),
  // Of these nouns there is no more or less: their direction is never asked for.
  ...DIFFERING_NOUNS.map(([noun, quantities]) => ({ noun: whole(noun), meanings: quantities.map((quantity): Meaning => ({ quantity, sign: 1 })), onlyDiffers: true })),
];

function whole(noun: RegExp): RegExp {
  return new RegExp(String.raw`\b(?:${noun.source})\b`, 'g');
}

const MIDDLE = String.raw`(?: (?:of|in|the|its|this|that|local|overall|any|visible|level|amount|amounts|image|picture|digital|sensor|high|frequency|jpeg|natural|camera|usual|typical|clear|random|same|color|and|\w+ness|sharpness|noise|grain|brightness|contrast|saturation|focus|exposure|compression))*$`;
const BEFORE: readonly (readonly ['same' | 'differs' | 'more' | 'less', RegExp])[] = [
  ['same', new RegExp(String.raw`\b(?:no|without(?: any)?|hardly any|little|not any|neither) (?:\w+ )?(?:differences?|deviations?|changes?|inconsistenc\w+|mismatch\w*|discontinuit\w+|jumps?|variations?|breaks?)(?: (?:in|of|between|to|as to|regarding|with respect to))*${MIDDLE}`)],
  ['differs', new RegExp(String.raw`\b(?:different|differing|differs?(?: \w+)? (?:in|from)|inconsistent|deviating|deviates? (?:\w+ )?in|mismatch\w*|mismatching|another|unusual|distinct|foreign|abnormal|divergent|irregular|differences?(?: in| of)|changes?(?: in| of)|change of|inconsistenc\w+(?: in| of)|deviat\w+(?: in| of)|jumps? (?:in|of)|breaks? (?:in|of)|discontinuit\w+ (?:in|of)|unlike in|stands out (?:in|by|through)|not the same|not (?:a )?similar|not identical)${MIDDLE}`)],
  ['same', new RegExp(String.raw`\b(?:same|similar|identical|equal|matching|matches(?: \w+)* in|consistent|uniform|comparable|homogeneous|like|shares?(?: \w+)*)${MIDDLE}`)],
  ['more', new RegExp(String.raw`\b(?:more|higher|greater|stronger|increased|elevated|additional|extra|excess(?:ive)?|coarser|heavier|added|pronounced|boosted|raised|larger|unusually (?:high|strong)|strong)${MIDDLE}`)],
  ['less', new RegExp(String.raw`\b(?:less|lower|reduced|weaker|decreased|lack(?:s|ing)?(?: of)?|misses|missing|without|hardly any|barely any|scarcely any|almost no|practically no|virtually no|finer|fewer|absence of|free of|devoid of|loses?|lost|diminished|unusually low|no|little|not (?:have |show |contain )?(?:any|as much|much|as many)|deficient in|low)${MIDDLE}`)],
];
const LINK = String.raw`^(?: (?:of|in|inside|within|on|at) (?:the |this |that |its |his |her )?\w+(?= ))?(?: (?:of|in|inside|within|at|the|its|this|that|here|there|region|regions|\d+|it|them|and|level|levels|seems?|appears?|looks?|to|be|is|are|was|were|has|have|been|clearly|visibly|noticeably|markedly|significantly|slightly|much|far|considerably|somewhat|also|not|does|do|both|very|quite|rather|well|a|bit|little|statistically|distinctly|\w+ly))*? `;
const AFTER: readonly (readonly ['same' | 'differs' | 'more' | 'less', RegExp])[] = [
  ['differs', new RegExp(String.raw`^ (?:differences?|deviations?|inconsistenc\w+|mismatch\w*|discontinuit\w+|anomal\w+)\b`)],
  ['same', new RegExp(String.raw`${LINK}(?:match(?:es)?|agrees?|the same|consistent|uniform|identical|similar|unchanged|comparable|in line|equal|fits?|corresponds?|continuous|continues|homogeneous|like)\b`)],
  ['differs', new RegExp(String.raw`${LINK}(?:differs?|different|deviates?|inconsistent|mismatched|mismatch(?:es)?|varies|stands? out|discontinuous|departs?|disagrees?|unusual|off|abnormal|changes|distinct|breaks|at odds|out of line)\b`)],
  ['more', new RegExp(String.raw`${LINK}(?:higher|stronger|greater|increased|elevated|more (?:pronounced|intense|visible)|coarser|heavier|raised|boosted|larger|above|exceeds)\b`)],
  ['less', new RegExp(String.raw`${LINK}(?:lower|weaker|reduced|decreased|missing|absent|less (?:pronounced|intense|visible)|finer|gone|suppressed|smaller|below|diminished|fainter|lacking|lost)\b`)],
];

function nounClaims(text: string): ComparisonClaim[] {
  return QUANTITY_NOUNS.flatMap(({ noun, meanings, onlyDiffers }) => [...text.matchAll(noun)].flatMap((match) => nounClaim(text, match, meanings, onlyDiffers) ?? []));
}

function nounClaim(text: string, match: RegExpExecArray, meanings: readonly Meaning[], onlyDiffers: boolean): ComparisonClaim | null {
  const before = text.slice(0, match.index).trimEnd();
  const after = text.slice(match.index + match[0].length);
  const claim = (kind: ComparisonClaim['kind'], index: number, end: number, used: readonly Meaning[], denied: boolean): ComparisonClaim => ({ words: text.slice(index, end).trim(), index: match.index, end, kind, meanings: used, denied });
  const difference = AFTER[0]?.[1].exec(after);
  const end = match.index + match[0].length;
  if (difference !== null && difference !== undefined) {
    const none = /\b(?:no|without|any|hardly any|not)(?: \w+)?$/.test(before);
    return claim(none ? 'same' : 'differs', match.index, end + difference[0].length, meanings, false);
  }
  for (const [kind, pattern] of BEFORE) {
    const hit = pattern.exec(before);
    if (hit === null) continue;
    if (onlyDiffers && (kind === 'more' || kind === 'less')) continue;
    // "no more noise", "not the same noise", "does not differ in noise".
    const denied = /^(?:no|not|without|hardly|little|neither|lack)/.test(hit[0]) ? false : DENIED.test(before.slice(0, hit.index).trimEnd());
    if (kind === 'less' && /^(?:no|little|low)\b/.test(hit[0]) && /\b(?:there (?:is|are|was)|shows?|has|have|with|contains?|of)\s*$/.test(before.slice(0, hit.index)) === false && before.slice(0, hit.index).trim() !== '') continue;
    if (kind === 'same' || kind === 'differs') return claim(kind, hit.index, end, meanings, denied);
    return claim('more', hit.index, end, kind === 'more' ? meanings : flipped(meanings), denied);
  }
  for (const [kind, pattern] of AFTER.slice(1)) {
    const hit = pattern.exec(after);
    if (hit === null) continue;
    if (onlyDiffers && (kind === 'more' || kind === 'less')) continue;
    const denied = /\b(?:not|no|neither|never)\b/.test(hit[0]);
    if (kind === 'same' || kind === 'differs') return claim(kind, match.index, end + hit[0].length, meanings, denied);
    // "The noise of the surroundings is higher" says the contrary of the region.
    const ofSurroundings = /^ (?:of|in) (?:the )?surroundings\b/.test(hit[0]);
    return claim('more', match.index, end + hit[0].length, (kind === 'more') !== ofSurroundings ? meanings : flipped(meanings), denied);
  }
  return null;
}
