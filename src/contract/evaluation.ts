import { z } from 'zod';
import { analysisOptionsSchema } from './analysis.ts';
import { imageClassSchema } from './calibration.ts';

/** Bins of predicted reliability, of equal width over 0..1, in which wrong pixels are counted. */
export const RELIABILITY_BINS = 10;

/** What `palimpsest calibrate` needs of a <set>.json that `palimpsest evaluate` wrote; other fields are left aside. */
export const measuredSetSchema = z.object({
  summary: z.object({ set: z.string(), model: z.object({ id: z.string(), sha256: z.string() }), options: analysisOptionsSchema }),
  pictures: z.array(
    z.object({
      image: z.string(),
      altered: z.boolean(),
      class: imageClassSchema.nullable(),
      score: z.number().nullable(),
      width: z.number().nullable(),
      height: z.number().nullable(),
      reliabilityCounts: z.object({ pixels: z.array(z.number()).length(RELIABILITY_BINS), errors: z.array(z.number()).length(RELIABILITY_BINS) }).nullable(),
    }),
  ),
});
export type MeasuredSet = z.infer<typeof measuredSetSchema>;

/** What sets are, by their names: the file that `palimpsest calibrate --descriptions` reads. */
export const setDescriptionsSchema = z.record(z.string(), z.string());
