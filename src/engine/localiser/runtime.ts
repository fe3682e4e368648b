/** The only file that knows ONNX Runtime (the lint rule that bars the import elsewhere is lifted for this line alone). */
// oxlint-disable-next-line no-restricted-imports
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import { availableParallelism } from 'node:os';
import type { Provider } from '../../contract/analysis.ts';

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
  release(): Promise<void>;
}

const OUTPUTS = ['mask', 'coarse_rgb', 'coarse_fused', 'quality', 'gate', 'score'] as const;

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
  /** Threads inside one operator; default one a core. */
  readonly threads?: number;
}

/** Loads a network from the bytes of its ONNX file. Rejects with the runtime's error where the provider or the file does not work. */
export async function loadNetwork(model: Uint8Array, options: LoadOptions): Promise<Network> {
  const session = await InferenceSession.create(model, {
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
  });
  return {
    async run(input) {
      const found = await session.run(feeds(input), OUTPUTS);
      return {
        mask: floats(found['mask']),
        coarseRgb: floats(found['coarse_rgb']),
        coarseFused: floats(found['coarse_fused']),
        quality: floats(found['quality']),
        gate: floats(found['gate'])[0] ?? Number.NaN,
        score: floats(found['score'])[0] ?? Number.NaN,
      };
    },
    async runAll(input) {
      const found = await session.run(feeds(input));
      return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, floats(value)]));
    },
    async release() {
      await session.release();
    },
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
