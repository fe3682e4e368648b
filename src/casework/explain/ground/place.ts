import type { Box, RegionMeasurement } from '../../../contract/index.ts';
import { ground } from '../words/draft.ts';
import { placeInWords } from '../words/print.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { PlaceClaim } from './placeWords.ts';
import { placeClaims } from './placeWords.ts';
import type { Clause, Context } from './text.ts';
import { regionsNamed } from './text.ts';
import { besideRegion } from './relations.ts';

/** Words that speak of what was found rather than of what the picture shows. */
export const TRACE = /\b(?:regions?|traces?|altered|alterations?|edit(?:s|ed|ing)?|manipulat\w*|tamper\w*|modified|modifications?|retouch\w*|flagged|marked|markings?|highlight\w*|suspicious|suspected|anomal\w*|inserted|pasted|cloned|removed|detect\w*|mask\w*)\b/;
const BOTH_SIDES = /\b(?:on|at|to|along|near) (?:both|either|opposite|2) (?:sides|side|edges|ends|halves)(?: of (?:the )?(\w+))?/;

/** Place in the picture as displayed, and place of one numbered region against another. */
export function judgePlace(context: Context): Judged {
  if (context.general) return UNDECIDED;
  return together([...context.clauses.map((clause) => judgeClause(clause, context)), besideRegion(context)]);
}

function judgeClause(clause: Clause, context: Context): Judged {
  const sides = bothSides(clause, context);
  if (sides !== null) return sides;
  const { width, height } = context.known.measurement;
  const { targets } = clause;
  if (targets.length === 0) return UNDECIDED;
  // Of the picture as a whole much is said that is no claim on regions: the sky at the top, a tree at the left.
  const speaksOfTraces = TRACE.test(clause.text) || (clause.named.length > 0) || (context.clauses.some(({ text }) => TRACE.test(text)) && !/\b(?:is|are|shows?|has|have|stands?)\b/.test(clause.text));
  if (clause.anyRegion && !speaksOfTraces) return UNDECIDED;
  const claims = placeClaims(clause.text).filter((claim) => !claim.subject || TRACE.test(clause.text));
  const unmeasured = context.known.measurement.regionsInAll > context.known.measurement.regions.length && clause.anyRegion;
  return together(claims.map((claim) => {
    const holds = (one: RegionMeasurement): boolean => (claim.denied ? !strictly(claim, one) : fits(claim, one.displayBox, one.position, width, height));
    const all = /\b(?:all|both|each|every)\b/.test(clause.text) || claim.denied;
    const good = all ? targets.every(holds) : targets.some(holds);
    if (good) return { strike: null, grounds: targets.filter(holds).map((one) => ground('position', one.region, one.position)) };
    if (unmeasured && !all) return UNDECIDED;
    const wrong = targets.filter((one) => !holds(one));
    return struck('place', claim.words, because(wrong), wrong.map((one) => ground('position', one.region, one.position)));
  }));
}

function because(targets: readonly RegionMeasurement[]): string {
  return targets.slice(0, 4).map((one) => `Region ${one.region} lies ${placeInWords(one.position)}.`).join(' ');
}

function strictly(claim: PlaceClaim, { position }: RegionMeasurement): boolean {
  const [vertical, horizontal] = axes(position);
  return (claim.vertical === null || claim.vertical === vertical) && (claim.horizontal === null || claim.horizontal === horizontal);
}

function axes(position: RegionMeasurement['position']): readonly [string, string] {
  if (position === 'center') return ['center', 'center'];
  const [row = '', column = ''] = position.split('-');
  return [row === 'middle' ? 'center' : row, column];
}

/** Whether a place named fits a region: its ninth says so, or its box reaches there far enough that people would say so. */
export function fits(claim: PlaceClaim, box: Box, position: RegionMeasurement['position'], width: number, height: number): boolean {
  const [row, column] = axes(position);
  const across = along(claim.horizontal, 'left', 'right', column, box.x / width, (box.x + box.width) / width, claim);
  const down = along(claim.vertical, 'top', 'bottom', row, box.y / height, (box.y + box.height) / height, claim);
  const edges = Math.min(box.x / width, box.y / height, 1 - (box.x + box.width) / width, 1 - (box.y + box.height) / height);
  if (claim.anywhere === 'edge') return edges <= 0.2;
  if (claim.anywhere === 'corner') return row !== 'center' && column !== 'center' ? true : cornerish(box, width, height);
  return across && down;
}

function cornerish(box: Box, width: number, height: number): boolean {
  const x = Math.min(box.x / width, 1 - (box.x + box.width) / width);
  const y = Math.min(box.y / height, 1 - (box.y + box.height) / height);
  return x <= 0.2 && y <= 0.2;
}

function along(claimed: string | null, low: string, high: string, measured: string, from: number, to: number, claim: PlaceClaim): boolean {
  if (claimed === null) return true;
  const middle = (from + to) / 2;
  if (claim.nearby) return claimed === 'center' || measured === 'center' || claimed === measured;
  if (claimed === 'center') return measured === 'center' || (middle > 0.28 && middle < 0.72) || (from < 0.45 && to > 0.55);
  // Measured from the side that is claimed.
  const [near, far] = claimed === low ? [from, to] : [1 - to, 1 - from];
  const centre = (near + far) / 2;
  if (claim.half) return centre <= (claim.vertical !== null && claim.horizontal !== null ? 0.48 : 0.55);
  if (claim.edge) return near <= 0.22;
  const reach = (Math.min(far, 1 / 3) - near) / (far - near);
  return measured === (claimed === low ? low : high) || centre <= 0.44 || reach >= 1 / 3;
}

function bothSides(clause: Clause, context: Context): Judged | null {
  const match = BOTH_SIDES.exec(clause.text);
  if (match === null || (match[1] !== undefined && match[1] !== 'picture') || (clause.anyRegion && !TRACE.test(context.text)) || clause.targets.length === 0) return null;
  const { width } = context.known.measurement;
  const left = clause.targets.some(({ displayBox: box }) => box.x < width * 0.45);
  const right = clause.targets.some(({ displayBox: box }) => box.x + box.width > width * 0.55);
  if (left && right) return { strike: null, grounds: clause.targets.map((one) => ground('position', one.region, one.position)) };
  return struck('place', match[0], `${regionsNamed(clause.targets).replace(/^r/, 'R')} ${clause.targets.length === 1 ? 'lies' : 'lie'} on one side only. ${because(clause.targets)}`, clause.targets.map((one) => ground('position', one.region, one.position)));
}
