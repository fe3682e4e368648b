import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Analysis, analysisOptionsSchema, AppError, type Artifact, type ImageFacts, type Intake, type Manifest } from '../../contract/index.ts';
import type { EnginePort } from '../enginePort.ts';
import type { ModelReference } from '../modelFolder.ts';
import type { ScanRequest } from './job.ts';

/**
 * A small engine for unit tests of casework alone: its answers follow from the bytes of the file. A file that starts with `!CODE`
 * fails with that code. Integration tests use the real engine.
 */
export interface FakeEngine extends EnginePort {
  readonly analysed: string[];
  readonly intakes: string[];
}

export const FAKE_MODEL_SHA256 = 'ab'.repeat(32);

export function createFakeEngine(hooks: { readonly lanes?: number; readonly beforeAnalyze?: (path: string, signal: AbortSignal | undefined) => Promise<void> | void } = {}): FakeEngine {
  const analysed: string[] = [];
  const intakes: string[] = [];
  return {
    lanes: hooks.lanes ?? 1,
    analysed,
    intakes,
    async intake(path) {
      intakes.push(path);
      return readIntake(path);
    },
    async analyze(path, call) {
      analysed.push(path);
      await hooks.beforeAnalyze?.(path, call.signal);
      if (call.signal?.aborted === true) throw new AppError('CANCELLED', 'cancelled');
      return analyse(await readIntake(path), call.caseFolder, analysisOptionsSchema.parse(call.options ?? {}));
    },
    doctor: () => Promise.reject(new AppError('ENGINE_CRASHED', 'this engine has no self-test')),
    close: () => Promise.resolve(),
  };
}

export function fakeRequest(changes: Partial<ScanRequest> = {}): ScanRequest {
  const manifest: Manifest = {
    schema: 1, id: 'small-test', version: '1', file: 'model.onnx', sha256: FAKE_MODEL_SHA256, bytes: 1, weights: 'float32', opset: 18, parameters: 1, multipleOf: 32, coefficientClip: 20,
    inputs: { rgb: 'rgb', coefficients: 'dct', table: 'qt' }, outputs: ['mask'], trainedAt: 256, threshold: 0.5, scoreCalibrated: false, training: { steps: 0, samples: 0, run: 'none', config: {} }, licence: 'none',
  };
  const model: ModelReference = { folder: 'no-such-folder', manifest };
  return { model, provider: 'cpu', options: analysisOptionsSchema.parse({}), retryFailed: false, secondsPerFile: 10, ...changes };
}

async function readIntake(path: string): Promise<Intake> {
  const bytes = await readFile(path);
  const code = /^!([A-Z_]+)/.exec(bytes.toString('latin1'))?.[1];
  if (code !== undefined) throw new AppError(code as 'IMAGE_CORRUPT', `planted ${code}`);
  const digest = (name: string): string => createHash(name).update(bytes).digest('hex');
  return { digest: { bytes: bytes.length, sha256: digest('sha256'), sha1: digest('sha1'), md5: digest('md5') }, facts: FACTS };
}

const FACTS: ImageFacts = {
  format: 'png', mimeType: 'image/png', extensionMismatch: false, width: 64, height: 48, channels: 3, bitDepth: 8, hasAlpha: false, colourSpace: 'srgb', iccProfile: null, orientation: 1, pages: 1, jpeg: null,
};

async function analyse(intake: Intake, caseFolder: string, options: Analysis['record']['options']): Promise<Analysis> {
  const score = Number.parseInt(intake.digest.sha256.slice(0, 4), 16) / 0xffff;
  return {
    ...intake,
    coefficients: { source: 'pixels', grid: { x: 0, y: 0, confidence: 0.5 } },
    score,
    gate: { vision: 0.25, visionShare: 0, tiles: 1 },
    reliability: 0.75,
    maskShare: 0.125,
    artifacts: [await writeArtifact(caseFolder, 'mask', intake.digest.sha256), await writeArtifact(caseFolder, 'overlay', `overlay ${intake.digest.sha256}`)],
    regions: [{ id: 1, box: { x: 1, y: 2, width: 3, height: 4 }, area: 12, share: 12 / 3072, meanProbability: 0.7, peakProbability: 0.9, polygon: [[1, 2], [4, 2], [4, 6], [1, 6]] }],
    timings: { read: 1, decode: 1, coefficients: 1, inference: 1, postprocess: 1, write: 1, total: 6 },
    record: {
      inputSha256: intake.digest.sha256, modelId: 'small-test', modelSha256: FAKE_MODEL_SHA256, options, provider: 'cpu', providerReason: 'a test',
      versions: { app: '0', engine: '0', onnxruntime: '0', sharp: '0', libvips: '0', node: '0' }, platform: 'test', startedAt: '2026-01-01T00:00:00.000Z',
    },
  };
}

async function writeArtifact(caseFolder: string, kind: Artifact['kind'], content: string): Promise<Artifact> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const path = `artifacts/${sha256.slice(0, 2)}/${sha256}.png`;
  await mkdir(dirname(join(caseFolder, path)), { recursive: true });
  await writeFile(join(caseFolder, path), content);
  return { kind, path, sha256, bytes: content.length, mimeType: 'image/png', width: 64, height: 48 };
}
