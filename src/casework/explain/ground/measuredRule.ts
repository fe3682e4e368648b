import type { Comparison, Ground, RegionMeasurement } from '../../../contract/index.ts';
import { levelOf } from '../words/assess.ts';
import { ground } from '../words/draft.ts';
import { comparedValue, withUnit } from '../words/print.ts';
import { QUANTITY_WORDS } from '../words/quantityWords.ts';
import type { ComparisonClaim } from './comparisons.ts';
import { comparisonClaims, speaksOfPart } from './comparisons.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { Meaning } from './lexicon.ts';
import { TRACE } from './place.ts';
import type { Clause, Context } from './text.ts';

/**
 * Relations between a region and the rest of the picture against the measured effects (in spreads):
 * "more" is contradicted by an effect below +1 in its direction, "not more" and "the same" by a notable effect, "different" by an effect within 1, and a plain
 * adjective only by an effect of 2 in the other direction. What lies between is left to the reader.
 */
const MORE_FROM = 1;
const DIFFERS_FROM = 1;
const OPPOSITE_FROM = 2;

/** What the eye sees is no measurement: "no visible difference" cannot be decided. */
const SEEN = /\b(?:visib\w*|noticeabl\w*|obvious\w*|apparent(?:ly)?|perceptibl\w*|discernibl\w*|to the (?:naked )?eye|see|seen)\b/;

export function judgeMeasured(context: Context): Judged {
  if (context.general) return UNDECIDED;
  let inherited = false;
  return together(context.clauses.flatMap((clause) => {
    const claims = comparisonClaims(clause.text);
    const [first] = claims;
    const opening = first === undefined ? clause.text : clause.text.slice(0, first.index);
    const about = subjectOf(opening);
    // "The rest is sharper, and brighter": the second part has no subject of its own.
    const surroundings = about === 'surroundings' || (about === 'none' && inherited);
    inherited = surroundings;
    return [...claims.map((claim) => judgeClaim(claim, clause, surroundings, context)), outline(clause)];
  }));
}

/** "The cars behind it are ...": something else is spoken of. */
const NEIGHBOUR = /^(?:the |a |an |all |its |some |other |\d+ )*(?!regions?\b)\w+ (?:\w+ )?(?:behind|in front of|beside|next to|beyond|around|above|below|near) (?:it|them|this|the \w+)\b/;
const STANDARD = /\b(?:compared (?:with|to)|relative to|as against|against|unlike|other than|differ\w* from|from|than|with|to|as in|as) (?:that of |those of |those in |that in |what is in )?(?:the )?(?:surroundings|picture)\b/g;

function subjectOf(opening: string): 'region' | 'surroundings' | 'other' | 'none' {
  const without = opening.replaceAll(STANDARD, ' ');
  const last = [...without.matchAll(/\b(surroundings|regions?|it|its|this|they|these|here)\b/g)].at(-1)?.[1];
  if (/\bsurroundings\b/.test(without) && !/\bregions?\b.*\bsurroundings\b/.test(without)) return last === 'surroundings' ? 'surroundings' : /\bsurroundings\b/.test(without) && /^(?:its|this|the)?\s*surroundings/.test(without.trim()) ? 'surroundings' : 'region';
  if (last !== undefined) return 'region';
  return /\p{L}{3,}/u.test(without.replaceAll(/\b(?:and|but|also|even|clearly|much|far|visibly|slightly|noticeably|considerably|more|less|not|is|are|was|has|have|shows?)\b/g, '')) ? 'other' : 'none';
}

