import type { Comparison, Ground, Quantity, RegionMeasurement } from '../../../contract/index.ts';
import { NOTABLE } from '../words/assess.ts';
import { ground } from '../words/draft.ts';
import { comparedValue, shareOfPicture } from '../words/print.ts';
import { QUANTITY_WORDS } from '../words/quantityWords.ts';
import { speaksOfPart } from './comparisons.ts';
import type { Judged } from './judged.ts';
import { struck, together, UNDECIDED } from './judged.ts';
import type { Clause, Context } from './text.ts';

/**
 * How a region is said to have come about, against what such an operation leaves. Measurement can rarely prove an operation, but sometimes speaks against one:
 *
 * | said                                   | struck where                                                                                              |
 * |----------------------------------------|-----------------------------------------------------------------------------------------------------------|
 * | copied within the picture              | two of grain, sharpness, saturation, zero coefficients have values that occur nowhere else in the picture |
 * | removed and filled in, erased          | the region is grainier and sharper than the rest, each notably: a fill is smoother                        |
 * | blurred, smoothed / sharpened          | sharpness is notably the other way                                                                        |
 * | grain added / taken away               | grain is notably the other way                                                                            |
 * | brightened / darkened                  | brightness is notably the other way                                                                       |
 * | recoloured                             | colour shift and saturation both within one spread of the rest                                            |
 * | resized                                | never: the trace fades with every save                                                                    |
 * | pasted from another picture            | never: such a patch may match in everything measured                                                      |
 * | compressed before, JPEG traces         | the file is no JPEG and neither its pixels nor the region's show a grid; or no JPEG quantity differs      |
 * | never compressed, no JPEG              | the file is a JPEG                                                                                        |
 * | wrong format, wrong JPEG quality       | the file says otherwise                                                                                   |
 * | the whole picture generated            | the marked regions cover less than half of it                                                             |
 */
export function judgeOperation(context: Context): Judged {
  if (context.general || /\bnot (?:be )?measured\b/.test(context.text)) return UNDECIDED;
  return together(context.clauses.flatMap((clause) => {
    if (clause.anyRegion && clause.targets.length === 0) return [fileClaims(clause, context)];
    return [copied(clause), removed(clause), treated(clause), recoloured(clause), compressedBefore(clause, context), fileClaims(clause, context), generated(clause, context)];
  }));
}

const DENY = /\b(?:not|no|never|without|nothing|neither)\b/;
/** Below these the pixels of a file that is no JPEG are taken to carry no grid: confidence of the alignment, and block grid outside the regions. */
const NO_GRID = 0.3;
const NO_BLOCKS = 1.5;

function value(one: RegionMeasurement, quantity: Quantity): Comparison | undefined {
  return one.comparisons.find((each) => each.quantity === quantity && each.effect !== null);
}

function notably(one: RegionMeasurement, quantity: Quantity, sign: 1 | -1): boolean {
  const found = value(one, quantity);
  return found !== undefined && found.effect !== null && found.effect * sign >= NOTABLE.effect && found.rarity !== null && found.rarity <= NOTABLE.rarity;
}

function grounds(one: RegionMeasurement, quantities: readonly Quantity[]): Ground[] {
  return quantities.flatMap((quantity) => {
    const found = value(one, quantity);
    return found === undefined ? [] : [ground(quantity, one.region, comparedValue(found))];
  });
}

function told(one: RegionMeasurement, quantities: readonly Quantity[]): string {
  return `Measured in region ${one.region}: ${quantities.flatMap((quantity) => {
    const found = value(one, quantity);
    return found === undefined ? [] : [`${QUANTITY_WORDS[quantity].name.toLowerCase()} ${comparedValue(found)}`];
  }).join('; ')}.`;
}

/** Strikes where the evidence speaks against the words in every region they may be about. */
function againstAll(clause: Clause, words: string, quantities: readonly Quantity[], against: (one: RegionMeasurement) => boolean): Judged {
  const { targets } = clause;
  if (targets.length === 0 || !targets.every(against)) return UNDECIDED;
  return struck('operation', words, targets.slice(0, 3).map((one) => told(one, quantities)).join(' '), targets.flatMap((one) => grounds(one, quantities)));
}

function copied(clause: Clause): Judged {
  const match = /\bcopy (?:and )?(?:move|paste)\w*|\bcop(?:y|ied)(?: and \w+)? from (?:elsewhere|another (?:part|place|region)|surroundings|a (?:different|nearby|neighbou?ring) (?:part|place|region))\b|\bclon(?:ed?|ing)\b|\bclone stamp\w*|\bduplicat(?:e|ed|ion|ing)\b/.exec(clause.text);
  if (match === null || DENY.test(clause.text) || /another picture|other picture|different picture/.test(clause.text)) return UNDECIDED;
  const kept = ['noise_level', 'sharpness', 'saturation', 'zero_coefficients'] as const;
  const foreign = (one: RegionMeasurement): readonly Quantity[] => kept.filter((quantity) => {
    const found = value(one, quantity);
    return found !== undefined && found.effect !== null && Math.abs(found.effect) >= 5 && found.rarity !== null && found.rarity <= 0.01;
  });
  return againstAll(clause, match[0], kept, (one) => foreign(one).length >= 2);
}

