import { reportFieldsSchema, type CaseFields, type ReportFields, type ReportTemplate } from '../../contract/index.ts';

/** `fields.<path>` is typed for one report; `case.<path>` is the cover of the case, kept there. */
export type FieldPath = `fields.${string}` | `case.${keyof CaseFields}`;

export interface FieldDefinition {
  readonly path: FieldPath;
  readonly label: string;
  readonly help?: string;
  readonly kind: 'line' | 'text' | 'date' | 'time' | 'support' | 'conclusions' | 'logo' | 'switch';
  /** Thirds of the width of the column. */
  readonly width: 1 | 2 | 3 | 1.5;
  /** Templates that show it; all when left out. */
  readonly templates?: readonly ReportTemplate[];
  /** Templates that cannot be issued without it; the linter has the word, this only marks the label. */
  readonly required?: readonly ReportTemplate[];
}

export interface ReportSection {
  /** Number in the checklist of a report. */
  readonly number: number;
  readonly title: string;
  /** What fills the section without being typed. */
  readonly filled?: string;
  readonly fields: readonly FieldDefinition[];
}

const ALL: readonly ReportTemplate[] = ['court', 'newsroom', 'insurer'];
const COURT: readonly ReportTemplate[] = ['court'];
const FORMAL: readonly ReportTemplate[] = ['court', 'insurer'];

export const TEMPLATE_WORDS: Readonly<Record<ReportTemplate, string>> = { court: 'Court', newsroom: 'Newsroom', insurer: 'Insurer' };

export const TEMPLATE_HELP: Readonly<Record<ReportTemplate, string>> = {
  court: 'Every section of an expert report: propositions, evaluation on a verbal scale, review, and a declaration of duty.',
  newsroom: 'Adds the claim, where it was first seen and an archive link; says plainly what the picture alone cannot show.',
  insurer: 'Adds policy and claim number; wording that leaves the decision to the insurer.',
};

