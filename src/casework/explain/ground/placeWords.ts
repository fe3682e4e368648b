export interface PlaceClaim {
  readonly words: string;
  readonly vertical: 'top' | 'center' | 'bottom' | null;
  readonly horizontal: 'left' | 'center' | 'right' | null;
  /** "upper half": generous. */
  readonly half: boolean;
  /** "left edge": near it. */
  readonly edge: boolean;
  /** "in a corner", "near an edge", of whichever side. */
  readonly anywhere: 'corner' | 'edge' | null;
  /** Said of a thing it stands next to: one ninth off is no contradiction. */
  readonly nearby: boolean;
  readonly denied: boolean;
  /** "The left side of the picture shows ...": the place is the subject, not where the region is. */
  readonly subject: boolean;
}

const AXIS: Readonly<Record<string, readonly ['v' | 'h' | 'c', string]>> = {
  top: ['v', 'top'], upper: ['v', 'top'], uppermost: ['v', 'top'], topmost: ['v', 'top'], bottom: ['v', 'bottom'], lower: ['v', 'bottom'], lowermost: ['v', 'bottom'], bottommost: ['v', 'bottom'],
  left: ['h', 'left'], leftmost: ['h', 'left'], lefthand: ['h', 'left'], right: ['h', 'right'], rightmost: ['h', 'right'], righthand: ['h', 'right'],
  center: ['c', 'center'], middle: ['c', 'center'], mid: ['c', 'center'],
};
const HEADS = new Set(['corner', 'corners', 'edge', 'border', 'side', 'part', 'half', 'third', 'quarter', 'quadrant', 'portion', 'section', 'margin', 'hand', 'zone', 'end', 'strip', 'region', 'regions', 'sector', 'position', 'area', 'fringe', 'reaches']);
/** Words after which a place word stands by itself; any other noun there would make it a part of a thing ("left arm", "upper shelf"). */
const FOLLOWERS = new Set(['', 'of', 'is', 'are', 'was', 'were', 'has', 'have', 'had', 'shows', 'show', 'lies', 'looks', 'appears', 'seems', 'and', 'or', 'nor', 'with', 'where', 'which', 'that', 'in', 'on', 'near', 'stands', 'sits', 'contains', 'differs', 'as', 'at', 'than', 'by', 'not', 'next', 'close', 'just', 'behind', 'under', 'above', 'below', 'beside', 'to', 'from', 'inside', 'within', 'looking', 'holding', 'wearing', 'standing', 'stood', 'been', 'only', 'rather', 'quoted', 'may', 'might', 'could', 'there', 'one', 'respectively', 'a', 'an', 'the', 'being', 'does', 'do', 'also', 'instead', 'who']);
const LIGHT = /\b(?:light|lit|lamp|sun|sunlight|shadows?|illuminat\w*|points?|pointing|faces|facing|turns?|turned|tilt\w*|leans?|leaning|looks|looking|moves?|moving|falls?|runs?|gaze|goes|coming|comes)\b/;
const COMPARED = /\b(?:unlike|than|compared (?:with|to)|in contrast to|contrast with|as opposed to|apart from|except(?: for)?|similar to|same as|match(?:es|ing)?|copied from|cloned from|taken from|duplicated from|duplicate of|copy of)(?: \w+){0,4}$/;
const DENIED = /\b(?:not|nor|never|rather than|instead of|neither)(?: \w+){0,2}$/;
const NEARBY = /\b(?:next to|beside|close to (?:the|a) (?!top|bottom|left|right|upper|lower|center|middle|picture)|adjacent to|left of|right of|above the|below the|in front of|behind|between)\b/;
const CLEAN = /\b(?:none of the regions|neither (?:of the )?regions?|not a single region|no (?:\w+ )?(?:traces?|signs?|evidence|regions?|edits?|alterations?|marks?|markings?|anomal\w+)|nothing|unaltered|untouched|unedited|unmarked|unaffected|unchanged|free of|not (?:been )?(?:altered|edited|marked|flagged|manipulated|affected|touched|changed)|(?:was|were|is|are|has|have|had|does|did) not$)(?:\b|$)/;
const BEHIND = /\b(?!(?:is|are|was|were|shows?|showing|marks?|marked|contains?|depicts?|sees?|of|and|but|altered|edited|inserted|added|changed|removed|covers?|affects?) )\w+ (?:the|a|an|another|his|her|their|its) (?:\w+ )?(?!top|bottom|left|right|center|middle)\w+ (?:in|at|on|near)(?: the)?(?: far| very)?$/;
const NOT_PICTURE = new Set(['its', 'his', 'her', 'their', 'your', 'my']);

interface Word {
  readonly text: string;
  readonly index: number;
  readonly end: number;
}

