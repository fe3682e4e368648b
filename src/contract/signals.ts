import { z } from 'zod';
import { artifactSchema } from './analysis.ts';

/** Classical methods, each a second opinion of its own; order is that of the layer list. */
export const SIGNAL_NAMES = ['ela', 'jpeg_ghosts', 'double_quantisation', 'double_quantisation_shifted', 'blocking_grid', 'noise_level', 'cfa', 'copy_move_keypoints', 'copy_move_dense'] as const;
export const signalNameSchema = z.enum(SIGNAL_NAMES);
export type SignalName = z.infer<typeof signalNameSchema>;

/** Maps that second opinions put on the canvas: one a method, and how far they agree. */
export const SIGNAL_LAYERS = [...SIGNAL_NAMES, 'agreement'] as const;
export const signalLayerSchema = z.enum(SIGNAL_LAYERS);
export type SignalLayer = z.infer<typeof signalLayerSchema>;

/** What a method is, in an examiner's words; every layer has all of it. */
export interface SignalWords {
  readonly title: string;
  /** What the map shows. */
  readonly shows: string;
  readonly lookFor: string;
  readonly ignore: string;
  readonly appliesWhen: string;
  /** The paper the method is from. */
  readonly source: string;
}

/** A pixel of a signal's map is marked from this byte up: every method scales its map so that its own decision lies at .5, as the network's does. */
export const SIGNAL_MARKED = 128;

export const signalParametersSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

/** What one method said of one picture. */
export const signalResultSchema = z.object({
  name: signalNameSchema,
  /** Raised whenever the same file may give another map. */
  version: z.number().int().min(1),
  parameters: signalParametersSchema,
  /** False where the method has nothing to go on; `reason` then says why, in a sentence for the examiner, and there is no map. */
  applies: z.boolean(),
  reason: z.string(),
  /** Peak of the map after a mean over 16 x 16 pixels, 0..1: an order, not a probability. Null where the method does not apply. */
  score: z.number().min(0).max(1).nullable(),
  /** Share of pixels marked, 0..1. */
  maskShare: z.number().min(0).max(1).nullable(),
  /** Grey PNG of the stored picture's size, kind `signal`. */
  map: artifactSchema.nullable(),
  milliseconds: z.number().min(0),
}).refine(({ applies, map, score, maskShare }) => applies === (map !== null) && applies === (score !== null) && applies === (maskShare !== null), 'a map goes with a method that applies');
export type SignalResult = z.infer<typeof signalResultSchema>;

/** How far methods agree: byte v of the map is the share v / 255 of the methods that apply which mark the pixel. */
export const agreementSchema = z.object({
  /** Methods counted, the network as `network`. */
  methods: z.array(z.union([signalNameSchema, z.literal('network')])),
  map: artifactSchema,
  /** Share of the picture marked by exactly n methods, n = 0 .. methods.length. */
  shares: z.array(z.number().min(0).max(1)),
  /** Overlap of what two methods mark (intersection over union), null where neither marks anything; methods x methods. */
  overlap: z.array(z.array(z.number().min(0).max(1).nullable())),
});
export type Agreement = z.infer<typeof agreementSchema>;

/** Release, libraries and system that methods run on. */
export const madeOfSchema = z.object({
  versions: z.object({ app: z.string(), engine: z.string(), sharp: z.string(), libvips: z.string(), node: z.string() }),
  platform: z.string(),
});
export type MadeOf = z.infer<typeof madeOfSchema>;

/** One run of second opinions over one item, as the case keeps it. */
export const signalRunSchema = z.object({
  id: z.number().int().min(1),
  evidenceId: z.number().int().min(1),
  /** Finding whose mask was counted in the agreement, or null where there was none. */
  findingId: z.number().int().nullable(),
  author: z.string(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  /** Methods asked for. */
  names: z.array(signalNameSchema).min(1),
  /** Those that have ended, in the order of `names`. */
  results: z.array(signalResultSchema),
  /** Null while it runs, and where fewer than two methods (the network counted) apply. */
  agreement: agreementSchema.nullable(),
  record: madeOfSchema.extend({ inputSha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type SignalRun = z.infer<typeof signalRunSchema>;
