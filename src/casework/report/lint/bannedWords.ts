import type { Lint } from '../../../contract/index.ts';

export interface BannedUse {
  readonly severity: Lint['severity'];
  readonly words: string;
  readonly because: string;
}

interface Rule {
  readonly severity: Lint['severity'];
  readonly pattern: RegExp;
  /** What of a sentence makes the words harmless, for instance that it speaks of a method and not of the picture. */
  readonly unless?: RegExp;
  readonly because: string;
}

const AUTHENTICITY = 'No method here can show this. Say “no traces found by these methods”.';
const FORGERY = 'This judges the picture. Say “traces found” and where.';
const CERTAINTY = 'The methods have measured error rates; certainty cannot be claimed. Say how strongly the findings support a proposition.';
const MACHINE = 'Name the method and its version, not “AI”.';
const FACT = 'This states alteration as a fact. Say “traces found”, unless it was shown by other means that you name.';

/** A sentence that only says what cannot be said is no claim. */
const DENIED = /\b(?:can ?not|could not|do(?:es)? not|did not|no (?:statement|claim|conclusion|opinion)|not possible|unable|whether|nor|is not evidence|neither)\b/i;
/** A sentence about what would be, not about what is. */
const CONDITIONAL = new RegExp(`${DENIED.source}|\\b(?:if|under|given that|were|would|expect(?:ed|s)?|may|might|can|could|suppos(?:e|ed|ing))\\b`, 'i');
const NEGATED = new RegExp(`${DENIED.source}|\\b(?:not|no|never)\\b`, 'i');
const PICTURE = '(?:picture|photo(?:graph)?|image|document|recording|capture|face|person|signature|scan|file|area|region|text|it|this)s?';

const RULES: readonly Rule[] = [
  { severity: 'error', pattern: /\b(?:in)?authentic(?:ity|ally)?\b/gi, unless: DENIED, because: AUTHENTICITY },
  { severity: 'error', pattern: /\b(?:genuine(?:ly|ness)?|bona fide|legitimate)\b(?! (?:leather|parts?|spares?|interests?|purposes?|reasons?)\b)/gi, unless: DENIED, because: AUTHENTICITY },
  { severity: 'error', pattern: new RegExp(`\\breal ${PICTURE}\\b|\\b${PICTURE} (?:is|are|was|were|appears?|looks?|seems?)(?: to be)? real\\b`, 'gi'), unless: DENIED, because: AUTHENTICITY },
  { severity: 'error', pattern: /\b(?:no|without(?: any)?|free of(?: any)?|absence of(?: any)?) (?:signs? of |traces? of |evidence of |indications? of )?(?:manipulations?|tampering|alterations?|editing|edits|forgery|modifications?)\b(?! (?:was|were) found by)/gi, unless: CONDITIONAL, because: AUTHENTICITY },
  { severity: 'error', pattern: /\b(?:not|never|un)[- ]?(?:been )?(?:manipulated|tampered(?: with)?|altered|edited|doctored|retouched|forged|modified)\b|\buntouched\b/gi, unless: CONDITIONAL, because: AUTHENTICITY },
  { severity: 'error', pattern: /\b(?:fake[ds]?|faking|deep ?fakes?|hoax(?:es)?|forger(?:y|ies)|forged|counterfeits?|bogus|fraudulent|doctored|photoshopped)\b/gi, because: FORGERY },
  { severity: 'error', pattern: /\b(?:proves?|proven|proved|proof)\b(?! of (?:purchase|payment|delivery|address|identity|loss|ownership)\b)/gi, unless: NEGATED, because: CERTAINTY },
  { severity: 'error', pattern: /\b(?:certainly|undoubtedly|undeniabl[ey]|indisputabl[ey]|unquestionabl[ey]|definitely|definitive(?:ly)?|conclusively|irrefutabl[ey]|with certainty|(?:without|beyond)(?: a| any| all| reasonable)? doubt|impossible that)\b/gi, unless: NEGATED, because: CERTAINTY },
  { severity: 'error', pattern: /\b(?:100|hundred|99(?:[.,]\d+)?) ?(?:%|per ?cent|percent)(?! (?:of (?:the )?(?:pixels|picture|area|items|files)|opacity|zoom|scale|size|quality|view|coverage))/gi, because: CERTAINTY },
  { severity: 'error', pattern: /\bAI (?:says|said|found|detected|thinks|determined|confirms?)\b/g, because: MACHINE },
  { severity: 'warning', pattern: /\b(?:is|are|was|were|has been|have been|had been) (?:clearly |obviously |digitally |deliberately |intentionally )?(?:manipulated|tampered with|altered|edited|retouched|modified|spliced)\b/gi, unless: /\b(?:if|whether|suspected|may|might|could|can|proposition)\b/i, because: FACT },
  { severity: 'warning', pattern: /\b(?:obviously|clearly|evidently|deliberately|intentionally|on purpose)\b/gi, because: 'Leave out what cannot be measured: how plain something is, or anybody’s intent.' },
];

/**
 * Words in a typed text that claim authenticity, forgery or certainty. Passages in quotation marks that stand word for word in one of `quotable` (the question
 * asked, the request, the claim) are left alone, and so are sentences that only say what cannot be said.
 */
export function bannedUses(text: string, quotable: readonly string[]): readonly BannedUse[] {
  const own = withoutQuotes(text, quotable);
  const uses = sentencesOf(own).flatMap((sentence) => RULES.flatMap(({ severity, pattern, unless, because }) => {
    if (unless?.test(sentence) === true) return [];
    return [...sentence.matchAll(pattern)].map(([words]) => ({ severity, words, because }));
  }));
  return uses.filter((use, index) => uses.findIndex((other) => other.words.toLowerCase() === use.words.toLowerCase()) === index);
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?;])\s+|\n+/).filter((sentence) => sentence.trim() !== '');
}

function withoutQuotes(text: string, quotable: readonly string[]): string {
  const sources = quotable.map(plain).filter((source) => source !== '');
  return text.replaceAll(/[“"„«]([^“”"„«»]{2,})[”"»“]/g, (whole, inner: string) => (sources.some((source) => source.includes(plain(inner))) ? ' ' : whole));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
}
