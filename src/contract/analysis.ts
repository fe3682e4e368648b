import { z } from 'zod';
import { boxSchema, orientationSchema, pointSchema } from './geometry.ts';

/** What a file is by its content, never by its extension. */
export const imageFormatSchema = z.enum(['jpeg', 'png', 'tiff', 'webp', 'avif', 'heic', 'bmp', 'gif']);
export type ImageFormat = z.infer<typeof imageFormatSchema>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Result of one read pass over a file: three digests and its size. */
export const fileDigestSchema = z.object({
  bytes: z.number().int().min(0),
  sha256,
  sha1: z.string().regex(/^[0-9a-f]{40}$/),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
});
export type FileDigest = z.infer<typeof fileDigestSchema>;

export const damageSchema = z.object({ reason: z.string(), atByte: z.number().int().min(0), share: z.number().min(0).max(1) });

/** Facts of a JPEG stream that matter to an examiner. Tables are in natural (row) order. */
export const jpegFactsSchema = z.object({
  process: z.enum(['baseline', 'extended', 'progressive']),
  precision: z.number().int(),
  colour: z.enum(['grey', 'ycc', 'rgb', 'cmyk', 'ycck']),
  subsampling: z.string(),
  restartInterval: z.number().int(),
  components: z.array(z.object({ id: z.number().int(), horizontal: z.number().int(), vertical: z.number().int(), table: z.number().int() })),
  quantizationTables: z.array(z.object({ id: z.number().int(), values: z.array(z.number().int()).length(64) })),
  /** Nearest libjpeg quality of the luma table, 1..100, and whether the table is exactly that one. */
  quality: z.object({ nearest: z.number(), exact: z.boolean() }).nullable(),
  damage: damageSchema.nullable(),
});

/** EXIF statements about how the picture was taken; null where the file is silent. */
export const captureSchema = z.object({
  make: z.string().nullable(),
  model: z.string().nullable(),
  software: z.string().nullable(),
  /** Local time as written, `YYYY-MM-DDTHH:MM:SS`. */
  takenAt: z.string().nullable(),
});
export type Capture = z.infer<typeof captureSchema>;

