import { z } from 'zod';

const goldenMapSchema = z.object({ mean: z.number(), min: z.number(), max: z.number(), samples: z.array(z.tuple([z.number(), z.number(), z.number()])) });

/** resources/models/<id>/golden.json as training/export.py writes it: generated inputs by size and seed, and what the exported network answered to them. */
export const goldenSchema = z.object({
  schema: z.literal(1),
  tolerance: z.number().gt(0),
  cases: z
    .array(
      z.object({
        height: z.number().int().multipleOf(32),
        width: z.number().int().multipleOf(32),
        seed: z.number().int(),
        expected: z.object({ mask: goldenMapSchema, coarse_rgb: goldenMapSchema, coarse_fused: goldenMapSchema, quality: goldenMapSchema, gate: z.number(), score: z.number() }),
      }),
    )
    .min(1),
});
export type Golden = z.infer<typeof goldenSchema>;
export type GoldenCase = Golden['cases'][number];
