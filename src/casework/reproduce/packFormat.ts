import { z } from 'zod';
import { analysisSchema, AppError, reproducibilitySchema } from '../../contract/index.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What one finding needs to be made again, and what has to come out. The picture itself is not in a pack, only its digest. */
export const packItemSchema = z.object({
  item: z.number().int().min(1),
  /** Name of the file at intake, for people. */
  name: z.string(),
  bytes: z.number().int(),
  finding: z.number().int(),
  findingDigest: sha256,
  /** Image, model, options, provider and versions of the run. */
  record: reproducibilitySchema,
  expected: z.object({
    width: z.number().int().min(1),
    height: z.number().int().min(1),
    /** Of the 8-bit PNG. */
    maskSha256: sha256,
    /** Of the bytes of the mask row by row from the top: does not depend on how a PNG is packed. */
    pixelsSha256: sha256,
    /** The quantised mask (byte / 255 is the probability), a file of the pack. */
    mask: z.string().regex(/^masks\/item-\d{6,}\.png$/),
    score: analysisSchema.shape.score,
    maskShare: analysisSchema.shape.maskShare,
    regions: z.number().int(),
  }),
});
export type PackItem = z.infer<typeof packItemSchema>;

/** pack.json of a re-run pack. */
export const packSchema = z.object({
  schema: z.literal('palimpsest-rerun'),
  version: z.literal(1),
  case: z.string(),
  software: z.string(),
  /** Digest of the extract the pack was made from. */
  extractSha256: sha256,
  models: z.array(z.object({ id: z.string(), version: z.string(), sha256 })),
  items: z.array(packItemSchema).min(1),
  /** Every file of the pack but this one. */
  files: z.array(z.object({ path: z.string(), sha256, bytes: z.number().int() })),
});
export type Pack = z.infer<typeof packSchema>;

export const PACK_FILE = 'pack.json';

/** Error: ARGUMENT_INVALID for what is no pack. */
export function parsePack(text: string, where: string): Pack {
  const parsed = packSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError('ARGUMENT_INVALID', `${where} is no re-run pack that this release can read (${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}). "palimpsest export CASE --format rerun" writes one.`, { where }, parsed.error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
