import { basename, join } from 'node:path';
import { type Analysis, type AnalysisOptions, AppError, type ErrorRecord, toErrorRecord } from '../../contract/index.ts';
import type { EnginePort } from '../../casework/index.ts';
import { readGreyPicture } from '../../engine/index.ts';
import { type Confusion, confusion, type PixelScores, pixelScores, resizeNearest, TRUTH_ABOVE } from './metrics.ts';
import type { EvaluationSet } from './sets.ts';

/** What came out for one picture; `scores` only for altered ones that could be measured. */
export interface PictureResult {
  readonly image: string;
  readonly altered: boolean;
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
  readonly warning: string | null;
  readonly error: ErrorRecord | null;
  readonly record: Analysis['record'] | null;
}

export interface EvaluateControl {
  readonly signal: AbortSignal;
  readonly onResult: (result: PictureResult) => void;
}

/** Runs every picture of a set through the engine and compares its mask with the truth. A picture that fails becomes a row with its reason. */
export async function evaluateSet(engine: EnginePort, set: EvaluationSet, workFolder: string, options: AnalysisOptions, control: EvaluateControl): Promise<readonly PictureResult[]> {
  const results: PictureResult[] = [];
  const pictures = [...set.tampered.map(({ image, mask }) => ({ image, mask })), ...set.authentic.map((image) => ({ image, mask: null }))];
  for (const { image, mask } of pictures) {
    if (control.signal.aborted) throw new AppError('CANCELLED', 'The evaluation was interrupted; run it again for a whole result.');
    const result = await evaluatePicture(engine, image, mask, workFolder, options, control.signal);
    results.push(result);
    control.onResult(result);
  }
  return results;
}

async function evaluatePicture(engine: EnginePort, image: string, mask: string | null, workFolder: string, options: AnalysisOptions, signal: AbortSignal): Promise<PictureResult> {
  const name = `${mask === null ? 'authentic' : 'images'}/${basename(image)}`;
  try {
    const analysis = await engine.analyze(image, { caseFolder: workFolder, options, signal });
    const measured = mask === null ? NOT_MEASURED : await compare(analysis, mask, workFolder, options.threshold);
    return {
      image: name,
      altered: mask !== null,
      width: analysis.facts.width,
      height: analysis.facts.height,
      score: analysis.score,
      maskShare: analysis.maskShare,
      regions: analysis.regions.length,
      gateVision: analysis.gate.vision,
      reliability: analysis.reliability,
      milliseconds: analysis.timings.total,
      ...measured,
      error: null,
      record: analysis.record,
    };
  } catch (error) {
    const record = toErrorRecord(error);
    if (!(error instanceof AppError) || STOPPING.has(record.code)) throw error;
    return { image: name, altered: mask !== null, width: null, height: null, score: null, maskShare: null, regions: null, gateVision: null, reliability: null, milliseconds: null, ...NOT_MEASURED, error: record, record: null };
  }
}

const STOPPING: ReadonlySet<string> = new Set(['CANCELLED', 'MODEL_MISSING', 'MODEL_INVALID', 'PROVIDER_UNAVAILABLE', 'ARTIFACT_WRITE_FAILED']);
const NOT_MEASURED = { confusion: null, scores: null, warning: null } as const;

async function compare(analysis: Analysis, maskPath: string, workFolder: string, threshold: number): Promise<Pick<PictureResult, 'confusion' | 'scores' | 'warning'>> {
  const artifact = analysis.artifacts.find((candidate) => candidate.kind === 'mask');
  if (artifact === undefined) throw new AppError('ENGINE_PROTOCOL', 'The engine wrote no mask. Run "palimpsest doctor".');
  const map = await readGreyPicture(join(workFolder, artifact.path));
  const stored = await readGreyPicture(maskPath);
  const fits = stored.width === map.width && stored.height === map.height;
  const truth = fits ? stored : resizeNearest(stored, map.width, map.height);
  const warning = fits ? null : `mask is ${stored.width} x ${stored.height}, picture ${map.width} x ${map.height}: mask resized to the nearest pixel`;
  if (!truth.data.some((value) => value > TRUTH_ABOVE)) return { confusion: null, scores: null, warning: 'the mask marks nothing; left out of the pixel scores' };
  const counts = confusion(map, truth, threshold);
  return { confusion: counts, scores: pixelScores(counts), warning };
}
