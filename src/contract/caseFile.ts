import { z } from 'zod';

/** The cover of a case as the examiner fills it in. Empty text where not known; times are ISO 8601. */
export const caseDetailsSchema = z.object({
  number: z.string().max(200),
  title: z.string().max(500),
  examiner: z.string().max(200),
  agency: z.string().max(200),
  /** The request as received, and the question asked, word for word. */
  request: z.string().max(20_000),
  question: z.string().max(20_000),
  authority: z.string().max(2000),
  receivedFrom: z.string().max(500),
  receivedAt: z.string().max(40),
  notes: z.string().max(100_000),
});
export type CaseFields = z.infer<typeof caseDetailsSchema>;

export const caseStatusSchema = z.enum(['open', 'closed', 'archived']);
export type CaseStatus = z.infer<typeof caseStatusSchema>;

export const lockHolderSchema = z.object({ pid: z.number().int(), host: z.string(), user: z.string(), since: z.string() });
export type CaseHolder = z.infer<typeof lockHolderSchema>;

/** One line of the list of cases. A case that cannot be read is listed with the reason. */
export const caseSummarySchema = z.object({
  slug: z.string(),
  number: z.string(),
  title: z.string(),
  examiner: z.string(),
  status: caseStatusSchema,
  createdAt: z.string(),
  /** When it was last opened here, or null. */
  openedAt: z.string().nullable(),
  items: z.number().int(),
  needReview: z.number().int(),
  /** Open in this application now. */
  open: z.boolean(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;

export const caseViewSchema = z.object({
  slug: z.string(),
  folder: z.string(),
  status: caseStatusSchema,
  createdAt: z.string(),
  details: caseDetailsSchema,
  counts: z.object({ items: z.number().int(), analysed: z.number().int(), pending: z.number().int(), failed: z.number().int(), skipped: z.number().int(), needReview: z.number().int(), findings: z.number().int(), annotations: z.number().int() }),
  roots: z.array(z.object({ id: z.number().int(), path: z.string(), items: z.number().int(), addedAt: z.string() })),
  audit: z.object({ sequence: z.number().int(), hash: z.string() }).nullable(),
});
export type CaseOverview = z.infer<typeof caseViewSchema>;

export const auditEntrySchema = z.object({ sequence: z.number().int(), at: z.string(), actor: z.string(), action: z.string(), subject: z.string(), details: z.string(), hash: z.string() });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
