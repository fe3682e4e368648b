import type { RegionMeasurement } from '../../../contract/index.ts';
import { percent, wholeNumber } from '../../sheet/html.ts';
import { ground } from '../words/draft.ts';
import { shareOfPicture } from '../words/print.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import { fractionsOf } from './numbers.ts';
import { TRACE } from './place.ts';
import { sizeAgainstRegion } from './relations.ts';
import type { Clause, Context } from './text.ts';

const COVERS = /\b(?:cover(?:s|ed|ing)?|occup(?:y|ies|ied|ying)|tak(?:es?|ing) up|spans?|mak(?:es?|ing) up|amounts? to|fills?|extends? over|account(?:s|ing)? for|measur(?:es?|ing)|compris(?:es?|ing)|affect(?:s|ed|ing)?|stretch(?:es)? (?:over|across)|size|altered|edited|manipulated|marked|flagged|changed|replaced|generated|tampered)\b/;
const LESS = /\b(?:less than|under|below|at most|no more than|up to|fewer than|not (?:even )?|barely)\s*(?:a |an |the )?$/;
const MORE = /\b(?:more than|over|above|at least|exceeds?|in excess of|no less than|well over)\s*(?:a |an |the )?$/;

/** Share of the picture, size in pixels, and size words. */
export function judgeSize(context: Context): Judged {
  if (context.general) return UNDECIDED;
  return together([...context.clauses.flatMap((clause) => [shareClaims(clause, context), wholeClaims(clause, context), pixelClaims(clause), adjectives(clause)]), sizeAgainstRegion(context)]);
}

/** Shares the words may be about: each region, or all of them together where several are meant. */
function shares(clause: Clause, context: Context): readonly number[] {
  const sum = clause.targets.reduce((total, { share }) => total + share, 0);
  const alone = clause.targets.map(({ share }) => share);
  if (clause.anyRegion || context.about.length === 0 && clause.named.length === 0) return [...alone, sum, context.known.finding.maskShare];
  return clause.targets.length > 1 ? [...alone, sum] : alone;
}

function sizeGrounds(clause: Clause, context: Context): Judged['grounds'] {
  return clause.targets.length === 0 || clause.anyRegion ? [ground('share', null, shareOfPicture(context.known.finding.maskShare))] : clause.targets.map((one) => ground('share', one.region, shareOfPicture(one.share)));
}

function because(clause: Clause, context: Context): string {
  if (clause.targets.length === 0 || clause.anyRegion) return `The marked regions together cover ${shareOfPicture(context.known.finding.maskShare)}.`;
  return clause.targets.slice(0, 4).map((one) => `Region ${one.region} covers ${shareOfPicture(one.share)}.`).join(' ');
}

