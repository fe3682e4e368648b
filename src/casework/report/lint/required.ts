import type { CaseExtract, Lint, ReportFields, ReportTemplate } from '../../../contract/index.ts';

interface Requirement {
  readonly field: string;
  readonly section: number;
  readonly message: string;
  readonly missing: (extract: CaseExtract, fields: ReportFields) => boolean;
  /** Where its absence blocks "final", and where it is only worth a warning. */
  readonly required: readonly ReportTemplate[];
  readonly advised: readonly ReportTemplate[];
}

const ALL = ['court', 'newsroom', 'insurer'] as const;
const blank = (text: string): boolean => text.trim() === '';

const REQUIREMENTS: readonly Requirement[] = [
  { field: 'case.number', section: 0, message: 'The case has no number.', missing: ({ case: { number } }) => blank(number), required: ['court', 'insurer'], advised: ['newsroom'] },
  { field: 'fields.distribution', section: 0, message: 'Who receives the report is not stated.', missing: (_, { distribution }) => blank(distribution), required: [], advised: ['court'] },
  { field: 'fields.examiner.name', section: 1, message: 'The examiner is not named.', missing: (extract, { examiner }) => blank(examiner.name) && blank(extract.case.examiner), required: ALL, advised: [] },
  { field: 'fields.examiner.role', section: 1, message: 'The role of the examiner is not stated.', missing: (_, { examiner }) => blank(examiner.role), required: [], advised: ['court'] },
  { field: 'fields.examiner.qualifications', section: 1, message: 'The qualifications of the examiner are not stated.', missing: (_, { examiner }) => blank(examiner.qualifications), required: ['court'], advised: [] },
  { field: 'fields.agency.name', section: 1, message: 'The laboratory or agency is not named.', missing: (extract, { agency }) => blank(agency.name) && blank(extract.case.agency), required: ['court', 'insurer'], advised: ['newsroom'] },
  { field: 'fields.agency.accreditation', section: 1, message: 'Whether the work is within an accreditation is not stated; write “none” where there is none.', missing: (_, { agency }) => blank(agency.accreditation), required: [], advised: ['court'] },
  { field: 'case.authority', section: 1, message: 'The authority for the examination is not stated.', missing: ({ case: { authority } }) => blank(authority), required: ['court'], advised: ['insurer'] },
  { field: 'case.receivedFrom', section: 1, message: 'From whom the items were received is not stated.', missing: ({ case: { receivedFrom } }) => blank(receivedFrom), required: ['court', 'insurer'], advised: ['newsroom'] },
  { field: 'case.receivedAt', section: 1, message: 'When the items were received is not stated.', missing: ({ case: { receivedAt } }) => blank(receivedAt), required: ['court', 'insurer'], advised: ['newsroom'] },
  { field: 'fields.examinedFrom', section: 1, message: 'When the examination began is not stated.', missing: (_, { examinedFrom }) => blank(examinedFrom), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.examinedTo', section: 1, message: 'When the examination ended is not stated.', missing: (_, { examinedTo }) => blank(examinedTo), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.policy', section: 1, message: 'The number of the policy is not stated.', missing: (_, { policy }) => blank(policy), required: [], advised: ['insurer'] },
  { field: 'fields.claimNumber', section: 1, message: 'The number of the claim is not stated.', missing: (_, { claimNumber }) => blank(claimNumber), required: ['insurer'], advised: [] },
  { field: 'case.request', section: 2, message: 'The request as received is not recorded.', missing: ({ case: { request } }) => blank(request), required: [], advised: ['court', 'insurer'] },
  { field: 'case.question', section: 2, message: 'The question asked, word for word, is not recorded.', missing: ({ case: { question } }) => blank(question), required: ALL, advised: [] },
  { field: 'fields.claim', section: 2, message: 'The claim examined is not stated.', missing: (_, { claim }) => blank(claim), required: ['newsroom'], advised: [] },
  { field: 'fields.firstSeen', section: 2, message: 'Where and when the picture was first seen is not stated.', missing: (_, { firstSeen }) => blank(firstSeen), required: [], advised: ['newsroom'] },
  { field: 'fields.archiveLink', section: 2, message: 'There is no link to an archived copy.', missing: (_, { archiveLink }) => blank(archiveLink), required: [], advised: ['newsroom'] },
  { field: 'fields.propositionOne', section: 2, message: 'Proposition 1 is not stated.', missing: (_, { propositionOne }) => blank(propositionOne), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.propositionTwo', section: 2, message: 'Proposition 2 is not stated.', missing: (_, { propositionTwo }) => blank(propositionTwo), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.evaluation.support', section: 9, message: 'How strongly the findings support either proposition is not stated.', missing: (_, { evaluation }) => evaluation.support === 'not_stated', required: ['court'], advised: ['insurer'] },
  { field: 'fields.evaluation.reasons', section: 9, message: 'The reasons for the evaluation are not stated.', missing: (_, { evaluation }) => blank(evaluation.reasons), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.evaluation.alternatives', section: 9, message: 'Which alternative explanations were considered is not stated.', missing: (_, { evaluation }) => blank(evaluation.alternatives), required: ['court'], advised: ['insurer', 'newsroom'] },
  { field: 'fields.limitations', section: 10, message: 'The examiner has stated no limitations beyond those of the methods.', missing: (_, { limitations }) => blank(limitations), required: [], advised: ['court'] },
  { field: 'fields.conclusions', section: 11, message: 'There are no conclusions.', missing: (_, { conclusions }) => blank(conclusions), required: ALL, advised: [] },
  { field: 'fields.summary', section: 11, message: 'There is no summary for a reader who reads nothing else.', missing: (_, { summary }) => blank(summary), required: ['court'], advised: ['newsroom', 'insurer'] },
  { field: 'fields.reviewer.name', section: 12, message: 'No second person has reviewed the report.', missing: (_, { reviewer }) => blank(reviewer.name), required: [], advised: ['court', 'insurer'] },
  { field: 'fields.reviewer.verdict', section: 12, message: 'The reviewer is named, but not what the reviewer found.', missing: (_, { reviewer }) => !blank(reviewer.name) && blank(reviewer.verdict), required: ['court'], advised: ['newsroom', 'insurer'] },
  { field: 'fields.declaration', section: 13, message: 'The declaration of the examiner (duty, impartiality) is missing.', missing: (_, { declaration }) => blank(declaration), required: ['court'], advised: ['insurer'] },
];

/** What the template needs and does not have. */
export function missingFields(extract: CaseExtract, fields: ReportFields): readonly Lint[] {
  return REQUIREMENTS.flatMap(({ field, section, message, missing, required, advised }): Lint[] => {
    const severity = required.includes(fields.template) ? 'error' : advised.includes(fields.template) ? 'warning' : null;
    return severity === null || !missing(extract, fields) ? [] : [{ severity, field, message, section }];
  });
}
