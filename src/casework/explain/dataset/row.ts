import { z } from 'zod';
import { boxSchema, exchangeSchema, explainedRegionSchema, explanationContentSchema, positionSchema, promptPictureSchema, promptVariantSchema, statementSchema } from '../../../contract/index.ts';

/** A region of a data set: what a foreign annotation does not say is null. */
export const datasetRegionSchema = explainedRegionSchema.extend({ absolute_position: positionSchema.nullable(), confidence: explainedRegionSchema.shape.confidence.nullable() });
export type DatasetRegion = z.infer<typeof datasetRegionSchema>;

export const datasetContentSchema = explanationContentSchema.extend({ regions: z.array(datasetRegionSchema) });
export type DatasetContent = z.infer<typeof datasetContentSchema>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Everything needed to say where an annotation comes from, and to make it again. */
export const provenanceSchema = z.object({
  /** `measured`: by this program alone; `model`: with a language model's answers; `given`: read from another data set. */
  kind: z.enum(['measured', 'model', 'given']),
  imageSha256: sha256.nullable(),
  /** Of the mask file as it was given. */
  maskSha256: sha256.nullable(),
  /** As displayed. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Of the mask, largest first: numbers as in the content; boxes as displayed. */
  regions: z.array(z.object({ id: z.number().int(), box: boxSchema, area: z.number().int(), share: z.number() })),
  regionsInAll: z.number().int(),
  /** Smaller components of the mask were passed over; in pixels. */
  minimumRegionArea: z.number().int().nullable(),
  variant: promptVariantSchema,
  promptVersion: z.number().int().nullable(),
  model: z.string().nullable(),
  /** Origin of the server. */
  server: z.string().nullable(),
  parameters: z.object({ seed: z.number().int(), maximumTokens: z.number().int(), capabilities: z.object({ pictures: z.boolean(), schema: z.boolean(), streaming: z.boolean() }).nullable() }).nullable(),
  /** What the model said by itself of things that are measured: compared, never taken over. Empty and null where none was asked. */
  claimed: z.array(z.object({ id: z.number().int(), position: positionSchema.nullable() })),
  claimedCount: z.number().int().nullable(),
  pictures: z.array(promptPictureSchema.omit({ path: true })),
  exchanges: z.array(exchangeSchema.pick({ step: true, attempt: true, requestSha256: true, replySha256: true, outcome: true, milliseconds: true, notes: true }).extend({ repair: z.boolean() })),
  /** Sentences of the model that the evidence contradicts, or that it took back. */
  struck: z.array(statementSchema),
  notes: z.array(z.string()),
  /** UTC, ISO 8601. */
  at: z.string(),
  appVersion: z.string(),
  /** The foreign annotation as it was read. */
  given: z.unknown().optional(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** One line of a data set: one picture. */
export const datasetRowSchema = z.object({
  version: z.literal(1),
  /** Path within its data set, forward slashes. */
  image: z.string().min(1),
  mask: z.string().nullable(),
  content: datasetContentSchema,
  provenance: provenanceSchema,
});
export type DatasetRow = z.infer<typeof datasetRowSchema>;

/** What makes an annotation another one. The seed is no part of it: a file holds one answer for each picture, prompt and model. */
export function rowKey(row: { readonly image: string; readonly provenance: Pick<Provenance, 'kind' | 'imageSha256' | 'maskSha256' | 'promptVersion' | 'model' | 'variant'> }): string {
  const { kind, imageSha256, maskSha256, promptVersion, model, variant } = row.provenance;
  return JSON.stringify([row.image, kind, imageSha256, maskSha256, promptVersion, model, variant]);
}

/** A line that could not be made. */
export interface ErrorRow {
  readonly image: string;
  readonly mask: string;
  readonly error: { readonly code: string; readonly message: string };
  readonly at: string;
}
