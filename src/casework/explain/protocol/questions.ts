import { z } from 'zod';
import { ARTIFACT_TRACES, METHODS, POSITIONS, RELATIONS } from '../../../contract/index.ts';

/**
 * Answers of the three steps, as plain as servers understand them: every field required, no nulls, enums closed, empty text for "none". Lengths are asked
 * for in words and cut afterwards, since a limit in the schema would only cost a repair turn.
 */
const instanceSchema = z.object({
  title: z.string(),
  text: z.string(),
  relation: z.enum([...RELATIONS, 'none']),
  anchor: z.string(),
});
export type InstanceAnswer = z.infer<typeof instanceSchema>;
export const instanceQuestion = { name: 'instance', schema: instanceSchema };

const claimedPosition = z.enum([...POSITIONS, 'unknown']);

/** Without a mask the model looks for places itself. */
const placesSchema = z.object({ places: z.array(instanceSchema.extend({ position: claimedPosition })) });
export const placesQuestion = { name: 'places', schema: placesSchema };

const descriptionSchema = z.object({
  regions: z.array(
    z.object({
      region: z.number().int(),
      position: claimedPosition,
      artifacts: z.array(z.enum(ARTIFACT_TRACES)),
      method: z.enum(METHODS),
      description: z.string(),
      confidence: z.enum(['low', 'medium', 'high']),
    }),
  ),
  count: z.number().int(),
  summary: z.string(),
});
export type DescriptionAnswer = z.infer<typeof descriptionSchema>;
export const descriptionQuestion = { name: 'description', schema: descriptionSchema };

const checkSchema = z.object({ withdrawn: z.array(z.object({ statement: z.number().int(), why: z.string() })) });
export const checkQuestion = { name: 'self_check', schema: checkSchema };
