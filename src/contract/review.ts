import { z } from 'zod';
import { analysisSchema, artifactSchema, imageFactsSchema, regionSchema, reproducibilitySchema } from './analysis.ts';
import { scoreReadingSchema } from './calibration.ts';
import { evidenceItemSchema } from './evidence.ts';

/** One finding as the review shows it. */
export const findingViewSchema = z.object({
  id: z.number().int(),
  runId: z.number().int(),
  createdAt: z.string(),
  score: z.number(),
  scoreCalibrated: z.boolean(),
  /** What may be said of the score for this kind of picture; null where the weights that made it come without a calibration. */
  scoreReading: scoreReadingSchema.nullable(),
  threshold: z.number(),
  reliability: z.number(),
  maskShare: z.number(),
  gate: analysisSchema.shape.gate,
  /** What the gate decided and why, in an investigator's words. */
  gateWords: z.string(),
  coefficients: analysisSchema.shape.coefficients,
  coefficientsWords: z.string(),
  artifacts: z.array(artifactSchema),
  regions: z.array(regionSchema),
  record: reproducibilitySchema,
});
export type FindingView = z.infer<typeof findingViewSchema>;

/** Everything the review of one item starts from. */
export const reviewViewSchema = z.object({
  item: evidenceItemSchema,
  md5: z.string().nullable(),
  sha1: z.string().nullable(),
  facts: imageFactsSchema.nullable(),
  /** Newest first; only those for the file's present content. */
  findings: z.array(findingViewSchema),
  /** The examiner's note on the item as a whole. */
  note: z.string(),
});
export type ReviewView = z.infer<typeof reviewViewSchema>;

/** What lies under one pixel (stored coordinates). Probabilities are null without a finding. */
export const pixelReadingSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  /** Stored sample values, 0..255, before any colour management. */
  rgb: z.tuple([z.number(), z.number(), z.number()]),
  probability: z.number().nullable(),
  coarseRgb: z.number().nullable(),
  coarseFused: z.number().nullable(),
  reliability: z.number().nullable(),
  /** JPEG block the pixel's luma belongs to, counted from the upper left, or null for other formats. */
  block: z.object({ column: z.number().int(), row: z.number().int(), /** Index of its quantisation table. */ table: z.number().int(), /** Quantised luma coefficients in natural (row) order. */ coefficients: z.array(z.number().int()).length(64) }).nullable(),
});
export type PixelReading = z.infer<typeof pixelReadingSchema>;

/** Pixels of a map by value: entry v counts those of byte v (probability v / 255). */
export const mapHistogramSchema = z.array(z.number().int()).length(256);
