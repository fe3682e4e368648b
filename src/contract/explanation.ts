import { z } from 'zod';
import { problemSchema } from './evidence.ts';
import { measurementSchema, positionSchema, promptPictureSchema, promptVariantSchema, quantitySchema } from './measurement.ts';

/** Vocabulary of model.md 3.2. */
export const explanationVerdictSchema = z.enum(['tampered', 'authentic', 'uncertain']);
export const explanationDomainSchema = z.enum(['natural', 'document', 'face', 'scene_text']);
export const RELATIONS = ['left_of', 'right_of', 'above', 'below', 'inside', 'next_to'] as const;
export const relationSchema = z.enum(RELATIONS);
export const METHODS = ['copy_move', 'splicing', 'removal', 'generation', 'print', 'unknown'] as const;
export const methodSchema = z.enum(METHODS);
export type Method = z.infer<typeof methodSchema>;
export const ARTIFACT_TRACES = ['edge', 'texture', 'noise', 'blur', 'resolution', 'lighting', 'shadow', 'color', 'perspective', 'font', 'alignment', 'spacing', 'semantic', 'compression', 'anatomy'] as const;
export const artifactTraceSchema = z.enum(ARTIFACT_TRACES);
export type ArtifactTrace = z.infer<typeof artifactTraceSchema>;

export const explainedRegionSchema = z.object({
  id: z.number().int().min(1),
  /** Object, text string or what kind of face part; at most 60 characters. */
  title: z.string().max(60),
  /** Transcription where the region shows text. */
  text: z.string().nullable(),
  absolute_position: positionSchema,
  relative_position: z.object({ relation: relationSchema, anchor: z.string() }).nullable(),
  method_guess: methodSchema,
  artifacts: z.array(artifactTraceSchema),
  description: z.string().max(400),
  confidence: z.enum(['low', 'medium', 'high']),
});
export type ExplainedRegion = z.infer<typeof explainedRegionSchema>;

/** The schema of model.md 3.2; `verdict`, `domain`, positions, sizes and the number of regions always come from measurement or the examiner. `domain` is null where the examiner has not said it. */
export const explanationContentSchema = z.object({
  verdict: explanationVerdictSchema,
  domain: explanationDomainSchema.nullable(),
  regions: z.array(explainedRegionSchema),
  summary: z.string().max(500),
});
export type ExplanationContent = z.infer<typeof explanationContentSchema>;

/** Why a sentence was struck. */
export const STRIKE_REASONS = ['place', 'count', 'size', 'operation', 'measured', 'region', 'verdict', 'authenticity', 'identity', 'instruction', 'self_check'] as const;
export const strikeSchema = z.object({
  reason: z.enum(STRIKE_REASONS),
  /** The words that are contradicted. */
  words: z.string(),
  /** What the evidence holds instead, in one sentence. */
  because: z.string(),
});
export type Strike = z.infer<typeof strikeSchema>;

/** A measured value a sentence rests on. */
export const groundSchema = z.object({
  /** Measured quantity, or a fact of finding and file. */
  quantity: quantitySchema.or(z.enum(['position', 'area', 'share', 'count', 'probability', 'reliability', 'score', 'gate', 'jpeg_quality', 'format', 'grid', 'outline', 'domain'])),
  region: z.number().int().nullable(),
  /** As printed, with its unit: "4.1 % of the picture". */
  value: z.string(),
});
export type Ground = z.infer<typeof groundSchema>;

export const STATEMENT_TOPICS = ['verdict', 'extent', 'place', 'title', 'text', 'relation', 'method', 'trace', 'description', 'summary', 'history', 'limit'] as const;

/** The examiner's decision on one sentence; every change is kept. */
export const statementReviewSchema = z.object({
  decision: z.enum(['open', 'accepted', 'edited', 'rejected']),
  /** The examiner's words where edited. */
  text: z.string().nullable(),
  author: z.string(),
  /** UTC, ISO 8601. */
  at: z.string(),
});
export type StatementReview = z.infer<typeof statementReviewSchema>;

/** One sentence of an explanation. */
export const statementSchema = z.object({
  /** 1.. within its explanation. */
  id: z.number().int().min(1),
  topic: z.enum(STATEMENT_TOPICS),
  /** Regions it speaks of; empty: of the picture as a whole. */
  regions: z.array(z.number().int()),
  source: z.enum(['measured', 'model']),
  /** Two reading levels: for anyone, and for a colleague with numbers. A model's sentence is the same in both. */
  plain: z.string(),
  technical: z.string(),
  /** Empty: nothing measured stands behind it, so it is the model's opinion. */
  grounds: z.array(groundSchema),
  struck: strikeSchema.nullable(),
});
export type Statement = z.infer<typeof statementSchema>;

/** Present decision of a sentence, or null. */
export const reviewedStatementSchema = statementSchema.extend({ review: statementReviewSchema.nullable() });
export type ReviewedStatement = z.infer<typeof reviewedStatementSchema>;