export const SECTIONS: readonly ReportSection[] = [
  {
    number: 0,
    title: 'Control',
    filled: 'Version, page numbers, time of issue, the extract’s SHA-256 and the head of the audit log are filled in.',
    fields: [
      { path: 'fields.title', label: 'Title of the report', help: 'Empty: that of the case', kind: 'line', width: 2 },
      { path: 'fields.classification', label: 'Classification', help: 'Banner on every page', kind: 'line', width: 1 },
      { path: 'case.number', label: 'Case number', help: 'From the cover', kind: 'line', width: 1, required: FORMAL },
      { path: 'fields.reportId', label: 'Report number', help: 'Empty: case number and count', kind: 'line', width: 1 },
      { path: 'fields.supersedes', label: 'Supersedes', help: 'Report it takes the place of', kind: 'line', width: 1 },
      { path: 'case.title', label: 'Title of the case', help: 'From the cover', kind: 'line', width: 3 },
      { path: 'fields.distribution', label: 'Distribution', help: 'Who gets it, one a line', kind: 'text', width: 3 },
    ],
  },
  {
    number: 1,
    title: 'Administration',
    fields: [
      { path: 'fields.agency.name', label: 'Agency', kind: 'line', width: 1.5, required: FORMAL },
      { path: 'fields.agency.accreditation', label: 'Accreditation', help: 'Scope, and whether this work is in it', kind: 'text', width: 1.5 },
      { path: 'fields.agency.address', label: 'Address', kind: 'text', width: 1.5 },
      { path: 'fields.agency.logo', label: 'Logo', help: 'PNG or JPEG, at most 500 kB', kind: 'logo', width: 1.5 },
      { path: 'fields.examiner.name', label: 'Examiner', kind: 'line', width: 1.5, required: ALL },
      { path: 'fields.examiner.role', label: 'Role', kind: 'line', width: 1.5 },
      { path: 'fields.examiner.qualifications', label: 'Qualifications', kind: 'text', width: 3, required: COURT },
      { path: 'case.authority', label: 'Authority', help: 'Order, warrant or consent; from the cover', kind: 'line', width: 3, required: COURT },
      { path: 'case.receivedFrom', label: 'Received from', help: 'From the cover', kind: 'line', width: 1.5, required: FORMAL },
      { path: 'case.receivedAt', label: 'Received at', help: 'Local time; from the cover', kind: 'time', width: 1.5, required: FORMAL },
      { path: 'fields.examinedFrom', label: 'Examined from', help: 'First day', kind: 'date', width: 1.5, required: COURT },
      { path: 'fields.examinedTo', label: 'Examined to', help: 'Last day', kind: 'date', width: 1.5, required: COURT },
      { path: 'fields.policy', label: 'Policy', kind: 'line', width: 1.5, templates: ['insurer'] },
      { path: 'fields.claimNumber', label: 'Claim number', kind: 'line', width: 1.5, templates: ['insurer'], required: ['insurer'] },
    ],
  },
  {
    number: 2,
    title: 'Request and propositions',
    fields: [
      { path: 'case.request', label: 'Request', help: 'As it was received; from the cover', kind: 'text', width: 3 },
      { path: 'case.question', label: 'Question asked', help: 'Word for word; from the cover', kind: 'text', width: 3, required: ALL },
      { path: 'fields.claim', label: 'Claim', help: 'What is said about the picture, and by whom', kind: 'text', width: 3, templates: ['newsroom'], required: ['newsroom'] },
      { path: 'fields.firstSeen', label: 'First seen', help: 'Address and time', kind: 'line', width: 1.5, templates: ['newsroom'] },
      { path: 'fields.archiveLink', label: 'Archive link', kind: 'line', width: 1.5, templates: ['newsroom'] },
      { path: 'fields.propositionOne', label: 'Proposition 1', help: 'Such as: this region was altered after capture', kind: 'text', width: 1.5, required: COURT },
      { path: 'fields.propositionTwo', label: 'Proposition 2', help: 'Its alternative, such as: it is as the camera wrote it', kind: 'text', width: 1.5, required: COURT },
      { path: 'fields.outOfScope', label: 'Out of scope', help: 'What was not asked and not examined', kind: 'text', width: 3 },
    ],
  },
  { number: 3, title: 'Items received', filled: 'Names, paths, sizes, types by content, digests and duplicates come from the case.', fields: [{ path: 'fields.include.otherFiles', label: 'List the files of the case that are not in the report', kind: 'switch', width: 3 }] },
  {
    number: 4,
    title: 'Custody and integrity',
    filled: 'Transfers, checks of the evidence and the statement that it is unchanged come from Custody.',
    fields: [{ path: 'fields.overrideReason', label: 'Reason to issue although a file does not verify', help: 'Stands in the report', kind: 'text', width: 3 }],
  },
  { number: 5, title: 'Methods', filled: 'Methods, versions, parameters, operating point and measured error rates come from the findings.', fields: [] },
  {
    number: 6,
    title: 'Results',
    filled: 'Scores, regions, maps and what was not found come from the findings.',
    fields: [
      { path: 'fields.include.annotations', label: 'Annotations of the examiner', kind: 'switch', width: 1.5 },
      { path: 'fields.include.metadata', label: 'Metadata of each file', kind: 'switch', width: 1.5 },
    ],
  },
  { number: 7, title: 'Figures', filled: 'Originals and overlays at one scale, with legend and scale bar, are made from the findings.', fields: [] },
  {
    number: 8,
    title: 'Explanation',
    filled: 'Sentences stand with the examiner’s decision on each; those of a model are labelled as such.',
    fields: [
      { path: 'fields.include.explanations', label: 'Explanations', kind: 'switch', width: 1.5 },
      { path: 'fields.include.exchanges', label: 'What was said between program and model', kind: 'switch', width: 1.5 },
    ],
  },
  {
    number: 9,
    title: 'Evaluation',
    fields: [
      { path: 'fields.evaluation.support', label: 'Support of the findings', help: 'On a verbal scale; no number is claimed that was not measured', kind: 'support', width: 3, required: COURT },
      { path: 'fields.evaluation.reasons', label: 'Reasons', kind: 'text', width: 3, required: COURT },
      { path: 'fields.evaluation.alternatives', label: 'Other explanations considered', help: 'Recompression, computational photography, denoising, texture, halftone', kind: 'text', width: 3, required: COURT },
    ],
  },
  { number: 10, title: 'Limitations', filled: 'Those that follow from the pictures and the model are added by themselves.', fields: [{ path: 'fields.limitations', label: 'Further limitations', kind: 'text', width: 3 }] },
  {
    number: 11,
    title: 'Conclusions',
    fields: [
      { path: 'fields.summary', label: 'Summary', help: 'One paragraph for a lay reader; stands in front', kind: 'text', width: 3, required: COURT },
      { path: 'fields.conclusions', label: 'Conclusions', help: 'Numbered; name the propositions they answer', kind: 'conclusions', width: 3, required: ALL },
    ],
  },
  {
    number: 12,
    title: 'Review',
    fields: [
      { path: 'fields.reviewer.name', label: 'Reviewer', kind: 'line', width: 1 },
      { path: 'fields.reviewer.role', label: 'Role', kind: 'line', width: 1 },
      { path: 'fields.reviewer.at', label: 'Reviewed on', kind: 'date', width: 1 },
      { path: 'fields.reviewer.qualifications', label: 'Qualifications', kind: 'text', width: 3 },
      { path: 'fields.reviewer.verdict', label: 'Verdict of the reviewer', help: 'Independent; disagreements and how they were resolved', kind: 'text', width: 3 },
    ],
  },
  { number: 13, title: 'Declaration and signature', fields: [{ path: 'fields.declaration', label: 'Declaration', help: 'Duty of the expert in this jurisdiction', kind: 'text', width: 3, required: COURT }] },
];

/** Fields of a section that a template shows. */
export function shownFields(section: ReportSection, template: ReportTemplate): readonly FieldDefinition[] {
  return section.fields.filter(({ templates }) => templates === undefined || templates.includes(template));
}

export function isRequired(definition: FieldDefinition, template: ReportTemplate): boolean {
  return definition.required?.includes(template) ?? false;
}

/** How many fields a template requires. */
export function requiredCount(template: ReportTemplate): number {
  return SECTIONS.flatMap((section) => shownFields(section, template)).filter((definition) => isRequired(definition, template)).length;
}

/** The value at a path below the report's fields such as `agency.name`. */
export function readField(fields: ReportFields, path: string): unknown {
  let value: unknown = fields;
  for (const part of path.split('.')) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined;
  return value;
}

/** The fields with one value changed; the others are the same objects as before. */
export function withField(fields: ReportFields, path: string, value: string | boolean): ReportFields {
  const [first = '', ...rest] = path.split('.');
  const changed = rest.length === 0 ? value : { ...(readField(fields, first) as object), [rest.join('.')]: value };
  return { ...fields, [first]: changed } as ReportFields;
}

/** Id of the element that edits a path. */
export function elementId(path: string): string {
  return `report-${path.replaceAll('.', '-')}`;
}

/** Longest text the contract takes in a field of this kind. */
export const LONGEST = { line: 500, text: 20_000 } as const;

/** Fields of a report nobody has typed anything into. */
export const NO_FIELDS: ReportFields = reportFieldsSchema.parse({});
