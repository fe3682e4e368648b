import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';

/** Stages of a scan as a person sees them. */
export const scanStageSchema = z.enum(['list', 'intake', 'analyze', 'sheet']);
export type ScanStage = z.infer<typeof scanStageSchema>;

/** Progress of a scan. Counts are of files; rate is files an hour over the last files; eta in seconds, null while unknown. */
export const scanEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), case: z.string(), root: z.string(), resumed: z.boolean() }),
  z.object({ type: z.literal('progress'), stage: scanStageSchema, done: z.number().int(), total: z.number().int(), failed: z.number().int(), ratePerHour: z.number().nullable(), etaSeconds: z.number().nullable() }),
  /** `known`: analysed by an earlier run; `failed`: a picture with a problem; `skipped`: not something to analyse (a link, a text file). Both carry the reason. */
  z.object({ type: z.literal('item'), path: z.string(), status: z.enum(['analysed', 'known', 'failed', 'skipped']), score: z.number().nullable(), regions: z.number().int().nullable(), error: z.object({ code: z.enum(ERROR_CODES), message: z.string() }).nullable() }),
  /** done: files with a finding, known ones included; failed and skipped as above. Their sum is the number of rows. */
  z.object({ type: z.literal('finished'), done: z.number().int(), failed: z.number().int(), skipped: z.number().int(), seconds: z.number(), contactSheet: z.string().nullable(), cancelled: z.boolean() }),
]);
export type ScanEvent = z.infer<typeof scanEventSchema>;