function removed(clause: Clause): Judged {
  const match = /\b(?:removed|erased|deleted|painted (?:over|out)|wiped (?:out|away)|inpaint\w*|in painted|filled (?:in|up)|content aware|object removal|cleaned away|taken out)\b/.exec(clause.text);
  if (match === null || DENY.test(clause.text)) return UNDECIDED;
  return againstAll(clause, match[0], ['noise_level', 'sharpness'], (one) => notably(one, 'noise_level', 1) && notably(one, 'sharpness', 1));
}

const TREATMENTS: readonly (readonly [RegExp, Quantity, 1 | -1])[] = [
  [/\b(?:was|were|been|being|by|with|through|gaussian|applied) (?:\w+ly |then |later )?(?:blurred|softened|blurring|a blur(?: filter)?|smoothed(?: over| out)?|smoothing|airbrushed|blur filter)\b|\b(?:blur|smoothing|softening)(?: filter| tool| effect)? (?:was|were|is|has been|had been) (?:\w+ly )?(?:applied|added|used)\b/, 'sharpness', -1],
  [/\b(?:was|were|been|being|by|with|through|applied) (?:\w+ly |then |later )?(?:sharpened|sharpening|an? sharpening filter|unsharp mask\w*)\b|\b(?:sharpening|sharpen)(?: filter| tool| effect)? (?:was|were|is|has been|had been) (?:\w+ly )?(?:applied|added|used)\b/, 'sharpness', 1],
  [/\b(?:noise|grain) (?:was|were|has been|had been) (?:\w+ly )?(?:added|introduced)\b|\b(?:added|artificial|synthetic) (?:noise|grain)\b/, 'noise_level', 1],
  [/\b(?:noise|grain) (?:was|were|has been|had been) (?:\w+ly )?(?:removed|reduced|taken out|filtered)\b|\bdenois\w+|\bnoise reduction\b/, 'noise_level', -1],
  [/\b(?:was|were|been|being|by) (?:\w+ly |then )?(?:brightened|lightened|lit up|brightening)\b/, 'brightness', 1],
  [/\b(?:was|were|been|being|by) (?:\w+ly |then )?(?:darkened|dimmed|darkening)\b/, 'brightness', -1],
  [/\b(?:was|were|been|being|by) (?:\w+ly |then )?(?:desaturated|bleached)\b/, 'saturation', -1],
];

function treated(clause: Clause): Judged {
  if (DENY.test(clause.text) || /\bsurroundings (?:was|were|has|have)\b/.test(clause.text)) return UNDECIDED;
  return together(TREATMENTS.map(([words, quantity, sign]) => {
    const match = words.exec(clause.text);
    return match === null || speaksOfPart(clause.text, { index: match.index, end: match.index + match[0].length }) ? UNDECIDED : againstAll(clause, match[0], [quantity], (one) => notably(one, quantity, sign === 1 ? -1 : 1));
  }));
}

function recoloured(clause: Clause): Judged {
  const match = /\b(?:recolor\w*|re colou?r\w*|color (?:was|has been|were) (?:\w+ly )?(?:changed|altered|replaced|modified)|colou?rised|colorized|tinted)\b/.exec(clause.text);
  if (match === null || DENY.test(clause.text)) return UNDECIDED;
  const within = (one: RegionMeasurement, quantity: Quantity): boolean => Math.abs(value(one, quantity)?.effect ?? 9) < 1;
  return againstAll(clause, match[0], ['colour_shift', 'saturation'], (one) => within(one, 'colour_shift') && within(one, 'saturation'));
}

const EARLIER = /\b(?:double|doubly|twice|repeated(?:ly)?|multiple|second|2|several times|earlier|previous(?:ly)?|prior|different|another)\s?(?:jpeg |jpg )?(?:compress\w*|quanti[sz]\w*|jpeg|saved?|saves)\b|\brecompress\w*|\bre ?saved\b|\b(?:compressed|saved|encoded|stored)(?: as an?| in| to)?(?: jpeg| jpg)?(?: file)? (?:twice|before|more than once|again|several times|repeatedly|earlier|2 times|multiple times|a second time|at another quality|with a different quality)\b|\b(?:was|were|had been|has been|came from) (?:saved|stored|compressed|encoded) as (?:an? )?(?:jpeg|jpg)\b|\b(?:from|of|was|were) (?:another|an?|a different) (?:jpeg|jpg)\b|\b(?:jpeg|jpg|block|blocking|compression|8 ?x ?8|mosquito)(?: compression)? (?:artifacts?|artefacts?|grids?|blocks?|noise|traces?|marks|ghosts?)\b/;