function judgeClaim(claim: ComparisonClaim, clause: Clause, surroundings: boolean, context: Context): Judged {
  const { text, targets } = clause;
  if (targets.length === 0 || speaksOfPart(text, claim) || NEIGHBOUR.test(text.slice(0, claim.index))) return UNDECIDED;
  if (SEEN.test(text) && (claim.denied || claim.kind === 'same')) return UNDECIDED;
  if (clause.anyRegion && !TRACE.test(context.text) && !/\bsurroundings\b/.test(context.text)) return UNDECIDED;
  const after = text.slice(claim.end);
  const other = /\b(?:than|as|from|with|to|of) (?:that of |those of |in |the )*region (\d+)/.exec(after)?.[1];
  if (other !== undefined) return againstRegion(claim, Number(other), clause, context);
  const standard = /\bthan (?:that of |those of |that in |in |is |the )*(.*)/.exec(after)?.[1];
  if (standard !== undefined && !surroundings && !/^(?:\w+ ){0,3}?(?:surroundings|picture|usual|normal|expected|average|everything|anywhere|outside|other regions?|one would|it should|regions?|it|this)\b/.test(standard) && standard !== '') return UNDECIDED;
  if (claim.kind === 'same' || claim.kind === 'differs') {
    const like = (/(?:match(?:es)?|fits?)$/.test(claim.words) ? /^ (?:that of |those of )?(?:the |its |his |her )*(.+)/ : /^\s*(?:\w+ )?(?:as|to|from|with) (?:that of |those of |that in |in |of |the |on )*(.+)/).exec(after)?.[1];
    if (like !== undefined && !/\b(?:surroundings|picture|everywhere|usual|anywhere|regions?)\b/.test(like)) return UNDECIDED;
  }
  const ofRegion = standard !== undefined && /^(?:the )?(?:\w+ )?(?:region|it|this)\b/.test(standard);
  if (ofRegion && !surroundings) return UNDECIDED;
  if (surroundings && claim.kind === 'absolute') return UNDECIDED;
  const turned: ComparisonClaim = surroundings && claim.kind === 'more' ? { ...claim, meanings: claim.meanings.map(({ quantity, sign }) => ({ quantity, sign: sign === 1 ? -1 : 1 })) } : claim;
  const against = targets.filter((one) => contradicted(turned, one));
  const each = clause.named.length > 0 || /\b(?:both|all|each|every|neither|none)\b/.test(text);
  const grounds = (each || targets.length === 1 || against.length === targets.length ? targets : targets.filter((one) => !against.includes(one))).flatMap((one) => measuredGrounds(turned.meanings, one));
  const unlisted = clause.anyRegion && context.known.measurement.regionsInAll > context.known.measurement.regions.length;
  if (against.length === 0 || (!each && against.length < targets.length) || unlisted) return { strike: null, grounds: clause.anyRegion && targets.length > 1 ? [] : grounds };
  return struck('measured', claim.words, against.slice(0, 3).map((one) => because(turned, one)).join(' '), grounds);
}

function comparison(one: RegionMeasurement, { quantity }: Meaning): Comparison | undefined {
  return one.comparisons.find((each) => each.quantity === quantity && each.effect !== null);
}

function measuredGrounds(meanings: readonly Meaning[], one: RegionMeasurement): Ground[] {
  return meanings.flatMap((meaning) => {
    const found = comparison(one, meaning);
    return found === undefined ? [] : [ground(found.quantity, one.region, comparedValue(found))];
  });
}

function contradicted({ kind, meanings, denied }: ComparisonClaim, one: RegionMeasurement): boolean {
  const measured = meanings.flatMap((meaning) => {
    const found = comparison(one, meaning);
    return found === undefined ? [] : [{ effect: found.effect ?? 0, notable: levelOf(found) === 'notable', toward: (found.effect ?? 0) * meaning.sign }];
  });
  if (measured.length === 0) return false;
  const asksSame = (kind === 'same') !== denied;
  switch (kind) {
    case 'same':
    case 'differs':
      return asksSame ? measured.some(({ notable }) => notable) : measured.every(({ effect }) => Math.abs(effect) < DIFFERS_FROM);
    case 'more':
      return denied ? measured.every(({ toward, notable }) => notable && toward > 0) : measured.every(({ toward }) => toward < MORE_FROM);
    case 'absolute':
      return denied ? measured.every(({ toward, notable }) => notable && toward > 0) : measured.every(({ toward }) => toward <= -OPPOSITE_FROM);
  }
}

