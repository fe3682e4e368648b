import { type AnalysisOptions, type Calibration, classifyImage, type ImageFacts, readScore, type Reproducibility, type ScoreReading } from '../contract/index.ts';
import { listModels } from './workbench/hostHandlers.ts';

/** The calibrations of the models below `modelsFolder`. */
export async function installedCalibrations(modelsFolder: string): Promise<readonly Calibration[]> {
  return (await listModels(modelsFolder)).flatMap(({ calibration }) => calibration ?? []);
}

/**
 * What may be said of a finding's score, by the calibration of just the weights that made it; null where there is none. `facts` are those of the
 * content the finding was made of. Rates hold for the way of looking they were measured with: findings made with other tiles get none.
 */
export function scoreReadingOf(calibrations: readonly Calibration[], { score, record }: { readonly score: number; readonly record: Reproducibility }, facts: ImageFacts | null): ScoreReading | null {
  const calibration = calibrations.find(({ modelSha256 }) => modelSha256 === record.modelSha256);
  if (calibration === undefined) return null;
  const classification: ScoreReading['classification'] = facts === null ? { class: 'other', reasons: ['The facts of the file are not on record.'] } : classifyImage(facts);
  const differing = DECISIVE.find(({ option }) => record.options[option] !== calibration.options[option]);
  if (differing === undefined) return readScore(calibration, classification, score);
  const words = `No error rate is stated: the picture was analysed with another ${differing.words} than the measured pictures were. Analyse it with the default settings for one.`;
  return { outcome: 'not_validated', classification, score, point: null, log10LikelihoodRatio: null, words };
}

/** The options that the image score depends on. */
const DECISIVE: readonly { readonly option: keyof AnalysisOptions; readonly words: string }[] = [
  { option: 'tileSize', words: 'size of tiles' },
  { option: 'tileOverlap', words: 'overlap of tiles' },
  { option: 'globalPass', words: 'choice of looking at the whole picture or not' },
];
