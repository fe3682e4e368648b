import { z } from 'zod';
import { analysisOptionsSchema, analysisSchema, intakeSchema, providerSchema } from './analysis.ts';
import { ERROR_CODES } from './errors.ts';

/** Messages between a host and its engine process. No pixels cross here: the engine writes artifacts and answers with paths. */

const id = z.number().int().min(1);

/** Coefficients of another JPEG of the same picture, with a table that is stated (64 steps, natural order): to replay what published code fed its network. */
export const coefficientsFromSchema = z.object({ path: z.string(), table: z.array(z.number().int().min(1).max(65_535)).length(64) });
export type CoefficientsFrom = Readonly<z.infer<typeof coefficientsFromSchema>>;

export const engineRequestSchema = z.discriminatedUnion('kind', [
  /** Digests and facts of one file. */
  z.object({ kind: z.literal('intake'), id, path: z.string(), options: analysisOptionsSchema }),
  /** Full analysis of one file; artifacts go below `caseFolder`/artifacts. */
  z.object({ kind: z.literal('analyze'), id, path: z.string(), caseFolder: z.string(), modelFolder: z.string(), provider: providerSchema.or(z.literal('auto')), options: analysisOptionsSchema, coefficientsFrom: coefficientsFromSchema.optional(), threads: z.number().int().min(1).optional() }),
  /** Versions, providers and the model's self-test on its golden inputs. */
  z.object({ kind: z.literal('doctor'), id, modelFolder: z.string(), provider: providerSchema.or(z.literal('auto')) }),
  /** Cooperative cancel of request `target`, honoured between tiles. */
  z.object({ kind: z.literal('cancel'), id, target: id }),
]);
export type EngineRequest = z.infer<typeof engineRequestSchema>;

export const engineStageSchema = z.enum(['read', 'decode', 'coefficients', 'inference', 'postprocess', 'write']);
export type EngineStage = z.infer<typeof engineStageSchema>;

/** Progress inside one request; `value` never falls and ends at 1. */
export const engineProgressSchema = z.object({ kind: z.literal('progress'), id, stage: engineStageSchema, value: z.number().min(0).max(1) });
export type EngineProgress = z.infer<typeof engineProgressSchema>;

export const doctorReportSchema = z.object({
  versions: z.record(z.string(), z.string()),
  providers: z.array(z.object({ provider: providerSchema, available: z.boolean(), reason: z.string() })),
  chosen: z.object({ provider: providerSchema, reason: z.string() }),
  model: z.object({ id: z.string(), sha256: z.string(), sha256Matches: z.boolean() }),
  golden: z.object({ cases: z.number().int(), passed: z.number().int(), largestDifference: z.number(), tolerance: z.number() }),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

const errorRecord = z.object({ code: z.enum(ERROR_CODES), message: z.string(), details: z.record(z.string(), z.unknown()).optional() });

export const engineReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), pid: z.number().int() }),
  engineProgressSchema,
  z.object({ kind: z.literal('intake'), id, result: intakeSchema }),
  z.object({ kind: z.literal('analysis'), id, result: analysisSchema }),
  z.object({ kind: z.literal('doctor'), id, result: doctorReportSchema }),
  /** `intake` is there when the file could be read and identified before it failed, so that nothing known is lost. */
  z.object({ kind: z.literal('failed'), id, error: errorRecord, intake: intakeSchema.partial().optional() }),
]);
export type EngineReply = z.infer<typeof engineReplySchema>;
