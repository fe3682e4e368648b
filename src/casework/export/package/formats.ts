import { z } from 'zod';
import { AppError } from '../../../contract/index.ts';
import { reviewStatusSchema } from '../../../contract/evidence.ts';
import { digestOf, sha256Of } from '../../canonicalJson.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** State of an item when the package was made: what notes are compared with when they come back. */
export const packageItemSchema = z.object({ id: z.number().int(), sha256: sha256.nullable(), findingDigest: sha256.nullable(), review: reviewStatusSchema, note: z.string(), regions: z.array(z.number().int()) });
export type PackageItem = z.infer<typeof packageItemSchema>;

/** manifest.json of a package. The case keeps it too: it is how a review file is recognised. */
export const packageManifestSchema = z.object({
  schema: z.literal('palimpsest-package'),
  version: z.literal(1),
  packageId: sha256,
  extractSha256: sha256,
  case: z.string(),
  software: z.string(),
  items: z.array(packageItemSchema),
  /** Every file of the package but this one. */
  files: z.array(z.object({ path: z.string(), sha256, bytes: z.number().int() })),
});
export type PackageManifest = z.infer<typeof packageManifestSchema>;

/** What a reviewer says of one region. */
export const regionVerdictSchema = z.enum(['unstated', 'agree', 'unsure', 'disagree']);
export type RegionVerdict = z.infer<typeof regionVerdictSchema>;

/** The file a reviewer saves in the viewer: items they changed or wrote on, each with what it was in the package. */
export const reviewFileSchema = z.object({
  schema: z.literal('palimpsest-review'),
  version: z.literal(1),
  packageId: sha256,
  extractSha256: sha256,
  reviewer: z.string().min(1).max(200),
  /** By the reviewer's clock, ISO 8601. */
  savedAt: z.string().max(40),
  items: z.array(packageItemSchema.omit({ regions: true }).extend({
    newReview: reviewStatusSchema,
    newNote: z.string().max(20_000),
    regions: z.array(z.object({ id: z.number().int(), verdict: regionVerdictSchema, note: z.string().max(20_000) })),
  })).max(100_000),
  /** Of the canonical JSON of all the rest. Shows a slip or a careless edit; it is no signature. */
  contentSha256: sha256,
});
export type ReviewFile = z.infer<typeof reviewFileSchema>;

/** Reads a review file. Error: ARGUMENT_INVALID when it is none. What it says is judged by `mergeReview`. */
export function parseReview(text: string): ReviewFile {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', 'This file is not JSON. Choose the file that "Save notes" of the review package wrote.', undefined, error);
  }
  const parsed = reviewFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('ARGUMENT_INVALID', `This file holds no notes of a review package: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}. Choose the file that "Save notes" wrote.`, undefined, parsed.error);
}

/** Digest of a review file without its own digest. */
export function reviewDigest({ contentSha256: _, ...content }: ReviewFile): string {
  return digestOf(content);
}

/** Identity of a package: the extract and every file that shows it. */
export function packageIdOf(extractSha256: string, files: PackageManifest['files']): string {
  return digestOf({ extractSha256, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) });
}

/** Package files whose bytes are not those of the manifest, by path; a missing one counts. */
export function alteredFiles(manifest: PackageManifest, contentOf: (path: string) => Uint8Array | undefined): readonly string[] {
  return manifest.files.filter(({ path, sha256: digest }) => {
    const content = contentOf(path);
    return content === undefined || sha256Of(content) !== digest;
  }).map(({ path }) => path);
}
