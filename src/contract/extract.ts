import { z } from 'zod';
import { annotationSchema } from './annotations.ts';
import { artifactSchema, analysisSchema, imageFactsSchema, regionSchema, reproducibilitySchema } from './analysis.ts';
import { classCalibrationSchema, scoreReadingSchema } from './calibration.ts';
import { caseDetailsSchema, caseStatusSchema } from './caseFile.ts';
import { checkOutcomeSchema, domainSchema, evidenceStatusSchema, problemSchema, reviewStatusSchema } from './evidence.ts';
import { explanationContentSchema, statementReviewSchema, statementSchema } from './explanation.ts';
import { measurementSchema } from './measurement.ts';
import { signalRunSchema } from './signals.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Version of the extract's schema; the published JSON Schema is docs/extract.schema.json. */
export const EXTRACT_VERSION = 2;

/** One check of an item's bytes against the digests taken at intake. */
export const itemCheckSchema = z.object({
  at: z.string(),
  author: z.string(),
  outcome: checkOutcomeSchema,
  /** What was read, where it could be read. */
  sha256: sha256.nullable(),
  bytes: z.number().int().nullable(),
  /** Modification time in nanoseconds since 1970 as text, as the file system gives it, and whether it is the one at intake. */
  modified: z.string().nullable(),
  modifiedUnchanged: z.boolean().nullable(),
  message: z.string(),
});
export type ItemCheck = z.infer<typeof itemCheckSchema>;

/** One hand-over of an item or of the whole delivery, as the examiner records it. */
export const transferSchema = z.object({
  id: z.number().int(),
  /** Empty: all items. */
  items: z.array(z.number().int()),
  from: z.string(),
  to: z.string(),
  /** As recorded, ISO 8601. */
  at: z.string(),
  purpose: z.string(),
  authority: z.string(),
  medium: z.string(),
  recordedBy: z.string(),
  recordedAt: z.string(),
});
export type Transfer = z.infer<typeof transferSchema>;

export const extractFindingSchema = z.object({
  id: z.number().int(),
  createdAt: z.string(),
  score: z.number(),
  threshold: z.number(),
  reliability: z.number(),
  maskShare: z.number(),
  gate: analysisSchema.shape.gate,
  coefficients: analysisSchema.shape.coefficients,
  artifacts: z.array(artifactSchema),
  regions: z.array(regionSchema),
  /** What may be said of the score for this kind of picture; null where the weights come without a calibration. */
  scoreReading: scoreReadingSchema.nullable(),
  record: reproducibilitySchema,
  digest: sha256,
});
export type ExtractFinding = z.infer<typeof extractFindingSchema>;

/** The explanation of an item as far as the examiner has decided on it. */
export const extractExplanationSchema = z.object({
  id: z.number().int(),
  kind: z.enum(['measured', 'model']),
  variant: z.enum(['mask', 'shuffled', 'none']),
  createdAt: z.string(),
  author: z.string(),
  server: z.object({ origin: z.string(), remote: z.boolean(), model: z.string() }).nullable(),
  content: explanationContentSchema.nullable(),
  statements: z.array(statementSchema.extend({ review: statementReviewSchema.nullable() })),
  measurement: measurementSchema.nullable(),
  exchanges: z.array(z.object({ number: z.number().int(), step: z.string(), requestSha256: sha256, replySha256: sha256, model: z.string(), seed: z.number().int().nullable(), outcome: z.string(), startedAt: z.string() })),
  notes: z.array(z.string()),
});
export type ExtractExplanation = z.infer<typeof extractExplanationSchema>;

export const extractItemSchema = z.object({
  id: z.number().int(),
  path: z.string(),
  name: z.string(),
  folder: z.string(),
  bytes: z.number().int(),
  /** Modification time at intake, nanoseconds since 1970 as text. */
  modified: z.string(),
  addedAt: z.string(),
  hashedAt: z.string().nullable(),
  sha256: sha256.nullable(),
  md5: z.string().nullable(),
  sha1: z.string().nullable(),
  facts: imageFactsSchema.nullable(),
  status: evidenceStatusSchema,
  problem: problemSchema.nullable(),
  review: reviewStatusSchema,
  domain: domainSchema,
  note: z.string(),
  /** Ids of items with the same SHA-256. */
  duplicates: z.array(z.number().int()),
  finding: extractFindingSchema.nullable(),
  /** The newest finished run of second opinions over the present content, or null. */
  secondOpinions: signalRunSchema.nullable(),
  annotations: z.array(annotationSchema),
  /** The analyst's own mask, or null; `sha256` is over its 8-bit PNG. */
  analystMask: z.object({ revision: z.number().int(), area: z.number().int(), artifact: artifactSchema }).nullable(),
  explanations: z.array(extractExplanationSchema),
  /** Newest last. */
  checks: z.array(itemCheckSchema),
});
export type ExtractItem = z.infer<typeof extractItemSchema>;

/** A model as it was used, with what is known of its errors. */
export const extractModelSchema = z.object({
  id: z.string(),
  version: z.string(),
  sha256,
  threshold: z.number(),
  scoreCalibrated: z.boolean(),
  trainedAt: z.number().int(),
  licence: z.string(),
  /** Measured error rates by set, at the threshold .5 (resources/models/leaderboard.json); empty where none are known for these weights. */
  validation: z.array(z.object({ set: z.string(), pictures: z.number().int().nullable(), f1: z.number().nullable(), auc: z.number().nullable(), falseArea: z.number().nullable() })),
  /** Operating points and error rates of the image score by class of picture; empty where these weights come without a calibration. */
  calibration: z.array(classCalibrationSchema),
});
export type ExtractModel = z.infer<typeof extractModelSchema>;

/**
 * Everything a report may say, as one document; reports are rendered from it alone. It holds no time of its own making and no row of the audit log that
 * only looks or exports, so the same case gives the same bytes. Canonical JSON (sorted keys, no spaces); its SHA-256 is stated in every report.
 */
export const extractSchema = z.object({
  schema: z.literal('palimpsest-extract'),
  version: z.literal(EXTRACT_VERSION),
  case: caseDetailsSchema.extend({ slug: z.string(), status: caseStatusSchema, createdAt: z.string() }),
  selection: z.object({
    /** In words, with the filter word for word. */
    words: z.string(),
    items: z.array(z.number().int()),
    counts: z.object({ inCase: z.number().int(), selected: z.number().int(), analysed: z.number().int(), pending: z.number().int(), failed: z.number().int(), skipped: z.number().int() }),
    /** Items of the case that are not in the selection, by path, with SHA-256: all files examined are named. At most 10,000, then counted. */
    others: z.array(z.object({ id: z.number().int(), path: z.string(), sha256: sha256.nullable(), status: evidenceStatusSchema })),
    othersInAll: z.number().int(),
  }),
  software: z.object({ app: z.string(), models: z.array(extractModelSchema) }),
  items: z.array(extractItemSchema),
  transfers: z.array(transferSchema),
  /** Evidence-unchanged statement of the newest check of all files, in words (bytes, modification times, listing of the folders); null before there was one. */
  custody: z.object({ statement: z.string().nullable() }).optional(),
  /** End of the audit log at its last row that changed the case (not a view, an export or a report). */
  audit: z.object({ sequence: z.number().int(), hash: sha256 }),
});

export type CaseExtract = z.infer<typeof extractSchema>;
