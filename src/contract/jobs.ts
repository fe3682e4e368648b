import { z } from 'zod';
import { analysisOptionsSchema, providerSchema } from './analysis.ts';
import { problemSchema } from './evidence.ts';
import { explanationProgressSchema, explanationStatusSchema } from './explanation.ts';
import { scanStageSchema } from './progress.ts';

/** `add`: list and hash; `scan`: analyse what is pending; `retry`: take problem files up again. */
export const jobKindSchema = z.enum(['add', 'scan', 'retry']);
export type JobKind = z.infer<typeof jobKindSchema>;

/** `interrupted`: its process ended; it goes on when the case is opened again. `pausing` and `cancelling` can take until the file in work is done. */
export const jobStatusSchema = z.enum(['queued', 'running', 'pausing', 'paused', 'cancelling', 'cancelled', 'finished', 'failed', 'interrupted']);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const scanSettingsSchema = z.object({
  model: z.string(),
  provider: providerSchema.or(z.literal('auto')),
  options: analysisOptionsSchema,
});
export type ScanSettings = z.infer<typeof scanSettingsSchema>;

/** Progress of one stage; counts are files, rate files an hour, eta seconds; null while unknown. */
export const stageProgressSchema = z.object({
  stage: scanStageSchema,
  done: z.number().int(),
  total: z.number().int(),
  failed: z.number().int(),
  ratePerHour: z.number().nullable(),
  etaSeconds: z.number().nullable(),
});
export type JobStage = z.infer<typeof stageProgressSchema>;

export const jobSchema = z.object({
  id: z.number().int(),
  kind: jobKindSchema,
  status: jobStatusSchema,
  /** What it works on, in words: paths of an `add`, "12 items" of a `scan`. */
  subject: z.string(),
  settings: scanSettingsSchema.nullable(),
  stages: z.array(stageProgressSchema),
  /** File in work now, or null. */
  current: z.string().nullable(),
  failures: z.number().int(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  error: problemSchema.nullable(),
});
export type Job = z.infer<typeof jobSchema>;

export const jobFailureSchema = z.object({ evidenceId: z.number().int(), path: z.string(), status: z.enum(['failed', 'skipped']), problem: problemSchema, at: z.string() });
export type JobFailure = z.infer<typeof jobFailureSchema>;

/** What happens in an open case, as it happens: the page keeps itself up to date by these. */
export const caseEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), job: jobSchema }),
  /** Rows were added or changed; `ids` is empty when they are too many to name. */
  z.object({ type: z.literal('evidence'), ids: z.array(z.number().int()) }),
  z.object({ type: z.literal('annotations'), evidenceId: z.number().int() }),
  /** An explanation of this item was added, changed or went on. */
  z.object({ type: z.literal('explanation'), evidenceId: z.number().int(), explanationId: z.number().int(), status: explanationStatusSchema, progress: explanationProgressSchema.nullable() }),
  /** Second opinions of this item were begun, went on or ended. */
  z.object({ type: z.literal('signals'), evidenceId: z.number().int(), runId: z.number().int() }),
  /** A check of the evidence went on, or ended (`done` = `total`). */
  z.object({ type: z.literal('custody'), done: z.number().int(), total: z.number().int() }),
  /** A report was added, went on or is ready. */
  z.object({ type: z.literal('report'), id: z.number().int() }),
  z.object({ type: z.literal('case') }),
  /** Sent at once on subscribing and then every 15 seconds, so that a silent line is noticed. */
  z.object({ type: z.literal('alive'), at: z.string() }),
]);
export type CaseEvent = z.infer<typeof caseEventSchema>;

export const modelInfoSchema = z.object({ id: z.string(), version: z.string(), sha256: z.string(), bytes: z.number(), parameters: z.number(), trainedAt: z.number().int(), threshold: z.number(), scoreCalibrated: z.boolean(), licence: z.string() });
export type ModelInfo = z.infer<typeof modelInfoSchema>;
