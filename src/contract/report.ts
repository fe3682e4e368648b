import { z } from 'zod';

export const reportTemplateSchema = z.enum(['court', 'newsroom', 'insurer']);
export type ReportTemplate = z.infer<typeof reportTemplateSchema>;

/** How strongly the findings support the first proposition against the second, in words only (no number is claimed that was not measured). */
export const SUPPORT_WORDS = ['not_stated', 'strong_second', 'moderate_second', 'weak_second', 'inconclusive', 'weak_first', 'moderate_first', 'strong_first'] as const;

const line = z.string().max(500).default('');
const text = z.string().max(20_000).default('');
const people = z.object({ name: line, role: line, qualifications: text });

/** What the examiner types for one report; the rest comes from the extract. */
export const reportFieldsSchema = z.object({
  template: reportTemplateSchema.default('court'),
  title: line,
  /** Empty: number of the case and of the report. */
  reportId: line,
  supersedes: line,
  classification: line,
  distribution: text,
  agency: z.object({ name: line, address: text, accreditation: text, /** PNG or JPEG as a data address, at most 500 kB, or empty. */ logo: z.string().max(700_000).default('') }).prefault({}),
  examiner: people.prefault({}),
  reviewer: people.extend({ verdict: text, at: line }).prefault({}),
  examinedFrom: line,
  examinedTo: line,
  propositionOne: text,
  propositionTwo: text,
  outOfScope: text,
  evaluation: z.object({ support: z.enum(SUPPORT_WORDS).default('not_stated'), reasons: text, alternatives: text }).prefault({}),
  /** Numbered, one a line. */
  conclusions: text,
  summary: text,
  limitations: text,
  declaration: text,
  /** newsroom */
  claim: text,
  firstSeen: line,
  archiveLink: line,
  /** insurer */
  policy: line,
  claimNumber: line,
  include: z.object({ annotations: z.boolean().default(true), explanations: z.boolean().default(true), metadata: z.boolean().default(true), otherFiles: z.boolean().default(true), exchanges: z.boolean().default(false) }).prefault({}),
  /** Typed reason to issue although a file does not verify; part of the report. */
  overrideReason: text,
});
export type ReportFields = z.infer<typeof reportFieldsSchema>;

/** Something a report still lacks or must not say. `error` blocks "final". */
export const lintSchema = z.object({
  severity: z.enum(['error', 'warning']),
  /** Path of the field, `case.question`, `fields.conclusions`, `items.12.check`: the builder jumps there. */
  field: z.string(),
  message: z.string(),
  /** Number of the checklist section, 0..13. */
  section: z.number().int(),
});
export type Lint = z.infer<typeof lintSchema>;

export const reportRowSchema = z.object({
  id: z.number().int(),
  reportId: z.string(),
  version: z.number().int(),
  status: z.enum(['running', 'draft', 'final', 'failed']),
  template: reportTemplateSchema,
  fields: reportFieldsSchema,
  items: z.number().int(),
  author: z.string(),
  createdAt: z.string(),
  extractSha256: z.string().nullable(),
  /** reports/<name>.pdf and .html, below the case folder, with their digests; null while it runs. */
  files: z.array(z.object({ kind: z.enum(['pdf', 'html', 'extract']), path: z.string(), sha256: z.string(), bytes: z.number().int() })),
  signed: z.boolean(),
  pages: z.number().int().nullable(),
  progress: z.object({ stage: z.enum(['verify', 'extract', 'figures', 'pages', 'sign']), done: z.number().int(), total: z.number().int() }).nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type ReportRow = z.infer<typeof reportRowSchema>;

