/** The only file that knows ONNX Runtime (the lint rule that bars the import elsewhere is lifted for this line alone). */
// oxlint-disable-next-line no-restricted-imports
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import type { Provider } from '../../contract/analysis.ts';
import type { ScenePlan } from '../../contract/manifest.ts';
import { readCuttable } from './subgraph.ts';

export interface NetworkInput {
  /** uint8 [3, height, width]. */
  readonly rgb: Uint8Array;
  /** uint8 [height, width], |coefficient| 0..20. */
  readonly coefficients: Uint8Array;
  /** int32 [64], natural order. */
  readonly table: Int32Array;
  /** Multiples of 32. */
  readonly width: number;
  readonly height: number;
}

/** Maps are float32 [height, width] in 0..1; gate and score are in 0..1. */
export interface NetworkOutput {
  readonly mask: Float32Array;
  readonly coarseRgb: Float32Array;
  readonly coarseFused: Float32Array;
  readonly quality: Float32Array;
  readonly gate: number;
  readonly score: number;
}

/** A loaded network. One run at a time; a run blocks its thread and cannot be stopped. */
export interface Network {
  run(input: NetworkInput): Promise<NetworkOutput>;
  /** All outputs by name, flat, for the self-test. */
  runAll(input: NetworkInput): Promise<Readonly<Record<string, Float32Array>>>;
  /** The network in stages, to run the tiles of a picture together; null where it has none. */
  stages?(): Stages | null;
  release(): Promise<void>;
}

/** A value at a cut of the network. */
export interface StageValue {
  readonly data: Tensor['data'];
  readonly dims: readonly number[];
}

/** Values of one tile by their names in the plan. */
export type StageValues = ReadonlyMap<string, StageValue>;

export interface Stages {
  readonly plan: ScenePlan;
  /** Outputs of stage `index`; costly where another stage ran before. `values` must hold its inputs, except those of the network itself, which come from `input`. */
  run(index: number, values: StageValues, input: () => NetworkInput): Promise<StageValues>;
  /** What the pyramid step `index` of the plan makes of its pooled maps, in their order. */
  reduce(index: number, pooled: readonly StageValue[]): Promise<readonly StageValue[]>;
  /** The answer of the last stage. */
  output(values: StageValues): NetworkOutput;
  /** Frees what the stage run last still holds; a later run opens it again. */
  close(): Promise<void>;
}

const OUTPUTS = ['mask', 'coarse_rgb', 'coarse_fused', 'quality', 'gate', 'score'] as const;
const INPUTS: ReadonlySet<string> = new Set(['rgb', 'dct', 'qt']);

export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}

/** Providers that this build of the runtime holds; one that needs libraries installed beside it is listed too, and may still fail to load. */
export function compiledProviders(): readonly Provider[] {
  const names = listSupportedBackends().map((backend) => backend.name);
  return (['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const).filter((provider) => names.includes(provider));
}

export interface LoadOptions {
  readonly provider: Provider;
  /** How the network is cut into stages, from its manifest. */
  readonly scene?: ScenePlan | undefined;
  /** Threads inside one operator; default one a core. */
  readonly threads?: number | undefined;
}

/** Loads a network from the bytes of its ONNX file. Rejects with the runtime's error where the provider or the file does not work. */
export async function loadNetwork(model: Uint8Array, options: LoadOptions): Promise<Network> {
  const session = await InferenceSession.create(model, sessionOptions(options));
  let stages: Stages | undefined;
  return {
    async run(input) {
      return outputOf(await session.run(feeds(input), OUTPUTS));
    },
    async runAll(input) {
      const found = await session.run(feeds(input));
      return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, floats(value)]));
    },
    stages() {
      if (options.scene === undefined) return null;
      stages ??= cutStages(model, options.scene, (bytes) => InferenceSession.create(bytes, sessionOptions(options)));
      return stages;
    },
    async release() {
      await session.release();
      await stages?.close();
    },
  };
}

/** Opening a stage takes some 10 ms, but each keeps an arena of hundreds of megabytes: so only the one in use is open. */
function cutStages(model: Uint8Array, plan: ScenePlan, open: (bytes: Uint8Array) => Promise<InferenceSession>): Stages {
  const whole = readCuttable(model);
  let current: { readonly index: number; readonly session: InferenceSession } | undefined;

  async function close(): Promise<void> {
    const session = current?.session;
    current = undefined;
    await session?.release();
  }

  async function sessionOf(index: number): Promise<InferenceSession> {
    if (current?.index === index) return current.session;
    await close();
    const { inputs, outputs } = plan.stages[index]!;
    current = { index, session: await open(whole.cut(inputs, outputs)) };
    return current.session;
  }

  return {
    plan,
    close,
    async run(index, values, input) {
      const { inputs } = plan.stages[index]!;
      const session = await sessionOf(index);
      const own = inputs.some((name) => INPUTS.has(name)) ? feeds(input()) : {};
      const found = await session.run(Object.fromEntries(inputs.map((name) => [name, own[name] ?? tensor(values.get(name), name)])));
      return new Map(Object.entries(found).map(([name, value]) => [name, tensor(value, name)]));
    },
    async reduce(index, pooled) {
      const step = plan.steps[index];
      if (step?.kind !== 'pyramid') throw new Error(`step ${index} of the plan is no pyramid`);
      const session = await open(whole.cut(step.pooled, step.reduced));
      const found = await session.run(Object.fromEntries(step.pooled.map((name, at) => [name, tensor(pooled[at], name)])));
      await session.release();
      return step.reduced.map((name) => tensor(found[name], name));
    },
    output: (values) => outputOf(Object.fromEntries(OUTPUTS.map((name) => [name, tensor(values.get(name), name)]))),
  };
}

/** Values come from the runtime itself, or are float32 made here. */
function tensor(value: InferenceSession.OnnxValueMapType[string] | StageValue | undefined, name: string): Tensor {
  if (value instanceof Tensor) return value;
  if (value !== undefined && 'dims' in value && value.data instanceof Float32Array) return new Tensor('float32', value.data, value.dims);
  throw new Error(`the network's stages do not fit together at ${name}`);
}

function sessionOptions(options: LoadOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: [options.provider],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: options.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    // The arena makes repeated tiles of one shape cheap; patterns would be kept for every picture size ever seen.
    enableCpuMemArena: true,
    enableMemPattern: false,
    // Threads that spin while they wait take the other core from whatever else runs: measured a third slower on a busy two-core machine.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
    logSeverityLevel: 3,
  };
}

function outputOf(found: InferenceSession.OnnxValueMapType): NetworkOutput {
  return {
    mask: floats(found['mask']),
    coarseRgb: floats(found['coarse_rgb']),
    coarseFused: floats(found['coarse_fused']),
    quality: floats(found['quality']),
    gate: floats(found['gate'])[0] ?? Number.NaN,
    score: floats(found['score'])[0] ?? Number.NaN,
  };
}

function feeds(input: NetworkInput): Record<string, Tensor> {
  const { width, height } = input;
  return {
    rgb: new Tensor('uint8', input.rgb, [1, 3, height, width]),
    dct: new Tensor('uint8', input.coefficients, [1, height, width]),
    qt: new Tensor('int32', input.table, [1, 64]),
  };
}

function floats(value: InferenceSession.OnnxValueMapType[string] | undefined): Float32Array {
  if (value instanceof Tensor && value.data instanceof Float32Array) return value.data;
  throw new Error('the network answered with something other than float32');
}
