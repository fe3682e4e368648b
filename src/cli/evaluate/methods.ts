import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnalyzeCall, EnginePort, ViewerPort } from '../../casework/index.ts';
import { readGreyPicture } from '../../engine/index.ts';
import { type Analysis, type AnalysisOptions, AppError, classifyImage, type ImageClass, SIGNAL_NAMES, type SignalName, type SignalResult } from '../../contract/index.ts';

/** The network, or a classical method. */
export type MethodName = 'network' | SignalName;
const METHOD_NAMES: readonly MethodName[] = ['network', ...SIGNAL_NAMES];

/** The file that is analysed in a picture's place. */
export interface Analysed {
  readonly path: string;
  /** JPEG coefficients that take the place of its own. */
  readonly coefficientsFrom?: NonNullable<AnalyzeCall['coefficientsFrom']>;
  /** Size of the picture where `path` is a changed copy of it: the truth is made for that size and follows the copy's. */
  readonly changedFrom?: { readonly width: number; readonly height: number };
}

/** What a method said of one picture. `map`: path of a grey picture, 0..255 for 0..1, null for one that marks nothing. */
export interface MethodAnswer {
  readonly applies: boolean;
  /** Why a method does not apply; empty where it does. */
  readonly reason: string;
  readonly class: ImageClass | null;
  readonly map: string | null;
  readonly reliabilityMap: string | null;
  readonly width: number;
  readonly height: number;
  readonly score: number;
  readonly maskShare: number;
  readonly regions: number | null;
  readonly gateVision: number | null;
  readonly reliability: number | null;
  readonly milliseconds: number;
  readonly sha256: string;
  readonly provider: string | null;
  readonly record: Analysis['record'] | null;
  /** Version and parameters of a classical method. */
  readonly parameters: Pick<SignalResult, 'version' | 'parameters'> | null;
}

export interface Method {
  readonly name: MethodName;
  /** From where on a pixel, or a picture by its score, counts as altered. */
  readonly threshold: number;
  /** Pictures it works on at a time. */
  readonly lanes: number;
  readonly run: (analysed: Analysed, workFolder: string, signal: AbortSignal) => Promise<MethodAnswer>;
}

/** A list such as `network,ela`, or `all`; hyphens for underscores will do. Error: ARGUMENT_INVALID. */
export function parseMethods(text: string): readonly MethodName[] {
  if (text.trim() === 'all') return METHOD_NAMES;
  const asked = text.split(',').map((name) => name.trim().replaceAll('-', '_'));
  const unknown = asked.filter((name) => !METHOD_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new AppError('ARGUMENT_INVALID', `There is no method "${unknown[0]}". --methods takes all, or some of ${METHOD_NAMES.join(', ')}.`);
  return METHOD_NAMES.filter((name) => asked.includes(name));
}

/** The model of an engine at the threshold of `options`. */
export function networkMethod(engine: EnginePort, options: AnalysisOptions): Method {
  return {
    name: 'network',
    threshold: options.threshold,
    lanes: engine.lanes,
    run: async ({ path, coefficientsFrom }, workFolder, signal) => {
      const analysis = await engine.analyze(path, { caseFolder: workFolder, options, signal, ...(coefficientsFrom === undefined ? {} : { coefficientsFrom }) });
      const mask = analysis.artifacts.find(({ kind }) => kind === 'mask');
      const reliability = analysis.artifacts.find(({ kind }) => kind === 'reliability');
      if (mask === undefined) throw new AppError('ENGINE_PROTOCOL', 'The engine wrote no mask. Run "palimpsest doctor".');
      return {
        applies: true,
        reason: '',
        class: classifyImage(analysis.facts).class,
        map: join(workFolder, mask.path),
        reliabilityMap: reliability === undefined ? null : join(workFolder, reliability.path),
        width: analysis.facts.width,
        height: analysis.facts.height,
        score: analysis.score,
        maskShare: analysis.maskShare,
        regions: analysis.regions.length,
        gateVision: analysis.gate.vision,
        reliability: analysis.reliability,
        milliseconds: analysis.timings.total,
        sha256: analysis.record.inputSha256,
        provider: analysis.record.provider,
        record: analysis.record,
        parameters: null,
      };
    },
  };
}

/** A classical method, which decides at .5. Where it does not apply it counts as a map that marks nothing. */
export function signalMethod(viewer: ViewerPort, name: SignalName): Method {
  return {
    name,
    threshold: 0.5,
    lanes: 1,
    run: async ({ path }, workFolder, signal) => {
      const sha256 = createHash('sha256').update(await readPicture(path)).digest('hex');
      const found = await viewer.signal({ path, key: sha256 }, name, workFolder, { signal });
      const { width, height } = found.map ?? (await readGreyPicture(path));
      return {
        applies: found.applies,
        reason: found.reason,
        class: null,
        reliabilityMap: null,
        map: found.map === null ? null : join(workFolder, found.map.path),
        width,
        height,
        score: found.score ?? 0,
        maskShare: found.maskShare ?? 0,
        regions: null,
        gateVision: null,
        reliability: null,
        milliseconds: found.milliseconds,
        sha256,
        provider: null,
        record: null,
        parameters: { version: found.version, parameters: found.parameters },
      };
    },
  };
}

async function readPicture(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new AppError('FILE_READ_FAILED', `${path} cannot be read. Check that it is there and that you may read it.`, undefined, error);
  });
}