function because({ meanings }: ComparisonClaim, one: RegionMeasurement): string {
  const told = meanings.flatMap((meaning) => {
    const found = comparison(one, meaning);
    return found === undefined ? [] : [`${QUANTITY_WORDS[found.quantity].name.toLowerCase()} ${comparedValue(found)}`];
  });
  return `Measured in region ${one.region}: ${told.slice(0, 3).join('; ')}.`;
}

function againstRegion(claim: ComparisonClaim, other: number, { targets }: Clause, context: Context): Judged {
  const second = context.known.measurement.regions.find(({ region }) => region === other);
  const first = targets.filter(({ region }) => region !== other);
  const subject = first.length === 1 ? first[0] : context.known.measurement.regions.find(({ region }) => context.about.length === 1 && region === context.about[0] && region !== other);
  if (second === undefined || subject === undefined || claim.kind !== 'more') return UNDECIDED;
  const values = claim.meanings.flatMap((meaning) => {
    const [a, b] = [comparison(subject, meaning), comparison(second, meaning)];
    return a?.inside === null || b?.inside === null || a === undefined || b === undefined ? [] : [{ meaning, a, b, toward: (a.inside - b.inside) * meaning.sign }];
  });
  if (values.length === 0) return UNDECIDED;
  const grounds = values.flatMap(({ a, b }) => [ground(a.quantity, subject.region, comparedValue(a)), ground(b.quantity, second.region, comparedValue(b))]);
  const wrong = claim.denied ? values.every(({ toward }) => toward > 0) : values.every(({ toward }) => toward <= 0);
  if (!wrong) return { strike: null, grounds };
  const told = values.map(({ a, b }) => `${QUANTITY_WORDS[a.quantity].name.toLowerCase()} ${withUnit(a.inside ?? 0, a.unit)} in region ${subject.region}, ${withUnit(b.inside ?? 0, b.unit)} in region ${second.region}`);
  return struck('measured', `${claim.words} than region ${other}`, `Measured: ${told.join('; ')}.`, grounds);
}

/** The outline as an edge of the picture. Only clear cases: no step at all, or a strong one. */
function outline({ text, targets }: Clause): Judged {
  const [target] = targets;
  if (targets.length !== 1 || target === undefined || target.outlineContrast === null) return UNDECIDED;
  const hard = /\b(?:hard|sharp|abrupt|harsh|crisp|clear cut|stark|strong|distinct) (?:\w+ )?(?:edges?|outlines?|borders?|boundar(?:y|ies)|contours?)\b|\b(?:outline|border|boundary|contour) (?:is|are|looks?|appears?) (?:\w+ly )?(?:hard|sharp|abrupt|harsh|crisp|stark|distinct)\b/.exec(text);
  const soft = /\bblends? (?:in )?(?:seamlessly|smoothly|perfectly)\b|\b(?:seamless|soft|smooth|gradual|blurred|invisible|feathered) (?:edges?|outlines?|borders?|boundar(?:y|ies)|contours?|transitions?)\b|\b(?:no|without(?: any)?|lacks any) (?:hard |sharp |visible |clear )?(?:edges?|outline|seams?|border|boundary)\b|\b(?:outline|border|boundary|contour)s? (?:is|are|looks?|appears?) (?:\w+ly )?(?:soft|smooth|seamless|blurred|gradual|feathered)\b/.exec(text);
  const match = hard ?? soft;
  if (match === null || (hard !== null && /\b(?:no|not|without)\b/.test(text))) return UNDECIDED;
  const { outlineContrast: contrast, region } = target;
  const grounds = [ground('outline', region, `${withUnit(contrast, '')} (step across against along)`)];
  const wrong = hard !== null ? contrast < 1.05 : contrast >= 2.5;
  if (!wrong || !/\b(?:its|the|region|it|around|outline|blends?)\b/.test(text)) return { strike: null, grounds };
  return struck('measured', match[0], `Across the outline of region ${region} brightness steps ${withUnit(contrast, '')} times as much as along it.`, grounds);
}