/** Places in the picture that a clause names; parts of things ("the left arm", "the top of the bottle"), directions ("points to the left") and comparands are none. */
export function placeClaims(clause: string): PlaceClaim[] {
  const text = clause.replaceAll(/\b(left|right) hand (?=side|corner|edge|part|half|third|portion|margin|border|area|region|of the picture)/g, '$1 ');
  const words: Word[] = [...text.matchAll(/[\p{L}\p{N}%#']+/gu)].map((match) => ({ text: match[0], index: match.index, end: match.index + match[0].length }));
  const claims: PlaceClaim[] = [];
  for (let start = 0; start < words.length; start += 1) {
    let after = start;
    while (after < words.length && AXIS[words[after]?.text ?? ''] !== undefined) after += 1;
    if (after === start) continue;
    const claim = claimAt(text, words, start, after);
    if (claim !== null) claims.push(claim);
    start = after;
  }
  // "At the top, in the middle": the second place is the middle of the first, not of the picture.
  const row = claims.some(({ vertical, horizontal }) => vertical !== null && vertical !== 'center' && horizontal === null);
  const column = claims.some(({ vertical, horizontal }) => horizontal !== null && horizontal !== 'center' && vertical === null);
  const narrowed = claims.map((claim) => (claim.vertical === 'center' && claim.horizontal === 'center' && row !== column ? { ...claim, vertical: row ? null : claim.vertical, horizontal: column ? null : claim.horizontal } : claim));
  return [...narrowed, ...anyEdge(text)];
}

function claimAt(text: string, words: readonly Word[], start: number, after: number): PlaceClaim | null {
  const run = words.slice(start, after).map((word) => word.text);
  const wordAt = (index: number): string => words[index]?.text ?? '';
  let next = after;
  let head = '';
  while (HEADS.has(wordAt(next))) {
    head = wordAt(next);
    next += 1;
  }
  const before = text.slice(0, words[start]?.index ?? 0).trimEnd();
  const until = words[next - 1]?.end ?? text.length;
  const possessive = NOT_PICTURE.has(wordAt(start - 1)) || NOT_PICTURE.has(wordAt(start - 2));
  const goesOn = /^\s*[,;]/.test(text.slice(until)) ? '' : wordAt(next);
  const ofPicture = goesOn === 'of' && ofThePicture(words.slice(next + 1, next + 5).map((word) => word.text));
  if (!ofPicture && (goesOn === 'of' || possessive || (head === '' && !FOLLOWERS.has(goesOn)))) return null;
  // "at the table on the right": the place of the table, not of what is spoken of.
  if (!ofPicture && run.length === 1 && BEHIND.test(before)) return null;
  if (COMPARED.test(before) || /\b(?:from|to|towards?|into)(?: the| its)?(?: very| far| extreme)?$/.test(before) && !ofPicture && !/\bclose to(?: the)?(?: very| far)?$/.test(before)) return null;
  if (LIGHT.test(before) && /\b(?:from|to|towards?)(?: the| its)?(?: very| far)?$/.test(before)) return null;
  const prepared = /\b(?:in|at|on|near|along|within|by|close to|towards?|around|inside|across|occup\w+|covers?|covering)(?: (?:the|a|an|its|very|far|extreme|outer|whole|entire|picture's|approximate|exact|about|roughly|just))*$/.test(before);
  const predicate = /\b(?:is|are|lies?|sits?|located|situated|positioned|placed|found|stands?)(?: (?:not|the|far|very|at|clearly|also|both|all))*$/.test(before);
  const single = run.length === 1;
  if (!ofPicture && !prepared && !(head.startsWith('region') && before.endsWith('the')) && !(predicate && !single) && !(before === '' && !single && goesOn === '')) return null;
  if (single && head === '' && run[0] === 'right' && !prepared && !ofPicture) return null;
  // "at the top" may be the top of a thing spoken of before; only with its own clause "at the top of the picture" would be surer. It is taken for the picture.
  const [vertical, horizontal] = axesOf(run, head);
  const subject = !prepared && !predicate && /^(?:the|its|a)?\s*(?:very |far |whole |entire )*$/.test(before) && !head.startsWith('region') && goesOn !== '';
  return {
    words: text.slice(words[start]?.index ?? 0, until).trim(), vertical, horizontal, half: head === 'half' || head === 'quadrant' || head === 'quarter', edge: /edge|border|margin|fringe/.test(head),
    anywhere: null, nearby: NEARBY.test(before), denied: DENIED.test(before.replace(/ (?:in|at|on|near|along|within|by)(?: the)?$/, '')) || CLEAN.test(text), subject,
  };
}

function axesOf(run: readonly string[], head: string): readonly [PlaceClaim['vertical'], PlaceClaim['horizontal']] {
  const read = run.map((word) => AXIS[word] ?? ['c', 'center']);
  const vertical = read.find(([axis]) => axis === 'v')?.[1] as PlaceClaim['vertical'] | undefined;
  const horizontal = read.find(([axis]) => axis === 'h')?.[1] as PlaceClaim['horizontal'] | undefined;
  const centred = read.some(([axis]) => axis === 'c');
  if (vertical === undefined && horizontal === undefined) return ['center', 'center'];
  // "the right middle of the picture" and "top center" say both axes; a strip or "mid" alone would be read the same way.
  if (centred && run.length > 1 && head !== 'strip') return [vertical ?? 'center', horizontal ?? 'center'];
  return [vertical ?? null, horizontal ?? null];
}

function ofThePicture(words: readonly string[]): boolean {
  for (const word of words) {
    if (word === 'picture' || word === "picture's") return true;
    if (!['the', 'this', 'that', 'whole', 'entire', 'original', 'input', 'our', 'a'].includes(word)) return false;
  }
  return false;
}

/** "in one corner of the picture", "near the edge of the picture". */
function anyEdge(text: string): PlaceClaim[] {
  const match = /\b(?:in|at|near|along|close to|by|on) (?:the|a|an|one) (?:very |outer |extreme )*(corner|edge|border|margin)s? of (?:the )?picture/.exec(text);
  if (match === null) return [];
  const before = text.slice(0, match.index);
  return [{ words: match[0], vertical: null, horizontal: null, half: false, edge: false, anywhere: match[1] === 'corner' ? 'corner' : 'edge', nearby: NEARBY.test(before), denied: DENIED.test(before) || CLEAN.test(text), subject: false }];
}
