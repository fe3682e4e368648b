import type { Block } from '../document.ts';
import { agencyOf, type Composition, examinerOf, fact, facts, heading, paragraph, typed } from './blocks.ts';
import { NOT_STATED, stated, utc } from './print.ts';

export function review({ fields, meta }: Composition): readonly Block[] {
  const { reviewer } = fields;
  return [
    // Review, declaration and signature stand together on a page of their own.
    { kind: 'pageBreak' },
    heading(1, '12', 'Review', 'section-12'),
    ...(reviewer.name.trim() === ''
      ? [paragraph('No technical or administrative review by a second person is stated.')]
      : [facts(
        fact('Reviewer', reviewer.name.trim()),
        fact('Role', stated(reviewer.role)),
        fact('Qualifications', stated(reviewer.qualifications)),
        fact('Reviewed', stated(reviewer.at)),
        fact('Own finding', stated(reviewer.verdict)),
      )]),
    paragraph(meta.status === 'final' ? `Issued as final by ${meta.author}.` : 'Not approved: this is a draft.', 'muted'),
  ];
}

export function declarations(composition: Composition): readonly Block[] {
  const { fields, meta } = composition;
  const name = examinerOf(composition);
  return [
    heading(1, '13', 'Declarations and signature', 'section-13'),
    typed(fields.declaration, 'No declaration of the examiner (duty to the court, impartiality) is stated.'),
    paragraph(meta.signed ? 'This document carries a digital signature (PAdES) over all of its bytes but the signature itself. Appendix F says how to verify it.' : 'This document carries no digital signature.'),
    {
      kind: 'signature',
      lines: [name === '' ? `Name: ${NOT_STATED.toLowerCase()}` : name, ...[fields.examiner.role.trim(), agencyOf(composition)].filter((line) => line !== ''), `Version ${meta.version}, ${meta.status}, issued ${utc(meta.issuedAt.utc)}`],
    },
  ];
}