function compressedBefore(clause: Clause, { known }: Context): Judged {
  const match = EARLIER.exec(clause.text);
  if (match === null || DENY.test(clause.text)) return UNDECIDED;
  const { facts, finding } = known;
  const { grid } = finding.coefficients;
  const rests = [ground('format', null, facts.format.toUpperCase()), ground('grid', null, `confidence ${grid.confidence.toFixed(2)}`)];
  if (facts.format !== 'jpeg') {
    const carried = clause.targets.filter((one) => notably(one, 'foreign_grid', 1) || notably(one, 'block_grid', 1) || notably(one, 'resave_error', -1));
    const blocks = known.measurement.picture.find(({ quantity }) => quantity === 'block_grid')?.value ?? 0;
    if (grid.confidence >= NO_GRID || blocks >= NO_BLOCKS || carried.length > 0) return { strike: null, grounds: [...rests, ...carried.flatMap((one) => grounds(one, ['foreign_grid', 'block_grid', 'resave_error']))] };
    return struck('operation', match[0], `The file is a ${facts.format.toUpperCase()} and its pixels show no clear JPEG grid, so no earlier JPEG save can be told from it.`, rests);
  }
  const kinds = ['foreign_grid', 'double_quantisation', 'block_grid', 'zero_coefficients', 'resave_error'] as const;
  // Of a JPEG it is no surprise that its own compression left blocks; only a region set apart by its compression is claimed here.
  if (/artifacts?|artefacts?|blocks?|noise|marks/.test(match[0])) return UNDECIDED;
  const judged = againstAll(clause, match[0], kinds, (one) => kinds.filter((quantity) => value(one, quantity) !== undefined).length >= 3 && kinds.every((quantity) => Math.abs(value(one, quantity)?.effect ?? 0) < 1));
  return judged.strike !== null && !clause.anyRegion ? judged : { strike: null, grounds: clause.targets.length === 1 ? clause.targets.flatMap((one) => grounds(one, kinds)) : [] };
}

function fileClaims({ text }: Clause, { known }: Context): Judged {
  const { facts } = known;
  const name = facts.format.toUpperCase();
  const rests = [ground('format', null, name)];
  const found: Judged[] = [];
  const never = /\b(?:never|not) (?:been )?(?:compressed|saved as (?:an? )?(?:jpeg|jpg)|jpeg compressed)\b|\buncompressed\b|\bno (?:jpeg )?compression\b(?! (?:history|trace|artifact|artefact|differ|inconsist|mismatch))|\blossless(?:ly)?\b/.exec(text);
  if (never !== null && facts.format === 'jpeg') found.push(struck('operation', never[0], 'The file is a JPEG.', rests));
  const format = /\b(?:picture|file|it|this) (?:is|was) (?:an? |delivered as (?:an? )?|stored as (?:an? )?|saved as (?:an? )?|a )(jpe?g|png|tiff?|webp|gif|bmp|heic|avif)\b(?! before)|\b(?:this|the) (jpe?g|png|tiff?|webp|gif|bmp|heic|avif)(?: file| picture)\b/.exec(text);
  if (format !== null) {
    const claimed = (format[1] ?? format[2] ?? '').replace('jpg', 'jpeg').replace(/^tif$/, 'tiff');
    const holds = claimed === facts.format;
    if (holds || DENY.test(format[0])) found.push({ strike: null, grounds: rests });
    else found.push(struck('operation', format[0], `The file is a ${name}.`, rests));
  }
  const quality = /\bquality(?: factor| level| setting)?(?: is| was| of| around| about| near| at| =)* (\d{1,3})\b(?!\s*%)/.exec(text);
  const measured = facts.jpeg?.quality?.nearest;
  if (quality !== null && measured !== undefined) {
    const known = [ground('jpeg_quality', null, `quality ${measured}`)];
    if (Math.abs(Number(quality[1]) - measured) <= 4) found.push({ strike: null, grounds: known });
    else if (/\b(?:picture|file|saved)\b/.test(text)) found.push(struck('operation', quality[0], `The quantisation table of the file is nearest to quality ${measured}.`, known));
  }
  return together(found);
}

function generated({ text }: Clause, { known }: Context): Judged {
  const match = /\b(?:whole|entire|complete|full) picture (?:\w+ )*?(?:generated|synthetic|rendered|artificial|created|computer made|ai made)|\bpicture as a whole (?:\w+ )*?(?:generated|synthetic)|\b(?:fully|entirely|completely|wholly) (?:ai |computer |synthetically )?(?:generated|synthetic|artificial)(?: picture)?|\bpicture (?:is|was) (?:ai|computer) generated\b/.exec(text);
  if (match === null || DENY.test(text) || known.finding.maskShare >= 0.5 || (!/picture/.test(text))) return UNDECIDED;
  return struck('operation', match[0], `The marked regions together cover only ${shareOfPicture(known.finding.maskShare)}.`, [ground('share', null, shareOfPicture(known.finding.maskShare))]);
}