function shareClaims(clause: Clause, context: Context): Judged {
  const { text } = clause;
  if (clause.targets.length === 0) return UNDECIDED;
  return together(fractionsOf(text).map((claim) => {
    const before = text.slice(0, claim.index);
    const after = text.slice(claim.index + claim.words.length);
    const measured = /^\s*(?:of )?(?:the |this |its )?(?:whole |entire |total |full )*(picture's |picture )?(?:of the )?(area|surface|width|height|picture)?/.exec(after);
    const object = /^\s*of (?:the |its |a |an |all |these |those )?(\w+)/.exec(after)?.[1];
    const side = /\b(width|height)\b/.exec(after)?.[1];
    const ofPicture = /^\s*(?:of )?(?:the |this |its )?(?:whole |entire |total |full )*picture\b/.test(after) || /^\s*of (?:the )?(?:whole |entire |total )?(?:area|surface|pixels)(?: of the picture)?\b/.test(after);
    if (measured === null || (!ofPicture && side === undefined && (object !== undefined || !COVERS.test(before)))) return UNDECIDED;
    if (!ofPicture && side === undefined && /^\s*(?:\w+er\b|more|less|higher|lower|probab|sure|certain|confiden|likel|opaque|transparent)/.test(after)) return UNDECIDED;
    // "The left half of the picture is brighter", "the surroundings cover 90 %", "unmarked".
    if (/\b(?:surroundings|left|right|upper|lower|top|bottom|middle)\s(?:\w+\s)*$/.test(before) || (clause.anyRegion && !TRACE.test(text) && !COVERS.test(text))) return UNDECIDED;
    const { width, height } = context.known.measurement;
    const actual = side === undefined ? shares(clause, context) : clause.targets.map(({ displayBox: box }) => (side === 'width' ? box.width / width : box.height / height));
    const holds = actual.some((share) => agrees(claim.value, claim.exact, share, before));
    if (holds !== /\bnot (?:quite )?(?:\w+ )?$/.test(before.replace(LESS, ''))) return { strike: null, grounds: sizeGrounds(clause, context) };
    return struck('size', `${claim.words}${after.slice(0, measured[0].length)}`, side === undefined ? because(clause, context) : `Its box is ${percent(actual[0] ?? 0)} of the picture's ${side}.`, sizeGrounds(clause, context));
  }));
}

function agrees(claimed: number, exact: boolean, share: number, before: string): boolean {
  if (LESS.test(before)) return share <= claimed * 1.1 + 0.002;
  if (MORE.test(before)) return share >= claimed * 0.9 - 0.002;
  if (exact && !/\b(?:about|around|roughly|approximately|nearly|almost|some|ca\.?|circa|close to)\s*$/.test(before)) return Math.abs(share - claimed) <= Math.max(0.25 * Math.max(share, claimed), 0.01);
  return share <= claimed * 1.5 + 0.01 && share >= claimed / 1.5 - 0.01;
}

/** "nearly the whole picture", "most of the image", "a large part of the picture". */
function wholeClaims(clause: Clause, context: Context): Judged {
  const { text } = clause;
  if (clause.targets.length === 0) return UNDECIDED;
  const whole = /\b(?:the )?(?:(?:nearly|almost|practically|virtually) )?(?:(?:the )?(?:whole|entire|full|complete) (?:\w+ )?picture|all (?:parts )?of the picture|all over the picture|everywhere in the picture|every part of the picture|picture as a whole|picture in its entirety|the full frame)\b/.exec(text);
  const most = /\b(?:most|the majority|the (?:larger|greater|bigger) part|the bulk|more than half|over half|a majority) of (?:the |this )?picture\b/.exec(text);
  const large = /\b(?:a )?(?:very )?(?:large|big|huge|substantial|considerable|significant|major|sizeable|sizable|good) (?:part|portion|share|region|section|fraction|chunk) of (?:the |this )?picture\b/.exec(text);
  const small = /\b(?:a )?(?:very |rather |only a )*(?:tiny|minute|minuscule|small|little|negligible) (?:part|portion|share|region|section|fraction|bit) of (?:the |this )?picture\b/.exec(text);
  const [claim, holds] = whole !== null ? [whole, (share: number) => share >= 0.7] as const
    : most !== null ? [most, (share: number) => share >= 0.45] as const
      : large !== null ? [large, (share: number) => share >= 0.08] as const
        : [small, (share: number) => share <= (/tiny|minute|minuscule|negligible/.test(small?.[0] ?? '') ? 0.08 : 0.25)] as const;
  if (claim === null) return UNDECIDED;
  const before = text.slice(0, claim.index);
  const after = text.slice(claim.index + claim[0].length);
  const speaks = COVERS.test(text) || TRACE.test(text) || /\b(?:ai|synthetic|artificial|rendered)\b/.test(text);
  if (!speaks || /\b(?:than|unlike|compared (?:to|with)|rest of|across|in|of|from|to|throughout|with|for)\s*(?:the )?$/.test(before) && !/\b(?:changes|edits|alterations|traces|regions)\b/.test(before)) return UNDECIDED;
  if (/\b(?:not|no|never)\b/.test(`${before} ${after.slice(0, 30)}`)) return UNDECIDED;
  if (shares(clause, context).some((share) => holds(share))) return { strike: null, grounds: sizeGrounds(clause, context) };
  return struck('size', claim[0], because(clause, context), sizeGrounds(clause, context));
}

/** "300 by 200 pixels", "about 500 px wide", "12,000 pixels". */
function pixelClaims(clause: Clause): Judged {
  const { text, targets } = clause;
  if (targets.length === 0) return UNDECIDED;
  const tell = (one: RegionMeasurement): string => `Region ${one.region} is ${one.displayBox.width} x ${one.displayBox.height} px in its box and ${wholeNumber(one.area)} px in area.`;
  const decide = (words: string, holds: (one: RegionMeasurement) => boolean): Judged => {
    const grounds = targets.map((one) => ground('area', one.region, `${one.displayBox.width} x ${one.displayBox.height} px, ${wholeNumber(one.area)} px`));
    return targets.some(holds) ? { strike: null, grounds } : struck('size', words, targets.slice(0, 3).map(tell).join(' '), grounds);
  };
  const near = (claimed: number, actual: number): boolean => claimed <= actual * 1.3 + 8 && claimed >= actual / 1.3 - 8;
  const number = (digits: string | undefined): number => Number((digits ?? '').replaceAll(/[,.\s]/g, ''));
  const both = /(\d{2,5})\s*(?:x|by|×|\*)\s*(\d{2,5})(?:\s*(?:px|pixels?))/.exec(text);
  if (both !== null) {
    if (/\bpicture (?:is|has|measures|of)\b/.test(text.slice(0, both.index))) return UNDECIDED;
    return decide(both[0], ({ displayBox: box }) => near(number(both[1]), box.width) && near(number(both[2]), box.height));
  }
  const one = /(\d{1,3}(?:[,.\s]\d{3})+|\d{2,7})\s*(?:px|pixels?)\s*(wide|broad|across|in width|high|tall|in height|long)?/.exec(text);
  if (one === null || /\bpicture (?:is|has|measures)\b/.test(text) || /\b(?:from|away|apart|shifted?|offset|distance|border|outline|edge)\b/.test(text)) return UNDECIDED;
  if (one[2] === undefined) return number(one[1]) < 1000 ? UNDECIDED : decide(one[0], ({ area, displayBox: box }) => near(number(one[1]), area) || near(number(one[1]), box.width * box.height));
  if (/wide|broad|width/.test(one[2])) return decide(one[0], ({ displayBox: box }) => near(number(one[1]), box.width));
  if (/high|tall|height/.test(one[2])) return decide(one[0], ({ displayBox: box }) => near(number(one[1]), box.height));
  return decide(one[0], ({ displayBox: box }) => near(number(one[1]), box.width) || near(number(one[1]), box.height));
}

/** Size words said of a region itself: wide limits, since they are a matter of taste. */
function adjectives({ text, targets, anyRegion }: Clause): Judged {
  const match = /\b(?:(tiny|minute|minuscule|small|little)|(huge|large|big|vast|enormous|extensive|massive|sizeable))\b(?: \w+){0,2} (?:region|mask|edit|alteration|manipulation)\b(?!s)(?! of (?!the picture))/.exec(text) ?? /\bregion(?: \d+)? (?:is|was|seems|looks|appears) (?:very |rather |quite |fairly |extremely |comparatively )*(?:(tiny|minute|minuscule|small)|(huge|large|big|vast|enormous|extensive|massive))\b(?! (?:part|share|portion|enough))/.exec(text);
  if (match === null || targets.length === 0 || /\b(?:not|no)\b/.test(text)) return UNDECIDED;
  const least = /huge|vast|enormous|massive/.test(match[2] ?? '') ? 0.1 : 0.008;
  const most = /tiny|minute|minuscule/.test(match[1] ?? '') ? 0.08 : 0.25;
  const holds = ({ share }: RegionMeasurement): boolean => (match[1] === undefined ? share >= least : share <= most);
  const grounds = anyRegion ? [] : targets.map((one) => ground('share', one.region, shareOfPicture(one.share)));
  if (targets.some(holds)) return { strike: null, grounds };
  return struck('size', match[0], targets.slice(0, 4).map((one) => `Region ${one.region} covers ${shareOfPicture(one.share)}.`).join(' '), grounds);
}
