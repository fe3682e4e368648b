import type { Ground } from '../../../contract/index.ts';
import { verdictOf } from '../words/assess.ts';
import { ground } from '../words/draft.ts';
import { counted } from '../words/print.ts';
import type { Known } from '../types.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { Context } from './text.ts';

/** The finding in the words that are allowed for it. */
export const VERDICT_WORDS = { tampered: 'traces found', uncertain: 'inconclusive', authentic: 'no traces found by these methods' } as const;

const SAID_OPEN = /\b(?:can ?not|could not|not possible|impossible|unable|no way|no basis|does not|do not|did not|not|nothing)\b(?: \w+){0,3} (?:say|said|tell|told|decide|decided|determine|determined|establish|established|prove|proves|proven|proof|mean|means|show that|imply|implies|conclude|concluded|judge|judged|confirm|confirmed|assess|assessed|known|know|stated?|claim|be sure|certain)\b|\bwhether\b|\bno (?:statement|claim|conclusion|proof|judgement|judgment|verdict) (?:on|of|about|as to|that)\b|\bunclear\b|\bnot a (?:statement|verdict|proof|claim)\b|\bregardless\b/;

const HONEST = [
  /\b(?:in)?authentic(?:ity|ally)?\b(?! (?:italian|food|recipe|cuisine|leather|restaurant|look))/,
  /\b(?:genuine|bona fide)(?:ly|ness)?\b(?! (?:leather|parts|smile))/,
  /\b(?:real|true|original|legitimate|trustworthy|honest|natural) (?:unedited |camera )?(?:picture|recording|capture|footage|record)s?\b(?!\w)/,
  /\b(?:picture|region|it|face|person|text|object|this|content|man|woman|car|signature)(?: here| itself)? (?:is|are|was|looks|appears(?: to be)?|seems(?: to be)?) (?:completely |totally |perfectly |entirely |absolutely |certainly |clearly |definitely |obviously |probably |likely |very likely |in fact |indeed |100 % )*(?:real(?! estate| time)|legitimate|untouched|unaltered|unedited|unmanipulated|unmodified|trustworthy|pristine|untampered|bogus|fake|faked|a fake|forged|counterfeit|a forgery|a hoax|fraudulent|phoney|phony)\b/,
  /\b(?:fakes?|faked|fakery|deep ?fakes?|hoax|forgery|forged|counterfeit|bogus|fraudulent)\b/,
  /\b(?:untouched|unaltered|unedited|unmanipulated|unretouched|untampered)\b/,
  /\b(?:straight|directly|right) (?:out of|from|off) (?:the|a) (?:camera|phone|sensor)\b|\bout of camera\b|\bcamera original\b/,
  /\b(?:not|never) (?:been |being )?(?:\w+ly |in any way )?(?:manipulated|tampered(?: with)?|altered|edited|doctored|faked|forged|retouched|modified|changed|photoshopped)\b(?! (?:in|by|at|on) (?:size|color))/,
] as const;

const NONE = /\b(?:no|without(?: any)?|(?:did|does|do|could|has|have) not (?:find|found|show|shown|reveal|detect|detected|contain|exhibit|identify|identified|uncover)(?: any)?|zero|not any|free of(?: any)?|absence of(?: any)?|lacks(?: any)?|nothing (?:points to|suggests|indicates|speaks for)) (?:\w+ ){0,2}?(?:signs?|traces?|evidence|indications?|hints?|marks|proof|manipulations?|tampering|alterations?|editing|edits|forgery|modifications?|regions?)\b(?:(?: \w+){0,4} (?:found|detected|seen|present|identified|flagged|marked|of|in|exist))?|\bnothing (?:\w+ |in (?:this|the) picture )?(?:was|has been|is) (?:\w+ )?(?:found|altered|changed|edited|manipulated|detected|marked|flagged|wrong|suspicious)\b/;
const FOUND = /\b(?:(?:clear|strong|definite|obvious|unmistakable|some|several|there are|shows?|found|with|contains?|many) (?:\w+ )?(?:traces|signs|evidence|indications) of (?:\w+ )?(?:manipulation|tampering|alteration|editing|edits|splicing|retouching|forgery)|traces (?:were |have been )?found|(?:was|were|is|has been|have been|had been|been) (?:\w+ ){0,2}?(?:tampered(?: with)?|manipulated|altered|edited|doctored|photoshopped|retouched|spliced)|(?:the|an?) (?:\w+ )?(?:altered|manipulated|edited|tampered|flagged|marked|highlighted) (?:region|part|place|object)s?)\b/;
const OPEN = /\b(?:inconclusive|undecided|undetermined|(?:result|verdict|finding|outcome) (?:is|remains|stays) (?:open|unclear|uncertain)|no clear (?:result|verdict|finding))\b/;

