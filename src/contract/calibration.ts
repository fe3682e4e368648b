import { z } from 'zod';
import { analysisOptionsSchema } from './analysis.ts';

/**
 * How a picture came to be as it is, told from the file alone (imageClass.ts): error rates hold for a class, not for pictures in general.
 * camera_original: as the camera wrote it; shared: reduced and saved again without its metadata, as social networks do; screenshot; scan; other: none of these.
 */
export const IMAGE_CLASSES = ['camera_original', 'shared', 'screenshot', 'scan', 'other'] as const;
export const imageClassSchema = z.enum(IMAGE_CLASSES);
export type ImageClass = z.infer<typeof imageClassSchema>;

/** A class and the facts that led to it, in an examiner's words. */
export const imageClassificationSchema = z.object({ class: imageClassSchema, reasons: z.array(z.string()) });
export type ImageClassification = z.infer<typeof imageClassificationSchema>;

/** A share with its 95 % interval (Clopper and Pearson, 1934): `count` of `of`. */
export const rateSchema = z.object({ value: z.number().min(0).max(1), low: z.number().min(0).max(1), high: z.number().min(0).max(1), count: z.number().int().min(0), of: z.number().int().min(1) });
export type Rate = z.infer<typeof rateSchema>;

/** Fewest untouched and fewest altered pictures of a class from which a rate is stated. */
export const LEAST_VALIDATED = 40;

export const classCalibrationSchema = z.object({
  class: imageClassSchema,
  /** False where fewer than LEAST_VALIDATED untouched or altered pictures were measured: then nothing below but the counts may be shown. */
  validated: z.boolean(),
  untouched: z.number().int().min(0),
  altered: z.number().int().min(0),
  /** Sets the counts are from, and what they are. */
  sets: z.array(z.object({ name: z.string(), untouched: z.number().int(), altered: z.number().int(), description: z.string() })),
  /** From `flag` up: traces; below `clear`: no traces by this method; between them: inconclusive. Null where not validated. */
  point: z.object({
    clear: z.number(),
    flag: z.number(),
    /** Untouched pictures at or above `flag`, and altered ones. */
    falsePositiveRate: rateSchema,
    detectionRate: rateSchema,
    /** Altered pictures below `clear`. */
    missRate: rateSchema,
    /** Untouched, altered pictures between the two. */
    inconclusive: z.object({ untouched: rateSchema, altered: rateSchema }),
  }).nullable(),
  /**
   * log10 likelihood ratio of a score s: intercept + slope * logit(s), bound to [low, high], the most that the number of pictures can support.
   * Costs in bits: Cllr of the calibrated ratio on pictures left out of the fit (cross-validated), and the least possible (isotonic); N. Brummer and J. du Preez 2006.
   */
  likelihoodRatio: z.object({ intercept: z.number(), slope: z.number(), low: z.number(), high: z.number(), cllr: z.number(), cllrLeast: z.number() }).nullable(),
  /** Cross-validated posterior at even prior odds against the share of altered pictures, by bins of it. */
  reliabilityDiagram: z.array(z.object({ from: z.number(), to: z.number(), mean: z.number(), altered: z.number(), pictures: z.number().int() })),
});
export type ClassCalibration = z.infer<typeof classCalibrationSchema>;

/** resources/models/<id>/calibration.json: measured, never edited by hand; made by `palimpsest calibrate`. */
export const calibrationSchema = z.object({
  schema: z.literal(1),
  modelId: z.string(),
  modelSha256: z.string().regex(/^[0-9a-f]{64}$/),
  options: analysisOptionsSchema,
  /** UTC date. */
  madeOn: z.string(),
  classes: z.array(classCalibrationSchema),
  /** Share of wrong pixels (mask at the threshold against the truth) by predicted reliability, over the pictures named. */
  reliabilityMap: z.object({
    sets: z.array(z.string()),
    bins: z.array(z.object({ from: z.number(), to: z.number(), pixels: z.number(), errors: z.number().min(0).max(1) })),
  }).nullable(),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** What may be said of one picture's score. `not_validated` gives no rate: its class was not measured. */
export const scoreReadingSchema = z.object({
  outcome: z.enum(['traces', 'inconclusive', 'no_traces', 'not_validated']),
  classification: imageClassificationSchema,
  score: z.number(),
  /** For outcomes other than not_validated. */
  point: classCalibrationSchema.shape.point,
  log10LikelihoodRatio: z.number().nullable(),
  /** Bounds it is held within (log10): the most that the number of pictures can support. */
  log10LikelihoodRatioBounds: z.object({ low: z.number(), high: z.number() }).nullable().optional(),
  /** One sentence for the examiner. */
  words: z.string(),
});
export type ScoreReading = z.infer<typeof scoreReadingSchema>;
