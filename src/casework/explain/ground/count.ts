import { ground } from '../words/draft.ts';
import { counted } from '../words/print.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { Context } from './text.ts';
import { regionNumbers } from './text.ts';

/** What was found, by any name under which models count it. */
const ADJECTIVES = String.raw`(?:(?:separate|distinct|different|individual|clearly|visibly|apparently|small|large|tiny|big|other|further|main|isolated|such|of the|of these|of those|more|heavily|slightly|digitally|independent|disjoint|discrete|numbered|possibly|potentially|white|bright|translucent)\s)*`;
const MARKED = String.raw`(?:altered|edited|manipulated|tampered|modified|changed|flagged|marked|highlighted|suspicious|suspected|anomalous|retouched|detected|affected|inserted|masked|forged|doctored|conspicuous|questionable)`;
const SURE_NOUN = String.raw`(?:${MARKED}\s${ADJECTIVES}(?:regions?|parts?|places?|sections?|portions?|locations?|segments?|objects?|elements?)|regions?|edits|alterations|manipulations|tamperings|forgeries|modifications|marked objects)`;
const EXISTS = /\b(?:there (?:is|are|were|was)|contains?|has|have|shows?|exhibits?|includes?|found|identified|detected|flagged|marked|highlighted|altered|edited|manipulated|tampered|modified|changed|retouched|total|in all|altogether|reveals?|lists?|exactly|only|just)\b/;

const COUNTED = new RegExp(String.raw`(?<![\d.%#/])\b(?<before>only|just|exactly|at least|at most|no more than|no fewer than|more than|fewer than|less than|over|under|about|around|the|these|those|all|all of the|all the|up to|the other|another)?\s?\b(?<number>\d{1,3}|one|a single|a sole|a lone|both|both of the|neither|neither of the|a pair of|a couple of|a few|several|multiple|numerous|many|various|dozens of|no|zero)(?<of> of (?:the|these|those|them|all)(?: \d{1,3})?)? ${ADJECTIVES}(?<noun>${SURE_NOUN})\b(?! (?:\d|of (?:the )?(?:wall|sky|street|skin|face|region)))`, 'g');

/** "number of regions: 3", "altered in two places". */
const PLACES = new RegExp(String.raw`\b(?:number of (?:\w+ )?regions|region count|count of regions)\s?(?:is|was|:|=|equals)?\s?(\d{1,3}|one)\b|\b${MARKED} (?:\w+ly )?(?:in|at) (?:only |exactly |just |a total of )?(?<places>\d{1,3}|one|a single|several|multiple|various) ${ADJECTIVES}(?:places?|regions?|locations?|parts|positions?)\b`, 'g');

/** "three objects have been flagged", "only one part of the picture was altered". */
const THINGS = new RegExp(String.raw`\b(?:(?<only>only|just|exactly|a total of) )?(?<places>\d{1,3}|only one|one|several|multiple) ${ADJECTIVES}(?:(?:places?|parts?|portions?|sections?)(?: (?:of|in) (?:the|this) picture)? (?:have been|has been|had been|was|were|are|is) (?:\w+ly )?(?:flagged as )?${MARKED}|(?:objects?|elements?|items?)(?: (?:of|in) (?:the|this) picture)? (?:have been|has been|had been|was|were|are|is) (?:\w+ly )?(?:flagged|marked|highlighted|detected))\b`, 'g');

function counts(match: RegExpExecArray, direct: string, count: number, say: (words: string, holds: boolean) => Judged): Judged {
  const number = direct === '' ? (match.groups?.['places'] ?? '') : direct;
  if (/several|multiple|various/.test(number)) return say(match[0], count >= 2);
  return say(match[0], count === (/one|single/.test(number) ? 1 : Number(number)));
}

/** How many regions there are. The finding's count stands; a smaller number is a contradiction only where it claims to be all. */
export function judgeCount(context: Context): Judged {
  const count = context.known.measurement.regionsInAll;
  const { text } = context;
  if (context.general || count === 0) return UNDECIDED;
  const grounds = [ground('count', null, counted(count, 'region'))];
  const say = (words: string, holds: boolean): Judged => (holds ? { strike: null, grounds } : struck('count', words, `The finding has ${counted(count, 'region')}.`, grounds));
  const found: Judged[] = [];
  for (const match of text.matchAll(COUNTED)) {
    const { before = '', number = '', of = '', noun = '' } = match.groups ?? {};
    found.push(judgeNumber({ before, number, of, noun, words: match[0].trim(), text, about: context.about.length, count, said: say }));
  }
  for (const match of text.matchAll(PLACES)) found.push(counts(match, match[1] ?? '', count, say));
  for (const match of text.matchAll(THINGS)) {
    const { only, places = '' } = match.groups ?? {};
    const number = /one/.test(places) ? 1 : /several|multiple/.test(places) ? 2 : Number(places);
    if (only !== undefined || places === 'only one') found.push(say(match[0], count === number));
    else if (number >= count && !(places === 'one' && count === 1)) found.push(say(match[0], number === count || (/several|multiple/.test(places) && count >= 2)));
  }
  found.push(...others(context, count, say));
  return together(found);
}

