import { basename, isAbsolute, relative, sep } from 'node:path';
import { type Analysis, AppError, type ErrorRecord, type ImageClass, toErrorRecord } from '../../contract/index.ts';
import { readGreyPicture } from '../../engine/index.ts';
import { addLevels, type CurveSums, emptySums } from './curves.ts';
import { lookAhead } from './lookAhead.ts';
import type { Analysed, Method, MethodAnswer } from './methods.ts';
import { type Confusion, confusionAt, countLevels, type Levels, type Picture, pixelAveragePrecision, type PixelScores, pixelScores, resizeNearest, TRUTH_ABOVE } from './metrics.ts';
import { type ReliabilityCounts, reliabilityCounts } from './reliability.ts';
import { type EvaluationSet, readTruth, type TamperedPicture } from './sets.ts';

/** What one method made of one picture; `scores` only for altered ones that could be measured. */
export interface PictureResult {
  /** Path below the set, forward slashes. */
  readonly image: string;
  readonly altered: boolean;
  /** Kind of picture the file says it is (contract/imageClass.ts), null where the method does not say. */
  readonly class: ImageClass | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly score: number | null;
  readonly maskShare: number | null;
  readonly regions: number | null;
  readonly gateVision: number | null;
  readonly reliability: number | null;
  readonly milliseconds: number | null;
  readonly confusion: Confusion | null;
  readonly scores: PixelScores | null;
  /** Average precision of the picture's pixels. */
  readonly averagePrecision: number | null;
  /** Pixels, and wrong ones, by the reliability predicted for them; of the network, on unchanged pictures. */
  readonly reliabilityCounts: ReliabilityCounts | null;
  /** False where a classical method had nothing to go on: counted as a map that marks nothing, score 0. */
  readonly applies: boolean;
  /** Of the file that was measured. */
  readonly sha256: string | null;
  readonly warning: string | null;
  readonly error: ErrorRecord | null;
  readonly record: Analysis['record'] | null;
}

/** One picture to measure: `name` as the results call it, `tampered` null for an untouched one. */
export interface Subject {
  readonly name: string;
  readonly image: string;
  readonly tampered: TamperedPicture | null;
}

export interface MethodResults {
  readonly method: Method;
  readonly results: readonly PictureResult[];
  readonly sums: CurveSums;
  /** What the first picture that went through said of the method; null where none did. */
  readonly identity: Pick<MethodAnswer, 'provider' | 'parameters'> | null;
}

export interface Evaluated {
  readonly result: PictureResult;
  readonly levels: Levels | null;
  readonly answer: MethodAnswer | null;
}

/** Makes the file that is analysed for a picture; a compression protocol does. */
export type Prepare = (subject: Subject) => Promise<Analysed>;

async function asItIs({ image }: Subject): Promise<Analysed> {
  return { path: image };
}

export interface EvaluateControl {
  readonly signal: AbortSignal;
  readonly onResult: (result: PictureResult, method: Method) => void;
}

/** The pictures of a set, altered ones first. */
export function subjectsOf(set: EvaluationSet): readonly Subject[] {
  return [
    ...set.tampered.map((tampered) => ({ name: nameBelow(set.folder, tampered.image, 'images'), image: tampered.image, tampered })),
    ...set.authentic.map((image) => ({ name: nameBelow(set.folder, image, 'authentic'), image, tampered: null })),
  ];
}

function nameBelow(folder: string, image: string, otherwise: string): string {
  const below = relative(folder, image);
  return below.startsWith('..') || isAbsolute(below) ? `${otherwise}/${basename(image)}` : below.split(sep).join('/');
}

/** Runs every method over every picture and compares its map with the truth. A picture that fails becomes a row with its reason. */
export async function evaluateSubjects(methods: readonly Method[], subjects: readonly Subject[], workFolder: string, control: EvaluateControl, prepare: Prepare = asItIs): Promise<readonly MethodResults[]> {
  const parts = methods.map((method) => ({ method, results: [] as PictureResult[], sums: emptySums(), identity: null as MethodResults['identity'] }));
  const evaluate = async (subject: Subject): Promise<readonly Evaluated[]> => {
    throwIfInterrupted(control.signal);
    const prepared = await prepareOr(prepare, subject);
    const answers: Evaluated[] = [];
    for (const { method } of parts) {
      throwIfInterrupted(control.signal);
      answers.push('error' in prepared ? { result: failedResult(subject, prepared.error), levels: null, answer: null } : await evaluatePicture(method, subject, prepared, workFolder, control.signal));
    }
    return answers;
  };
  // A prepared file lies where the next one will be written.
  const width = prepare === asItIs ? Math.max(1, ...methods.map(({ lanes }) => lanes)) : 1;
  for await (const answers of lookAhead(subjects, width, evaluate)) {
    for (const [index, part] of parts.entries()) {
      const { result, levels, answer } = answers[index]!;
      part.results.push(result);
      part.identity ??= answer === null ? null : { provider: answer.provider, parameters: answer.parameters };
      if (levels !== null) addLevels(part.sums, levels);
      control.onResult(result, part.method);
    }
  }
  return parts;
}

