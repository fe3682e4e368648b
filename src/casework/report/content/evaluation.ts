import type { Block } from '../document.ts';
import { type Composition, fact, facts, heading, list, paragraph, typed } from './blocks.ts';
import { ratingOf } from './front.ts';
import { limitsOf } from './limits.ts';
import { ranges } from './parameters.ts';
import { count, numberedLines, stated } from './print.ts';
import { SUPPORT_SENTENCES, supportScale } from './words.ts';

const OTHER_CAUSES = 'Apart from alteration, these leave measurable differences within a picture: saving again or resizing, processing in the camera (joining exposures, noise reduction, portrait blur, stitching), saturated or very plain surfaces, dense texture or text, halftone of scans, and overlays added by services.';

export function evaluation(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const isNewsroom = fields.template === 'newsroom';
  return [
    heading(1, '9', isNewsroom ? 'Rating and evaluation' : 'Evaluation', 'section-9'),
    ...(isNewsroom ? [facts(fact('Rating', ratingOf(composition)), fact('Words used', 'Traces found; inconclusive; no traces found by these methods')), paragraph('Not conclusive: the rating is about traces in the files, not about the truth of the claim. Place, time, source and context of a picture need other means.')] : []),
    heading(2, '9.1', 'Strength of support', 'section-9-1'),
    facts(fact('Proposition 1', stated(fields.propositionOne)), fact('Proposition 2', stated(fields.propositionTwo))),
    paragraph(SUPPORT_SENTENCES[fields.evaluation.support], fields.evaluation.support === 'not_stated' ? 'warning' : 'strong'),
    paragraph(supportScale(extract.items.some(({ finding }) => (finding?.scoreReading?.log10LikelihoodRatio ?? null) !== null)), 'muted'),
    heading(2, '9.2', 'Reasons', 'section-9-2'),
    typed(fields.evaluation.reasons, 'The examiner has stated no reasons.'),
    heading(2, '9.3', 'Alternative explanations considered', 'section-9-3'),
    typed(fields.evaluation.alternatives, 'The examiner has not stated which alternative explanations were considered.'),
    paragraph(OTHER_CAUSES, 'muted'),
    heading(2, '9.4', 'Uncertainty', 'section-9-4'),
    paragraph('Probabilities, reliability and scores are outputs of a network with the error rates of section 5.4; they are given with two decimals because more would say nothing. Areas and places of regions depend on the threshold. “No traces found by these methods” is the absence of a finding and supports neither proposition by itself.'),
  ];
}

export function limitations({ extract, fields }: Composition): readonly Block[] {
  const bySentence = Map.groupBy(extract.items.flatMap((item) => limitsOf(item, extract).map((sentence) => ({ id: item.id, sentence: sentence.replaceAll(/\d+(?:[.,\u202f]\d+)*/g, '#'), words: sentence }))), ({ sentence }) => sentence);
  const shared = [...bySentence.values()].filter((group) => group.length > 1).map((group) => `${group[0]!.words} Items ${ranges(group.map(({ id }) => id))}${new Set(group.map(({ words }) => words)).size === 1 ? '' : `; the numbers are those of item ${group[0]!.id}`}.`);
  return [
    heading(1, '10', 'Limitations', 'section-10'),
    typed(fields.limitations, 'The examiner has stated no limitations of their own.'),
    heading(3, '', 'Of every result of these methods', 'section-10-methods'),
    list([
      'The network knows the kinds of alteration it was trained with. Pictures made whole by a generator, careful copies within one picture and changes before strong compression can escape it.',
      'It also marks places that were never altered; section 5.4 says how often on named sets.',
      'Reliability is predicted by the network itself; it is not a measured rate of error.',
      'Traces tell that a place differs, not who changed it, when, why or whether that matters.',
    ]),
    ...(shared.length === 0 ? [paragraph('Limitations of single items stand on their pages in section 6.', 'muted')] : [heading(3, '', 'Shared by several items; each item’s own stand on its page in section 6', 'section-10-items'), list(shared)]),
  ];
}

export function conclusions({ extract, fields }: Composition): readonly Block[] {
  const lines = numberedLines(fields.conclusions);
  return [
    heading(1, '11', 'Conclusions', 'section-11'),
    paragraph(`Question asked: ${stated(extract.case.question)}`),
    lines.length === 0 ? paragraph('The examiner has stated no conclusions.', 'warning') : list(lines, true),
    paragraph(`The conclusions rest on ${count(extract.items.length, 'item')} as described in sections 3 to 6 and hold within the limitations of section 10.`, 'muted'),
    ...(fields.template === 'insurer' ? [paragraph('This report makes no recommendation on cover, liability or payment, and says nothing about anybody’s intent.')] : []),
    ...(fields.template === 'newsroom' ? [paragraph('Not conclusive by itself: before publication the claim needs confirmation by source, place and time.')] : []),
  ];
}
