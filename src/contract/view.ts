import { z } from 'zod';
import { regionSchema } from './analysis.ts';
import { liveRegionsSchema } from './annotations.ts';
import { ERROR_CODES } from './errors.ts';
import { itemFiguresSchema } from './figures.ts';
import { measurementSchema, promptPictureSchema, promptVariantSchema } from './measurement.ts';
import { mapHistogramSchema, pixelReadingSchema } from './review.ts';
import { agreementSchema, madeOfSchema, signalNameSchema, signalResultSchema } from './signals.ts';

/**
 * Messages between a host and its view process: a second engine process without network, which decodes pictures and maps for the eye while scans run
 * in the other. It writes tiles and thumbnails below the case's cache folder and answers with their path; pixels do not cross.
 */
const id = z.number().int().min(1);
const maps = z.object({ mask: z.string().optional(), coarse_rgb: z.string().optional(), coarse_fused: z.string().optional(), reliability: z.string().optional() });

export const viewRequestSchema = z.discriminatedUnion('kind', [
  /** A tile of the picture at `path` (evidence, read only), written to `target`; `key` names its content (SHA-256) for the memory cache. */
  z.object({ kind: z.literal('picture_tile'), id, path: z.string(), key: z.string(), level: z.number().int(), column: z.number().int(), row: z.number().int(), target: z.string() }),
  z.object({ kind: z.literal('map_tile'), id, path: z.string(), key: z.string(), level: z.number().int(), column: z.number().int(), row: z.number().int(), target: z.string() }),
  /** JPEG of at most 320 pixels, as displayed (orientation applied). */
  z.object({ kind: z.literal('thumbnail'), id, path: z.string(), key: z.string(), target: z.string() }),
  /** JPEG of at most `longSide` pixels, as stored: neither turned nor tagged. */
  z.object({ kind: z.literal('looking_copy'), id, path: z.string(), key: z.string(), longSide: z.number().int().min(64).max(4096), target: z.string() }),
  z.object({ kind: z.literal('pixel'), id, path: z.string(), key: z.string(), maps, x: z.number().int(), y: z.number().int() }),
  z.object({ kind: z.literal('histogram'), id, path: z.string(), key: z.string() }),
  z.object({ kind: z.literal('regions'), id, path: z.string(), key: z.string(), threshold: z.number(), minimumArea: z.number().int() }),
  /** The map at or above the threshold as bits of MASK_TILE tiles (annotations.ts), non-empty tiles only. */
  z.object({ kind: z.literal('mask_tiles'), id, path: z.string(), key: z.string(), threshold: z.number() }),
  z.object({ kind: z.literal('measure'), id, path: z.string(), key: z.string(), mask: z.object({ path: z.string(), key: z.string() }), reliability: z.object({ path: z.string(), key: z.string() }).nullable(), threshold: z.number(), regions: z.array(regionSchema) }),
  /** Writes what a language model would see into artifacts/ of the case folder. */
  z.object({ kind: z.literal('prompt_pictures'), id, path: z.string(), key: z.string(), mask: z.object({ path: z.string(), key: z.string() }), threshold: z.number(), regions: z.array(regionSchema), variant: promptVariantSchema, caseFolder: z.string() }),
  /** Writes the pictures of a report into artifacts/ of the case folder. */
  z.object({ kind: z.literal('report_figures'), id, path: z.string(), key: z.string(), finding: z.object({ mask: z.object({ path: z.string(), key: z.string() }), threshold: z.number(), regions: z.array(regionSchema) }).nullable(), longSide: z.number().int().min(64).max(1600), crops: z.number().int().min(0).max(12), caseFolder: z.string() }),
  /** One method over the picture; its map goes into artifacts/ of the case folder. */
  z.object({ kind: z.literal('signal'), id, path: z.string(), key: z.string(), name: signalNameSchema, caseFolder: z.string() }),
  /** How far the maps of methods that apply agree; each counts a pixel from its byte `least` up. All maps are of one size. */
  z.object({ kind: z.literal('agreement'), id, maps: z.array(z.object({ method: agreementSchema.shape.methods.element, path: z.string(), key: z.string(), least: z.number().int().min(1).max(255) })).min(2), caseFolder: z.string() }),
  /** What this process is made of: stated with every run of second opinions. */
  z.object({ kind: z.literal('made_of'), id }),
  z.object({ kind: z.literal('cancel'), id, target: id }),
]);
export type ViewRequest = z.infer<typeof viewRequestSchema>;

export const viewReplySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), pid: z.number().int() }),
  z.object({ kind: z.literal('written'), id, path: z.string(), bytes: z.number().int() }),
  z.object({ kind: z.literal('pixel'), id, result: pixelReadingSchema }),
  z.object({ kind: z.literal('histogram'), id, result: mapHistogramSchema }),
  z.object({ kind: z.literal('regions'), id, result: liveRegionsSchema }),
  z.object({ kind: z.literal('mask_tiles'), id, result: z.array(z.object({ column: z.number().int(), row: z.number().int(), bits: z.instanceof(Uint8Array) })) }),
  z.object({ kind: z.literal('measurement'), id, result: measurementSchema }),
  z.object({ kind: z.literal('prompt_pictures'), id, result: z.array(promptPictureSchema) }),
  z.object({ kind: z.literal('report_figures'), id, result: itemFiguresSchema }),
  z.object({ kind: z.literal('signal'), id, result: signalResultSchema }),
  z.object({ kind: z.literal('agreement'), id, result: agreementSchema }),
  z.object({ kind: z.literal('made_of'), id, result: madeOfSchema }),
  z.object({ kind: z.literal('failed'), id, error: z.object({ code: z.enum(ERROR_CODES), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }) }),
]);
export type ViewReply = z.infer<typeof viewReplySchema>;
