import { z } from 'zod';
import { boxSchema, pointSchema } from './geometry.ts';
import { SIGNAL_LAYERS } from './signals.ts';

/** Shapes in pixels of the stored picture. `measure` is a length; `arrow` points at its second end. */
export const shapeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('rectangle'), x: z.number(), y: z.number(), width: z.number().positive(), height: z.number().positive() }),
  z.object({ type: z.literal('ellipse'), x: z.number(), y: z.number(), radiusX: z.number().positive(), radiusY: z.number().positive() }),
  z.object({ type: z.literal('polygon'), points: z.array(pointSchema).min(3).max(10_000) }),
  z.object({ type: z.literal('arrow'), from: pointSchema, to: pointSchema }),
  z.object({ type: z.literal('text'), at: pointSchema, text: z.string().min(1).max(2000), /** Height of a line in stored pixels. */ size: z.number().positive() }),
  z.object({ type: z.literal('measure'), from: pointSchema, to: pointSchema }),
]);
export type Shape = z.infer<typeof shapeSchema>;

/** How sure the examiner is, in words only. */
export const confidenceSchema = z.enum(['unstated', 'weak', 'moderate', 'strong', 'very_strong']);
export type Confidence = z.infer<typeof confidenceSchema>;

/** Layers a note refers to, by their name on the canvas. */
export const layerNameSchema = z.enum(['picture', 'mask', 'binary', 'coarse_rgb', 'coarse_fused', 'reliability', 'regions', 'annotations', 'analyst_mask', ...SIGNAL_LAYERS]);
export type LayerName = z.infer<typeof layerNameSchema>;

const body = {
  shape: shapeSchema,
  note: z.string().max(20_000),
  confidence: confidenceSchema,
  layers: z.array(layerNameSchema).max(19),
};
export const annotationBodySchema = z.object(body);
export type AnnotationBody = z.infer<typeof annotationBodySchema>;

/** One revision of one annotation. Revisions are only ever added; `deleted` marks one that takes the annotation off the canvas. */
export const annotationSchema = z.object({
  id: z.uuid(),
  revision: z.number().int().min(1),
  evidenceId: z.number().int(),
  ...body,
  deleted: z.boolean(),
  author: z.string(),
  /** UTC, ISO 8601. */
  at: z.string(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Side in pixels of a tile of the analyst's mask; tiles lie at multiples of it in the stored picture. */
export const MASK_TILE = 256;

/** One tile of a mask: one bit a pixel, rows of 32 bytes, the first pixel in the highest bit; base64 of the 8192 bytes compressed with deflate (zlib form). Pixels beyond the picture are 0. */
export const maskTileSchema = z.object({ column: z.number().int().min(0).max(4095), row: z.number().int().min(0).max(4095), data: z.string().max(16_384) });
export type MaskTile = z.infer<typeof maskTileSchema>;

/** What made a revision of the analyst's mask. `copy`, `union`, `subtract` take the model's mask of `findingId` at `threshold`. */
export const maskOperationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('brush') }),
  z.object({ type: z.literal('erase') }),
  z.object({ type: z.literal('shape') }),
  z.object({ type: z.literal('clear') }),
  z.object({ type: z.literal('undo') }),
  z.object({ type: z.literal('redo') }),
  z.object({ type: z.literal('copy'), findingId: z.number().int(), threshold: z.number() }),
  z.object({ type: z.literal('union'), findingId: z.number().int(), threshold: z.number() }),
  z.object({ type: z.literal('subtract'), findingId: z.number().int(), threshold: z.number() }),
]);
export type MaskOperation = z.infer<typeof maskOperationSchema>;

/** The analyst's mask of one item as it stands: its non-empty tiles. Revision 0 is the empty mask nobody has touched. */
export const analystMaskSchema = z.object({
  evidenceId: z.number().int(),
  revision: z.number().int().min(0),
  /** Pixels set. */
  area: z.number().int().min(0),
  tiles: z.array(maskTileSchema),
  author: z.string().nullable(),
  at: z.string().nullable(),
});
export type AnalystMask = z.infer<typeof analystMaskSchema>;

export const maskRevisionSchema = z.object({ revision: z.number().int().min(1), operation: maskOperationSchema, tiles: z.number().int(), area: z.number().int(), author: z.string(), at: z.string() });
export type MaskRevision = z.infer<typeof maskRevisionSchema>;

/** A region at a threshold other than the finding's own, found at native resolution. */
export const liveRegionsSchema = z.object({ threshold: z.number(), area: z.number().int(), share: z.number(), regions: z.array(z.object({ id: z.number().int(), box: boxSchema, area: z.number().int(), share: z.number(), meanProbability: z.number(), peakProbability: z.number(), polygon: z.array(pointSchema) })) });
export type LiveRegions = z.infer<typeof liveRegionsSchema>;
