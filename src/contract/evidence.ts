import { z } from 'zod';
import { imageFormatSchema } from './analysis.ts';
import { ERROR_CODES } from './errors.ts';
import { orientationSchema } from './geometry.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const evidenceId = z.number().int().min(1);

/** Where the examiner stands with an item. The last three are verdicts about traces, never about authenticity. Keys 0-5 set them in this order. */
export const REVIEW_STATUSES = ['unreviewed', 'in_review', 'traces_found', 'inconclusive', 'no_traces_found', 'verified'] as const;
export const reviewStatusSchema = z.enum(REVIEW_STATUSES);
export type ReviewStatus = z.infer<typeof reviewStatusSchema>;

/** What kind of picture it is, as the examiner sees it; the model treats all with one network. */
export const domainSchema = z.enum(['unset', 'photo', 'document', 'face', 'scene_text']);
export type Domain = z.infer<typeof domainSchema>;

/** Where the machine stands with an item. `pending`: taken in, not analysed yet. */
export const evidenceStatusSchema = z.enum(['pending', 'analysed', 'failed', 'skipped']);
export type EvidenceStatus = z.infer<typeof evidenceStatusSchema>;

/** What reading an item again showed: its bytes are those of intake, others, not there, or cannot be read. */
export const checkOutcomeSchema = z.enum(['unchanged', 'changed', 'missing', 'unreadable']);
export type CheckOutcome = z.infer<typeof checkOutcomeSchema>;

export const problemSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() });

/** One row of the evidence grid. Everything the machine could not know is null. */
export const evidenceItemSchema = z.object({
  id: evidenceId,
  /** Path as text; only for showing, never for opening. */
  path: z.string(),
  name: z.string(),
  folder: z.string(),
  bytes: z.number().int().min(0),
  format: imageFormatSchema.nullable(),
  extensionMismatch: z.boolean(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  orientation: orientationSchema,
  camera: z.string().nullable(),
  /** Local time the camera wrote, `YYYY-MM-DDTHH:MM:SS`, or null. */
  takenAt: z.string().nullable(),
  sha256: sha256.nullable(),
  status: evidenceStatusSchema,
  problem: problemSchema.nullable(),
  review: reviewStatusSchema,
  domain: domainSchema,
  /** Image-level score of the newest finding for the present content, 0..1, or null. */
  score: z.number().nullable(),
  regions: z.number().int().nullable(),
  /** Share of the picture at or above the finding's threshold, 0..1. */
  maskShare: z.number().nullable(),
  findingId: z.number().int().nullable(),
  annotations: z.number().int(),
  /** Number of other items with the same SHA-256. */
  duplicates: z.number().int(),
  addedAt: z.string(),
  /** Newest check of its present digest; missing or null where there was none. */
  check: checkOutcomeSchema.nullable().optional(),
});
export type EvidenceItem = z.infer<typeof evidenceItemSchema>;

/** All conditions hold together; a missing one does not restrict. Bounds include their ends. */
export const evidenceFilterSchema = z.object({
  /** Words that all occur in path, camera, SHA-256 or notes; upper and lower case alike. */
  text: z.string().max(500).optional(),
  folder: z.string().optional(),
  review: z.array(reviewStatusSchema).optional(),
  status: z.array(evidenceStatusSchema).optional(),
  domain: z.array(domainSchema).optional(),
  format: z.array(imageFormatSchema).optional(),
  camera: z.array(z.string()).optional(),
  score: z.object({ least: z.number().min(0).max(1).optional(), most: z.number().min(0).max(1).optional() }).optional(),
  regions: z.object({ least: z.number().int().min(0).optional(), most: z.number().int().min(0).optional() }).optional(),
  pixels: z.object({ least: z.number().min(0).optional(), most: z.number().min(0).optional() }).optional(),
  bytes: z.object({ least: z.number().min(0).optional(), most: z.number().min(0).optional() }).optional(),
  extensionMismatch: z.boolean().optional(),
  annotated: z.boolean().optional(),
  duplicated: z.boolean().optional(),
});
export type EvidenceFilter = z.infer<typeof evidenceFilterSchema>;

export const evidenceSortSchema = z.object({
  by: z.enum(['path', 'name', 'score', 'regions', 'maskShare', 'pixels', 'bytes', 'format', 'camera', 'takenAt', 'review', 'domain', 'status', 'addedAt']),
  descending: z.boolean(),
});
export type EvidenceSort = z.infer<typeof evidenceSortSchema>;

export const evidenceQuerySchema = z.object({
  case: z.string(),
  filter: evidenceFilterSchema,
  sort: evidenceSortSchema,
  /** Items of one folder stand together, folders in the order of their best item under `sort`. */
  groupByFolder: z.boolean().default(false),
  offset: z.number().int().min(0),
  limit: z.number().int().min(1).max(1000),
});
export type EvidenceQuery = z.infer<typeof evidenceQuerySchema>;

export const evidenceGroupSchema = z.object({ folder: z.string(), items: z.number().int(), /** Index of its first item in the whole result. */ start: z.number().int(), highestScore: z.number().nullable() });
export type EvidenceGroup = z.infer<typeof evidenceGroupSchema>;

export const evidencePageSchema = z.object({ total: z.number().int(), offset: z.number().int(), items: z.array(evidenceItemSchema) });
export type EvidencePage = z.infer<typeof evidencePageSchema>;

/** How many items of the case have each value, under the filter without that facet's own condition. */
export const evidenceFacetsSchema = z.object({
  total: z.number().int(),
  needReview: z.number().int(),
  problems: z.number().int(),
  review: z.record(reviewStatusSchema, z.number().int()),
  status: z.record(evidenceStatusSchema, z.number().int()),
  domain: z.record(domainSchema, z.number().int()),
  format: z.array(z.object({ value: imageFormatSchema, items: z.number().int() })),
  camera: z.array(z.object({ value: z.string(), items: z.number().int() })),
  folder: z.array(z.object({ value: z.string(), items: z.number().int() })),
  /** Items by score in twenty equal bins 0..1. */
  score: z.array(z.number().int()).length(20),
});
export type EvidenceFacets = z.infer<typeof evidenceFacetsSchema>;

export const savedSearchSchema = z.object({ id: z.number().int(), name: z.string().min(1).max(100), filter: evidenceFilterSchema, sort: evidenceSortSchema, groupByFolder: z.boolean() });
export type SavedSearch = z.infer<typeof savedSearchSchema>;