interface Said {
  readonly before: string;
  readonly number: string;
  readonly of: string;
  readonly noun: string;
  readonly words: string;
  readonly text: string;
  readonly about: number;
  readonly count: number;
  readonly said: (words: string, holds: boolean) => Judged;
}

function judgeNumber({ before, number, of, words, text, about, count, said }: Said): Judged {
  const total = /(\d{1,3})$/.exec(of)?.[1];
  if (total !== undefined && Number(total) !== count) return said(words, false);
  if (/^both|^neither/.test(number)) return said(words, count === 2 || about === 2 || namesTwo(text));
  if (number === 'a single' || number === 'a sole' || number === 'a lone') return of === '' && !/\b(?:not|than)\b/.test(text) ? said(words, count === 1) : UNDECIDED;
  if (/few|several|multiple|various|pair|couple/.test(number)) return count < 2 ? said(words, false) : /pair|couple/.test(number) && of === '' && EXISTS.test(text) ? said(words, count === 2) : UNDECIDED;
  if (/numerous|many|dozens/.test(number)) return said(words, count >= (number.startsWith('dozens') ? 20 : 4) || of !== '');
  if (number === 'no' || number === 'zero' || number === '0') return UNDECIDED;
  const claimed = number === 'one' ? 1 : Number(number);
  // "region 1" and "2 % ..." are no counts.
  if (/at least|no fewer/.test(before)) return said(words, count >= claimed);
  if (/more than|over/.test(before)) return said(words, count > claimed);
  if (/at most|no more|up to/.test(before)) return said(words, count <= claimed);
  if (/fewer|less|under/.test(before)) return said(words, count < claimed);
  if (claimed > count) return said(words, false);
  if (claimed === count) return said(words, true);
  if (of !== '' || before === 'the other' || before === 'another') return UNDECIDED;
  const rest = text.slice(text.indexOf(words) + words.length);
  // "One region is bright, another dark", "the one region that ...".
  if (claimed === 1 && /\b(?:another|the other|others|a second|the second|remaining)\b/.test(rest)) return UNDECIDED;
  const allOf = /only|just|exactly|the|these|those|all/.test(before) && !(claimed === 1 && /^the|these|those$/.test(before));
  const existential = EXISTS.test(text.slice(0, text.indexOf(words))) || /^\s*(?:\w+\s){0,2}(?:was|were|has been|have been|is|are|had been)\s(?:\w+ly\s)?(?:altered|edited|manipulated|tampered|modified|changed|retouched|flagged|marked|highlighted|found|detected|identified|visible|present|listed)\b/.test(rest) || /^\s*(?:in|of) (?:the|this) picture\b/.test(rest) || new RegExp(`^(?:${number}) (?:\\w+ )*${MARKED}`).test(words.replace(/^(?:only|just|the) /, ''));
  return allOf || existential ? said(words, false) : UNDECIDED;
}

function namesTwo(text: string): boolean {
  return regionNumbers(text).length === 2;
}

/** "the only region", "the other region", "a second region", "the 3rd region", "the altered regions" of a single one. */
function others({ text, about }: Context, count: number, say: (words: string, holds: boolean) => Judged): Judged[] {
  const found: Judged[] = [];
  const rule = (pattern: RegExp, least: number, most: number): void => {
    const match = pattern.exec(text);
    if (match !== null) found.push(say(match[0], count >= least && count <= most));
  };
  const NOUN = String.raw`(?:${MARKED}\s)?(?:region|place|edit|alteration|manipulation)`;
  rule(new RegExp(String.raw`\b(?:the|this|its|an?) (?:only|sole|lone|single|one and only) ${ADJECTIVES}${NOUN}\b(?!s)`), 1, 1);
  rule(new RegExp(String.raw`\bno other ${ADJECTIVES}${NOUN}s?\b(?= (?:was|were|is|are|has|have|could|can|in|of|stands)|$|\.)`), about.length > 0 ? 1 : 0, 1);
  rule(new RegExp(String.raw`\b(?:the other|another|a 2th|a further|an additional) ${ADJECTIVES}${MARKED}? ?region\b`), 2, Infinity);
  rule(new RegExp(String.raw`(?<!\bno )\b(?:the|all) (?:other|remaining) (?:${MARKED}\s)?regions\b(?! of)`), 3, Infinity);
  if (!/\b(?:no|any|other|not|if) /.test(text)) rule(new RegExp(String.raw`\b(?:the|these|those|all|all the|every one of the) (?:${MARKED})\s(?:regions|places)\b`), 2, Infinity);
  return found;
}