/** The finding's verdict stands; a model's own belief in honesty or forgery of the picture has nothing to stand on. */
export function judgeVerdict(context: Context): Judged {
  const open = SAID_OPEN.test(context.text);
  return together([open ? UNDECIDED : honest(context), context.general || open ? UNDECIDED : verdict(context)]);
}

function honest({ text, general, known }: Context): Judged {
  for (const pattern of HONEST) {
    const match = pattern.exec(text);
    if (match === null || (general && !/authentic|genuine/.test(match[0])) || /\b(?:if|would)\b/.test(text)) continue;
    return struck('authenticity', match[0], `The finding is "${VERDICT_WORDS[verdictOf(known)]}"; no measurement says whether a picture or a part of it is what it claims to be.`, verdictGrounds(known));
  }
  return UNDECIDED;
}

export function verdictGrounds({ measurement, finding }: Known): Ground[] {
  return [ground('count', null, counted(measurement.regionsInAll, 'region')), ground('score', null, finding.score.toFixed(2))];
}

function verdict({ text, about, known, clauses }: Context): Judged {
  const is = verdictOf(known);
  const because = `The finding is "${VERDICT_WORDS[is]}": ${counted(known.measurement.regionsInAll, 'region')}, score ${known.finding.score.toFixed(2)}.`;
  const grounds = verdictGrounds(known);
  const ofRegion = about.length > 0 || clauses.some(({ named }) => named.length > 0);
  const none = NONE.exec(text);
  const open = OPEN.exec(text);
  const found = none === null ? FOUND.exec(text) : null;
  if (none !== null && !/\b(?:other|further|more|surroundings|additional|else|apart from|aside from|except|besides|beyond|outside)\b/.test(text)) {
    // "No visible trace" is what the model was asked to say where it sees none; nothing measured can contradict it.
    if (/\b(?:visib\w*|visual\w*|see|seen|obvious\w*|apparent\w*|noticeable|to the eye|strik\w*|clear)\b/.test(text)) return UNDECIDED;
    if (is === 'tampered' && !partial(text)) return struck('verdict', none[0], because, grounds);
    if (is === 'uncertain' && !ofRegion && /\bno traces?\b.*\bfound\b/.test(text)) return struck('verdict', none[0], because, grounds);
    return is === 'authentic' ? { strike: null, grounds } : UNDECIDED;
  }
  if (open !== null) return is === 'uncertain' ? { strike: null, grounds } : ofRegion && is === 'tampered' ? UNDECIDED : /\bnot\b/.test(text) ? UNDECIDED : struck('verdict', open[0], because, grounds);
  if (found !== null && is !== 'tampered' && !/\b(?:no|not|may|might|could|possibl\w+)\b/.test(text)) return struck('verdict', found[0], because, grounds);
  return found !== null && is === 'tampered' && !ofRegion ? { strike: null, grounds } : UNDECIDED;
}

/** Speaks of one kind of trace or of another place only: "no traces of resizing", "no trace in the sky". */
function partial(text: string): boolean {
  return /\b(?:traces?|signs?|evidence|indications?|hints?) of (?:a |an |the |any )?(?:earlier|previous|double|re\w*siz\w*|scal\w*|resampl\w*|interpol\w*|blur\w*|sharpen\w*|compress\w*|jpeg|noise|copy\w*|clon\w*|text|use|light\w*|shadow\w*|wear|life|people|dirt)/.test(text) || /\bno (?:\w+ )?(?:marks|proof|regions?)\b/.test(text) && /\b(?:in|on|at) the (?!picture)/.test(text);
}
