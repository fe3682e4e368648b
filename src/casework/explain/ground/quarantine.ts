import { withoutQuotations } from './text.ts';
import { sentencesOf } from './sentences.ts';

/** Longest untrusted text that goes into a prompt, in characters. */
export const LONGEST_DATA = 600;

/** Invisible and direction-turning characters: zero width, bidi controls, tags, variation selectors, soft hyphen, interlinear marks. */
const HIDDEN = /\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFC]/gu;

/**
 * Text that comes from the picture, its metadata or its name, made harmless for a prompt: one line, no control, bidi or invisible characters, bounded, no way to
 * close the fence, and fenced. A model may still obey it; that is what `instructionIn` and the checker are for.
 */
export function asData(text: string): string {
  const clean = text.normalize('NFKC').replaceAll(HIDDEN, '').replaceAll(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Co}|\p{Cn}|\p{Cs}/gu, ' ').replaceAll(/[<>`⟦⟧]/g, (mark) => (mark === '<' || mark === '⟦' ? '(' : mark === '`' ? "'" : ')')).replaceAll(/\s+/g, ' ').trim();
  const bounded = clean.length > LONGEST_DATA ? `${clean.slice(0, LONGEST_DATA).replace(/[\uD800-\uDBFF]$/, '')} (cut)` : clean;
  return `<data>${bounded}</data>`;
}

const OBJECT = String.raw`(?:instructions?|prompts?|rules?|guidelines?|commands?|messages?|directions?|orders?|requests?|policy|policies|context|mask|regions?)`;
/** Talk to or about a model that has no place in a description, quoted or not. */
const COMMANDS: readonly RegExp[] = [
  new RegExp(String.raw`\b(?:ignor\w*|disregard\w*|forget|forgetting|overrid\w*|bypass\w*|skip\w*|discard\w*|dismiss\w*) (?:all |any |the |of |my |your |these |those |every |previous |prior |earlier |above |other |foregoing |preceding |system |original )*${OBJECT}\b`),
  new RegExp(String.raw`\b(?:mark|label|classify|declare|report|rate|flag|treat|list|return|call|consider|describe|deem)(?:ed|ing|s)? (?:it |this |that |the |all |every |each |whole |entire |picture |image |file |photo |document |region |regions |area |areas |\d |them |everything )*(?:as |to be )?(?:authentic|genuine|real|original|unaltered|untouched|clean|safe|harmless|not (?:tampered|manipulated|altered|edited)|tampered|fake|unmodified)\b`),
  /\b(?:system|developer|hidden|secret|initial) (?:prompt|message|instructions?)\b/,
  /\byou (?:are|must|will|should|have to|need to|shall|may only|can only) (?:now |only |always |never |not )*(?:a|an|act|answer|respond|reply|say|write|output|ignore|report|state|describe|pretend|obey|follow|return|mark|tell|be|stop)\b/,
  /\b(?:respond|reply|answer|output|print|say|write|return|state) (?:only |just |exactly |simply |with |always )+(?:the |a |an |this |one )*(?:quoted|word|words|json|sentence|ok|yes|no|following|"|text)/,
  /\b(?:set|change|switch|turn|put) (?:the |your )?(?:verdict|score|confidence|count|number of regions|threshold|result|status|domain|region count|position)s? (?:to|into|as|=)\b/,
  /\bverdict ?[:=] ?\w+/,
  /(?:^|[^\p{L}\s] ?|\b(?:please|and|then|you|to|must|should) )(?:do not|never|don't|not) (?:mention|report|describe|list|flag|reveal|tell|say|note|talk about|disclose|include|show)\b/u,
  /\b(?:jailbreak|prompt injection|developer mode|do anything now|dan mode|as an? (?:ai|language model|assistant))\b/,
  /<\/?(?:data|system|user|assistant|im_start|im_end|s|inst)\b|\[\/?inst\]|<\|[^|]*\|>|^(?:system|assistant|user)\s*:/,
  /\b(?:delete|drop|erase|(?:remove|clear|empty|discard)(?= (?:all|the|every|these|any|both)\b)) (?:all |the |every |these |any |both )*(?:regions?|findings?|results?|masks?|statements?|sentences?|logs?|records?)\b(?! (?:with|by|using|from the picture))/,
  /\b(?:send|upload|post|email|e-mail|visit|fetch|download|open) (?:\w+ ){0,4}(?:to |from )?(?:https?:|www\.|\w+@\w+|the (?:link|url|address|website))/,
];
/** A reply that obeys: it gives text in the picture, metadata or a name as the reason of what it says, or says it was told. */
const OBEYING: readonly RegExp[] = [
  /\bper (?:the |this |its )?(?:\w+ ){0,2}(?:text|note|sign|caption|metadata|exif|file ?name|label|banner|watermark|instructions?|request)\b/,
  /\b(?:masks?|regions?|overlay|detector|finding|result)s? (?:should|must|can|may|are to|is to|has to|have to|ought to) (?:\w+ )?be (?:ignored|disregarded|dropped|skipped|discarded|dismissed|deleted)\b/,
  /\bas (?:instructed|requested|ordered|told|commanded|directed|asked|demanded|required|stated|specified|noted|indicated|per)(?: to)? ?(?:by|in|on|per|from|through|above|to)? (?:the |this |its |a |an )?(?:\w+ ){0,3}?(?:text|note|sign|caption|metadata|exif|file ?name|watermark|banner|label|picture|image|document|file|instructions?|overlay|comment|message|writing|poster|sticker|tag|header|software|camera)\b/,
  /\b(?:as instructed|as requested|as ordered|as commanded|as you wish|as told|per (?:the |your )?instructions?|per (?:the |your )?request|in accordance with (?:the |its |this |your )?(?:\w+ )?instructions?|in compliance with|complying with|obeying|following (?:the|these|this|its|your|those) (?:\w+ ){0,3}?(?:instructions?|orders?|commands?|requests?|directions?|note|text|sign|prompt))\b/,
  /\b(?:i|we) (?:was|were|have been|am|are) (?:told|instructed|asked|ordered|directed|commanded|requested|required|not allowed|forbidden)\b/,
  /\bi (?:will|shall|must|can|do|am going to|have to|should)(?: now| therefore| thus)? (?:ignore|disregard|comply|obey|follow|skip|mark|report|set|change|withdraw|drop|stop|not (?:report|mention|describe|list))\b/,
  /\b(?:according to|because of|based on|given|due to|since|because|going by|trusting|relying on|considering|in view of|in light of) (?:the |its |this |what |a )*(?:\w+ ){0,2}?(?:file ?name|metadata|exif|caption|watermark|file's name|name of the file|software tag|camera model|comment field|note|label|sign|text in the (?:picture|image)|text|instruction|banner|overlay|stamp|seal|certificate)\b.*\b(?:authentic|genuine|real|original|unaltered|untouched|unedited|not (?:\w+ )?(?:tampered|manipulated|altered|edited)|no (?:\w+ )?(?:traces?|regions?|edit\w*|manipulation|alteration|tampering)|tampered|fake|verified|nothing|clean|not be|should|must|trusted|safe|approved|only|certified|removed)\b/,
  /\b(?:authentic|genuine|real|original|unaltered|untouched|verified|certified|approved|cleared|trusted|nothing to report|no (?:\w+ )?(?:traces?|regions?|edit\w*|manipulation|alteration|tampering))\b.*\b(?:according to|because of|based on|given|as (?:the|its)|since the|because the|per the|says the|confirmed by|certified by|stated by|states?|verified by) (?:\w+ ){0,3}?(?:file ?name|metadata|exif|caption|watermark|software|camera|note|label|sign|text|instruction|banner|overlay|stamp|seal|certificate|tag|comment)\b/,
  /\b(?:instructions?|orders?|commands?|text|note|caption|metadata|file ?name|sign|watermark|comment|exif|banner)(?: \w+){0,5}? (?:tells?|told|asks?|asked|instructs?|instructed|orders?|ordered|requires?|required|demands?|demanded|commands?|requests?|requested|wants?) (?:me|us|the (?:model|reader|ai|assistant|system|viewer|examiner|program|analyst))\b/,
];

/**
 * The first words of a text that give orders to a model or obey such orders, or null. Orders count in quotation marks too: a description has no need of them, and the
 * transcription of a region keeps them as data.
 */
export function instructionIn(text: string): string | null {
  for (const sentence of sentencesOf(text.normalize('NFKC').replaceAll(HIDDEN, ''))) {
    const lower = sentence.toLowerCase().replaceAll(/[’‘]/g, "'").replaceAll(/\s+/g, ' ');
    const unquoted = withoutQuotations(lower);
    for (const pattern of COMMANDS) {
      const match = pattern.exec(lower);
      if (match !== null) return match[0].trim();
    }
    for (const pattern of OBEYING) {
      const match = pattern.exec(unquoted);
      if (match !== null) return match[0].trim();
    }
  }
  return null;
}