export const explanationStatusSchema = z.enum(['running', 'done', 'failed', 'cancelled']);

export const explanationProgressSchema = z.object({ step: z.enum(['measure', 'prompt', 'instances', 'description', 'check', 'grounding']), value: z.number().min(0).max(1), /** Characters received of the present reply. */ received: z.number().int() });
export type ExplanationProgress = z.infer<typeof explanationProgressSchema>;

export const explanationSchema = z.object({
  id: z.number().int(),
  evidenceId: z.number().int(),
  findingId: z.number().int(),
  /** `measured`: by this program alone; `model`: with a language model's answers. */
  kind: z.enum(['measured', 'model']),
  variant: promptVariantSchema,
  /** Explanations asked for together (an ablation) share this number. */
  batch: z.number().int().nullable(),
  status: explanationStatusSchema,
  progress: explanationProgressSchema.nullable(),
  error: problemSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  author: z.string(),
  /** Who answered; null for a measured one. */
  server: z.object({ origin: z.string(), remote: z.boolean(), model: z.string() }).nullable(),
  pictures: z.array(promptPictureSchema),
  measurement: measurementSchema.nullable(),
  content: explanationContentSchema.nullable(),
  statements: z.array(reviewedStatementSchema),
  /** Things that went otherwise than asked: "the server ignored the schema", "one repair turn was needed". */
  notes: z.array(z.string()),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** One exchange with the server, verbatim. Pictures in the request are named by their SHA-256 in place of their bytes. */
export const exchangeSchema = z.object({
  number: z.number().int().min(1),
  step: z.enum(['instances', 'description', 'check', 'repair']),
  attempt: z.number().int().min(1),
  /** Body of the request as JSON text, each data address replaced by `sha256:<digest>`. */
  request: z.string(),
  requestSha256: z.string(),
  pictures: z.array(promptPictureSchema),
  model: z.string(),
  seed: z.number().int().nullable(),
  /** Body of the answer, or all stream lines, as received; empty where none came. */
  reply: z.string(),
  replySha256: z.string(),
  outcome: z.enum(['accepted', 'invalid', 'refused', 'truncated', 'repeating', 'failed', 'cancelled']),
  /** What was done to read it: "JSON stood in reasoning_content". */
  notes: z.array(z.string()),
  startedAt: z.string(),
  milliseconds: z.number(),
});
export type Exchange = z.infer<typeof exchangeSchema>;

/** How much the words of one batch depend on the mask, compared with the run with the true mask. */
export const ablationSchema = z.object({
  batch: z.number().int(),
  rows: z.array(z.object({
    variant: promptVariantSchema,
    explanationId: z.number().int(),
    /** Same in 0..1: titles, traces, method guesses (exact), descriptions (ROUGE-L F). 1 for the run with the mask itself. */
    sameTitles: z.number(),
    sameTraces: z.number(),
    sameMethods: z.number(),
    sameDescriptions: z.number(),
  })),
  /** In words: whether the mask changed what was said. */
  reading: z.string(),
});
export type Ablation = z.infer<typeof ablationSchema>;

/** Where the language model is; part of the settings of this installation. */
export const modelServerSchema = z.object({
  enabled: z.boolean().default(false),
  /** Base address of an OpenAI-compatible API, for instance http://127.0.0.1:8080/v1 */
  address: z.string().max(500).default('http://127.0.0.1:8080/v1'),
  /** Model id; empty: the first the server lists. */
  model: z.string().max(200).default(''),
  /** Sent as a bearer token; empty for none. Never logged. */
  key: z.string().max(500).default(''),
  timeoutSeconds: z.number().int().min(5).max(3600).default(120),
  maximumTokens: z.number().int().min(100).max(8000).default(700),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});
export type ModelServer = z.infer<typeof modelServerSchema>;

/** What is known of the configured server. Nothing is sent to learn this unless the examiner asks for it (`probe`). */
export const serverStatusSchema = z.object({
  enabled: z.boolean(),
  address: z.string(),
  origin: z.string(),
  /** Not this machine: needs consent in each case. */
  remote: z.boolean(),
  state: z.enum(['off', 'not_asked', 'ready', 'unreachable', 'unfit', 'needs_consent']),
  software: z.string().nullable(),
  models: z.array(z.string()),
  model: z.string().nullable(),
  capabilities: z.object({ pictures: z.boolean(), schema: z.boolean(), streaming: z.boolean() }).nullable(),
  problem: problemSchema.nullable(),
  checkedAt: z.string().nullable(),
});
export type ServerStatus = z.infer<typeof serverStatusSchema>;

/** Consent of one case to send pictures to one remote origin. The newest stands. */
export const consentSchema = z.object({ origin: z.string(), given: z.boolean(), reason: z.string(), author: z.string(), at: z.string() });
export type Consent = z.infer<typeof consentSchema>;
