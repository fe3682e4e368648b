import { z } from 'zod';
import { boxSchema } from './geometry.ts';

/** How the probability map is drawn in a report: never stretched to a picture's own range; below the floor the picture shows through unchanged. */
export const FIGURE_HEAT = { palette: 'Viridis', floor: 0.15, opacity: 0.65 } as const;
/** Regions that carry their number in the overlay and stand in the table, largest first; the others are counted. */
export const MOST_NUMBERED = 25;
/** Crops are enlarged by whole factors up to this, each pixel a square. */
export const MOST_ENLARGED = 4;

/** Viridis at even steps from 0 to 1 (matplotlib; S. van der Walt and N. Smith 2015). */
const VIRIDIS: readonly number[] = [0x440154, 0x48186a, 0x472d7b, 0x424086, 0x3b528b, 0x33638d, 0x2c728e, 0x26828e, 0x21918c, 0x1fa088, 0x28ae80, 0x3fbc73, 0x5ec962, 0x84d44b, 0xaddc30, 0xd8e219, 0xfde725];

/** Colour of a probability 0..1, each channel 0..255. */
export function viridis(value: number): readonly [red: number, green: number, blue: number] {
  const place = Math.min(1, Math.max(0, value)) * (VIRIDIS.length - 1);
  const low = Math.min(VIRIDIS.length - 2, Math.floor(place));
  const [from, to] = [VIRIDIS[low]!, VIRIDIS[low + 1]!];
  const mixed = (shift: number): number => Math.round(((from >> shift) & 255) + (((to >> shift) & 255) - ((from >> shift) & 255)) * (place - low));
  return [mixed(16), mixed(8), mixed(0)];
}

/** One picture of a report, a file of the case's artifacts folder. sRGB, turned as displayed. */
export const figureSchema = z.object({
  /** Whole picture as received, the same with the map over it, and both of one region's surroundings. */
  role: z.enum(['original', 'overlay', 'crop_original', 'crop_overlay']),
  region: z.number().int().nullable(),
  /** artifacts/<aa>/<sha256>.<ext> */
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().min(1),
  mimeType: z.enum(['image/jpeg', 'image/png']),
  /** Pixels of the file. */
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** The part of the picture it shows, pixels of the picture as displayed. */
  box: boxSchema,
  /** Pixels of the evidence along one pixel of the file: 2.5 is reduced, 0.25 enlarged four times. */
  perFilePixel: z.number().positive(),
});
export type ReportFigure = z.infer<typeof figureSchema>;

/** The pictures of one item: original, overlay where there is a map, then pairs of crops, largest region first. */
export const itemFiguresSchema = z.object({
  /** Size of the picture as displayed. */
  width: z.number().int().min(1),
  height: z.number().int().min(1),
  /** Threshold of the outlines, or null without a map. */
  threshold: z.number().nullable(),
  /** Regions numbered in the overlay. */
  numbered: z.number().int(),
  figures: z.array(figureSchema),
});
export type ItemFigures = z.infer<typeof itemFiguresSchema>;
