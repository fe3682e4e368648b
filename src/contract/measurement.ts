import { z } from 'zod';
import { boxSchema } from './geometry.ts';

/**
 * What is measured inside a region against outside of it. Each is computed on windows (32 x 32 pixels where the picture allows, 8 x 8 blocks for the
 * JPEG ones), so that inside and outside are two samples of one quantity.
 */
export const QUANTITIES = [
  /** Standard deviation of the grain of flat windows, grey levels. */
  'noise_level',
  /** Energy of the second derivative against that of the first, no unit: falls with blur. */
  'sharpness',
  /** Mean luma, grey levels. */
  'brightness',
  /** Standard deviation of luma, grey levels. */
  'contrast',
  /** Mean chroma, CIELAB C*. */
  'saturation',
  /** Mean hue difference from the whole picture's mean colour in CIELAB a*b*, Delta E of the chroma plane. */
  'colour_shift',
  /** Block-edge energy at the picture's 8 x 8 grid against off the grid, no unit; 1 is no grid. */
  'block_grid',
  /** Energy of an 8 x 8 grid at any other phase than the picture's, no unit; 1 is none. */
  'foreign_grid',
  /** Periodicity of the histogram of quantised coefficients that an earlier, coarser save leaves, 0..1. */
  'double_quantisation',
  /** Share of AC coefficients that are zero, 0..1. */
  'zero_coefficients',
  /** Error after one more save at quality 90, grey levels. */
  'resave_error',
  /** Correlation of pixels with their neighbours' linear prediction at the strongest spectral peak: traces of resampling, 0..1. */
  'resampling',
] as const;
export const quantitySchema = z.enum(QUANTITIES);
export type Quantity = z.infer<typeof quantitySchema>;

/** One quantity inside a region against the rest of the picture outside all regions. Numbers are null where `reason` says why it could not be measured. */
export const comparisonSchema = z.object({
  quantity: quantitySchema,
  /** As printed behind a number; empty for pure numbers. */
  unit: z.string(),
  /** Medians over the windows. */
  inside: z.number().nullable(),
  outside: z.number().nullable(),
  /** (inside - outside) / (1.4826 x median absolute deviation of the outside windows, at least a small floor of the quantity): a robust effect size in spreads, -99..99. */
  effect: z.number().min(-99).max(99).nullable(),
  /** Share of outside windows at least as far from the outside median as the inside median is, 0..1: how usual such a value is elsewhere in this picture. */
  rarity: z.number().min(0).max(1).nullable(),
  insideWindows: z.number().int().min(0),
  outsideWindows: z.number().int().min(0),
  /** Why there is no number, in words ("the region is smaller than 4 windows", "not a JPEG file"); null where there is one. */
  reason: z.string().nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** Place in the picture as displayed: the ninth of the picture in which the region's centre of mass lies. */
export const POSITIONS = ['top-left', 'top-center', 'top-right', 'middle-left', 'center', 'middle-right', 'bottom-left', 'bottom-center', 'bottom-right'] as const;
export const positionSchema = z.enum(POSITIONS);
export type Position = z.infer<typeof positionSchema>;

export const regionMeasurementSchema = z.object({
  /** Number of the region: 1.. in the order of the finding, the same as drawn on the prompt picture. */
  region: z.number().int().min(1),
  /** As stored (before orientation). */
  box: boxSchema,
  /** As displayed. */
  displayBox: boxSchema,
  area: z.number().int().min(1),
  share: z.number().min(0).max(1),
  meanProbability: z.number(),
  peakProbability: z.number(),
  meanReliability: z.number().nullable(),
  /** As displayed. */
  position: positionSchema,
  /** Mean step of luma across the region's outline against along it, no unit; well above 1: the outline is an edge in the picture. */
  outlineContrast: z.number().nullable(),
  comparisons: z.array(comparisonSchema),
});
export type RegionMeasurement = z.infer<typeof regionMeasurementSchema>;

/** Everything measured for one explanation. Regions beyond `listed` are counted, not measured. */
export const measurementSchema = z.object({
  version: z.literal(1),
  inputSha256: z.string(),
  /** Mask it was measured under, and from which probability on. */
  maskSha256: z.string(),
  threshold: z.number(),
  /** As displayed. */
  width: z.number().int(),
  height: z.number().int(),
  regionsInAll: z.number().int(),
  /** Largest first. */
  regions: z.array(regionMeasurementSchema).max(12),
  /** Medians over all windows outside of regions, by quantity. */
  picture: z.array(z.object({ quantity: quantitySchema, unit: z.string(), value: z.number().nullable() })),
  milliseconds: z.number(),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** The pictures a model sees, as files of the case's artifacts folder: JPEG quality 92, sRGB, at most 1536 px a pane. */
export const promptPictureSchema = z.object({
  kind: z.enum(['joined', 'original', 'crop']),
  /** Region a crop shows, or null. */
  region: z.number().int().nullable(),
  /** artifacts/<aa>/<sha256>.jpg */
  path: z.string(),
  sha256: z.string(),
  bytes: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
export type PromptPicture = z.infer<typeof promptPictureSchema>;

/** How the mask reaches the model: as found; turned and moved to another place of the same size; not at all (the picture alone). */
export const promptVariantSchema = z.enum(['mask', 'shuffled', 'none']);
export type PromptVariant = z.infer<typeof promptVariantSchema>;
