import type { Block } from '../document.ts';
import { agencyOf, type Composition, examinerOf, fact, facts, heading, paragraph, typed } from './blocks.ts';
import { NOT_STATED, stated } from './print.ts';

export function administrative(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const { agency, examiner, reviewer } = fields;
  return [
    heading(1, '1', 'Administrative', 'section-1'),
    facts(
      fact('Requester', stated(extract.case.receivedFrom)),
      fact('Authority', stated(extract.case.authority)),
      ...(fields.template === 'insurer' ? [fact('Policy', stated(fields.policy)), fact('Claim', stated(fields.claimNumber))] : []),
      fact('Laboratory or agency', stated(agencyOf(composition))),
      fact('Address', stated(agency.address)),
      fact('Accreditation and scope', agency.accreditation.trim() === '' ? 'Not stated; no accreditation is claimed' : agency.accreditation.trim()),
      fact('Examiner', stated(examinerOf(composition))),
      fact('Role', stated(examiner.role)),
      fact('Qualifications', stated(examiner.qualifications)),
      fact('Reviewer', reviewer.name.trim() === '' ? NOT_STATED : [reviewer.name, reviewer.role].map((part) => part.trim()).filter((part) => part !== '').join(', ')),
      fact('Received', stated(extract.case.receivedAt)),
      fact('Examined', fields.examinedFrom.trim() === '' && fields.examinedTo.trim() === '' ? NOT_STATED : `${stated(fields.examinedFrom)} to ${stated(fields.examinedTo)}`),
    ),
    paragraph('The program’s results do not depend on who asked for them or on what was expected: the same file, model and parameters give the same result. The statement of impartiality of the examiner stands in section 13.'),
  ];
}

export function request({ extract, fields }: Composition): readonly Block[] {
  return [
    heading(1, '2', fields.template === 'newsroom' ? 'Claim, question and propositions' : 'Request and propositions', 'section-2'),
    ...(fields.template === 'newsroom' ? claim(fields) : []),
    heading(2, '2.1', 'Request as received', 'section-2-1'),
    typed(extract.case.request, 'The wording of the request was not recorded.'),
    heading(2, '2.2', 'Question asked, word for word', 'section-2-2'),
    typed(extract.case.question, 'The question asked was not recorded.'),
    heading(2, '2.3', 'Propositions', 'section-2-3'),
    facts(fact('Proposition 1', stated(fields.propositionOne)), fact('Proposition 2', stated(fields.propositionTwo))),
    heading(2, '2.4', 'Out of scope', 'section-2-4'),
    typed(fields.outOfScope, 'The examiner has named nothing as out of scope. What the methods do not cover stands in section 5.'),
  ];
}

function claim(fields: Composition['fields']): readonly Block[] {
  return [facts(
    fact('Claim, word for word', stated(fields.claim)),
    fact('First seen', stated(fields.firstSeen), fields.firstSeen.trim() !== ''),
    fact('Archive link', stated(fields.archiveLink), fields.archiveLink.trim() !== ''),
  )];
}