/** The facts of one picture as found at intake. Sizes in pixels, as stored. */
export const imageFactsSchema = z.object({
  format: imageFormatSchema,
  mimeType: z.string(),
  extensionMismatch: z.boolean(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  channels: z.number().int().min(1),
  bitDepth: z.number().int().min(1),
  hasAlpha: z.boolean(),
  colourSpace: z.string(),
  iccProfile: z.string().nullable(),
  orientation: orientationSchema,
  /** Pages of a TIFF or frames of an animation; only the first is analysed. */
  pages: z.number().int().min(1),
  jpeg: jpegFactsSchema.nullable(),
  /** What the file's EXIF says of its taking; missing in rows written before it was read. Claims of the file, not measurements. */
  capture: captureSchema.nullable().optional(),
});
export type ImageFacts = z.infer<typeof imageFactsSchema>;

/** Answer to an intake request: who the file is, without running the network. */
export const intakeSchema = z.object({ digest: fileDigestSchema, facts: imageFactsSchema });
export type Intake = z.infer<typeof intakeSchema>;

export const artifactKindSchema = z.enum(['mask', 'coarse_rgb', 'coarse_fused', 'reliability', 'overlay', 'thumbnail', 'contact_sheet', 'prompt', 'signal']);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

/** A file written once into the case's artifacts folder, named by the SHA-256 of its bytes. */
export const artifactSchema = z.object({
  kind: artifactKindSchema,
  /** Path relative to the case folder, forward slashes: artifacts/<aa>/<sha256>.<ext> */
  path: z.string(),
  sha256,
  bytes: z.number().int().min(1),
  mimeType: z.string(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Artifact = z.infer<typeof artifactSchema>;

/** One 8-connected component of the mask at the threshold. */
export const regionSchema = z.object({
  id: z.number().int().min(1),
  box: boxSchema,
  /** Pixels. */
  area: z.number().int().min(1),
  /** Share of the picture, 0..1. */
  share: z.number().min(0).max(1),
  meanProbability: z.number().min(0).max(1),
  peakProbability: z.number().min(0).max(1),
  /** Outer contour in pixel corners of the stored picture, closed implicitly. */
  polygon: z.array(pointSchema).min(3),
});
export type Region = z.infer<typeof regionSchema>;

export const providerSchema = z.enum(['cuda', 'dml', 'coreml', 'webgpu', 'cpu']);
export type Provider = z.infer<typeof providerSchema>;

/** Milliseconds of wall time by stage. */
export const timingsSchema = z.object({
  read: z.number(),
  decode: z.number(),
  coefficients: z.number(),
  inference: z.number(),
  postprocess: z.number(),
  write: z.number(),
  total: z.number(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const analysisOptionsSchema = z.object({
  /** Probability from which a pixel counts as altered, 0..1. */
  threshold: z.number().gt(0).lt(1).default(0.5),
  /** Components smaller than this many pixels are not listed as regions. */
  minimumRegionArea: z.number().int().min(1).default(64),
  /** Longest side of a native-resolution tile in pixels, a multiple of 32: tiles are no larger than their number over the picture needs. */
  tileSize: z.number().int().min(128).max(2048).multipleOf(32).default(1024),
  /** Overlap of neighbouring tiles in pixels, a multiple of 8. */
  tileOverlap: z.number().int().min(16).max(512).multipleOf(8).default(192),
  /** Also run the whole picture resized and fuse it with the tiles. */
  globalPass: z.boolean().default(true),
  maximumPixels: z.number().int().min(1).default(400_000_000),
  maximumBytes: z.number().int().min(1).default(2_000_000_000),
});
export type AnalysisOptions = z.infer<typeof analysisOptionsSchema>;

/** Everything needed to run the analysis again and get the same mask. */
export const reproducibilitySchema = z.object({
  inputSha256: sha256,
  modelId: z.string(),
  modelSha256: sha256,
  options: analysisOptionsSchema,
  provider: providerSchema,
  providerReason: z.string(),
  versions: z.object({ app: z.string(), engine: z.string(), onnxruntime: z.string(), sharp: z.string(), libvips: z.string(), node: z.string() }),
  platform: z.string(),
  /** UTC, ISO 8601. */
  startedAt: z.string(),
});
export type Reproducibility = z.infer<typeof reproducibilitySchema>;

/** One finished analysis of one picture. */
export const analysisSchema = z.object({
  digest: fileDigestSchema,
  facts: imageFactsSchema,
  /** Where the coefficients came from; `grid` is the phase (pixels) at which blocks were aligned and how sure that was, 0..1. */
  coefficients: z.object({ source: z.enum(['jpeg', 'pixels']), grid: z.object({ x: z.number().int().min(0).max(7), y: z.number().int().min(0).max(7), confidence: z.number().min(0).max(1) }) }),
  /** Image-level probability that something was altered, 0..1, uncalibrated unless the manifest says otherwise. */
  score: z.number().min(0).max(1),
  /** Probability that the gate chose pure vision, area-weighted over tiles, 0..1, and the share of tiles that did. */
  gate: z.object({ vision: z.number().min(0).max(1), visionShare: z.number().min(0).max(1), tiles: z.number().int().min(1) }),
  /** Mean predicted reliability of the mask, 0..1. */
  reliability: z.number().min(0).max(1),
  /** Share of pixels at or above the threshold, 0..1. */
  maskShare: z.number().min(0).max(1),
  artifacts: z.array(artifactSchema),
  regions: z.array(regionSchema),
  timings: timingsSchema,
  record: reproducibilitySchema,
});
export type Analysis = z.infer<typeof analysisSchema>;
