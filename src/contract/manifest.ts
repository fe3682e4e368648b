import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const stageOf = { stage: z.number().int().min(0), stride: z.number().int().min(1) };

/** One place where the network looks at its whole input, made after `stage`; the strings name values of the graph (training/stages.py tells their shapes). */
const sceneStepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mean'), ...stageOf, features: z.string(), mean: z.string() }),
  z.object({ kind: z.literal('attention'), ...stageOf, scores: z.string(), values: z.string(), result: z.string() }),
  z.object({ kind: z.literal('pyramid'), ...stageOf, features: z.string(), pooled: z.array(z.string()), reduced: z.array(z.string()), enlarged: z.array(z.string()) }),
]);
export type SceneStep = z.infer<typeof sceneStepSchema>;

/** How the graph is cut so that the tiles of a picture are run as if each saw the whole: each stage over all tiles, then what the whole picture has at its steps. */
const sceneSchema = z.object({
  steps: z.array(sceneStepSchema),
  stages: z.array(z.object({ inputs: z.array(z.string()), outputs: z.array(z.string()) })).min(1),
});
export type ScenePlan = z.infer<typeof sceneSchema>;

/** resources/models/<id>/manifest.json: what the engine must know of a model before it loads it. */
export const manifestSchema = z.object({
  schema: z.literal(1),
  /** Folder name under resources/models, for instance `omni-nano`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  /** Version of these weights, for instance `2026.11.21`. */
  version: z.string(),
  file: z.literal('model.onnx'),
  sha256,
  bytes: z.number().int().min(1),
  /** Number format of the stored weights. */
  weights: z.enum(['float32', 'float16', 'int8']),
  opset: z.number().int(),
  parameters: z.number().int().min(1),
  /** Height and width of the inputs must be multiples of this. */
  multipleOf: z.literal(32),
  /** Clip of |quantised coefficient|. */
  coefficientClip: z.literal(20),
  inputs: z.object({ rgb: z.literal('rgb'), coefficients: z.literal('dct'), table: z.literal('qt') }),
  outputs: z.array(z.enum(['mask', 'coarse_rgb', 'coarse_fused', 'gate', 'score', 'quality', 'kernels'])),
  /** Side in pixels the network saw in training at last; tiles of about this size suit it. */
  trainedAt: z.number().int().min(32),
  threshold: z.number().gt(0).lt(1),
  /** Whether the image score was calibrated on a named set; false means it is only an order. */
  scoreCalibrated: z.boolean(),
  /** Absent where the network looks at no whole input: its tiles are then run one by one. */
  scene: sceneSchema.optional(),
  training: z.object({ steps: z.number().int().min(0), samples: z.number().int().min(0), run: z.string(), config: z.record(z.string(), z.unknown()) }),
  licence: z.string(),
});
export type Manifest = z.infer<typeof manifestSchema>;