async function prepareOr(prepare: Prepare, subject: Subject): Promise<Analysed | { readonly error: ErrorRecord }> {
  try {
    return await prepare(subject);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error: toErrorRecord(error) };
  }
}

export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('CANCELLED', 'The evaluation was interrupted; run it again for a whole result.');
}

export async function evaluatePicture(method: Method, { name, tampered }: Subject, analysed: Analysed, workFolder: string, signal: AbortSignal): Promise<Evaluated> {
  const altered = tampered !== null;
  try {
    const answer = await method.run(analysed, workFolder, signal);
    const truth = altered ? await truthFor(tampered, answer, analysed.changedFrom) : null;
    const usable = truth !== null && !truth.empty;
    const wantsReliability = answer.reliabilityMap !== null && analysed.changedFrom === undefined && (!altered || usable);
    const map = usable || wantsReliability ? await mapOf(answer) : null;
    const levels = usable && map !== null ? countLevels(map, truth) : null;
    const counts = levels === null ? null : confusionAt(levels, method.threshold);
    const reliability = wantsReliability && map !== null ? reliabilityCounts(map, await readGreyPicture(answer.reliabilityMap ?? ''), truth, method.threshold) : null;
    const { map: _map, reliabilityMap: _reliabilityMap, provider: _provider, parameters: _parameters, reason: _reason, ...told } = answer;
    return {
      levels,
      answer,
      result: {
        image: name,
        altered,
        ...told,
        confusion: counts,
        scores: counts === null ? null : pixelScores(counts),
        averagePrecision: levels === null ? null : pixelAveragePrecision(levels),
        reliabilityCounts: reliability,
        warning: truth?.warning ?? null,
        error: null,
      },
    };
  } catch (error) {
    const record = toErrorRecord(error);
    if (!(error instanceof AppError) || STOPPING.has(record.code)) throw error;
    return { levels: null, answer: null, result: failedResult({ name, tampered }, record) };
  }
}

/** The row of a picture that could not be measured. */
export function failedResult({ name, tampered }: Pick<Subject, 'name' | 'tampered'>, error: ErrorRecord): PictureResult {
  return { ...NOTHING, image: name, altered: tampered !== null, error };
}

const STOPPING: ReadonlySet<string> = new Set(['CANCELLED', 'MODEL_MISSING', 'MODEL_INVALID', 'PROVIDER_UNAVAILABLE', 'ARTIFACT_WRITE_FAILED']);
const NOTHING = {
  class: null, width: null, height: null, score: null, maskShare: null, regions: null, gateVision: null, reliability: null, milliseconds: null, confusion: null, scores: null, averagePrecision: null, reliabilityCounts: null, applies: true, sha256: null, warning: null, record: null,
} as const;

interface ComparedTruth extends Picture {
  readonly empty: boolean;
  readonly warning: string | null;
}

async function truthFor(tampered: TamperedPicture, { width, height }: MethodAnswer, changedFrom: Analysed['changedFrom']): Promise<ComparedTruth> {
  const stored = await readTruth(tampered, changedFrom ?? { width, height });
  const fits = stored.width === width && stored.height === height;
  const truth = fits ? stored : resizeNearest(stored, width, height);
  if (!truth.data.some((value) => value > TRUTH_ABOVE)) return { ...truth, empty: true, warning: 'the mask marks nothing; left out of the pixel scores' };
  const resized = fits || changedFrom !== undefined ? null : `mask is ${stored.width} x ${stored.height}, picture ${width} x ${height}: mask resized to the nearest pixel`;
  const warnings = [resized, changedFrom === undefined ? stored.note : null].filter((text) => text !== null);
  return { ...truth, empty: false, warning: warnings.length === 0 ? null : warnings.join('; ') };
}

async function mapOf({ map, width, height }: MethodAnswer): Promise<Picture> {
  return map === null ? { width, height, data: new Uint8Array(width * height) } : readGreyPicture(map);
}
